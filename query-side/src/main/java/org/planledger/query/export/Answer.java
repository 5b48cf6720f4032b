package org.planledger.query.export;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** How a paper is answered: its bytes under a tag that stands for them, and where to go from it. */
final class Answer {
  private static final Duration KEPT = Duration.ofDays(365);
  private static final int LONGEST_NAME = 120;
  private static final int TAG_BYTES = 16;

  private Answer() {}

  /**
   * What is answered.
   *
   * @param tag stands for its bytes
   * @param content its bytes, or what is written as JSON if it is wanted
   */
  record Body(String tag, Object content) {
    static Body of(byte[] bytes) {
      return new Body(Answer.tag(bytes), bytes);
    }
  }

  /**
   * Answers.
   *
   * @param negotiated whether the format was chosen by the header {@code Accept}
   * @param settled whether nothing that will be recorded can change it
   */
  static ResponseEntity<Object> of(
      Format format,
      Body body,
      boolean negotiated,
      boolean settled,
      List<String> links,
      String file) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(format.type())
            .eTag(body.tag())
            .cacheControl(settled ? CacheControl.maxAge(KEPT).immutable() : CacheControl.noCache())
            .header(HttpHeaders.LINK, String.join(", ", links))
            .header("X-Content-Type-Options", "nosniff");
    if (negotiated) {
      answer.varyBy(HttpHeaders.ACCEPT);
    }
    if (format == Format.HTML) {
      answer.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }
    if (format != Format.JSON) {
      answer.header(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.inline().filename(file).build().toString());
    }
    return answer.body(body.content());
  }

  /** The strong entity tag of what is decided by these bytes alone. */
  static String tag(byte[]... parts) {
    MessageDigest hash = sha256();
    for (byte[] part : parts) {
      hash.update(part);
    }
    return "\"%s\"".formatted(HexFormat.of().formatHex(hash.digest(), 0, TAG_BYTES));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A name that is safe in any folder. */
  static String fileName(Format format, @Nullable String... parts) {
    String name =
        Arrays.stream(parts)
            .filter(part -> part != null)
            .collect(Collectors.joining("-"))
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceFirst("^[.-]+", "");
    return "%s.%s"
        .formatted(name.substring(0, Math.min(LONGEST_NAME, name.length())), format.suffix());
  }
}
