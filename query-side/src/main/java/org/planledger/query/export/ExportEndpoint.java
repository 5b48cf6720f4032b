package org.planledger.query.export;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Papers;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers drafts and redlines in every format: by suffix, such as {@code draft.pdf}, or as the
 * header {@code Accept} has it. The same question about the same state of the log is answered in
 * the same bytes, which an entity tag stands for.
 */
@RestController
@Reads(Histories.GROUP)
public final class ExportEndpoint {
  private static final String DRAFT = "draft";
  private static final String REDLINE = "redline";

  /** What is recorded this long ago is settled: no clock and no reader of the log is so far off. */
  private static final Duration SETTLED = Duration.ofDays(1);

  private static final Duration KEPT = Duration.ofDays(365);
  private static final int LONGEST_NAME = 120;
  private static final int TAG_BYTES = 16;

  private final Papers papers;
  private final Clock clock;
  private final byte[] build;

  /** Answers with these papers. */
  public ExportEndpoint(Papers papers, Clock clock) {
    this.papers = papers;
    this.clock = clock;
    MessageDigest hash = hash();
    Build.addTo(hash);
    this.build = hash.digest();
  }

  /** A format that there is instead. */
  record Available(String type, String href) {}

  @GetMapping("/api/plans/{plan}/draft")
  ResponseEntity<Object> draft(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    Draft draft = new Draft(plan, at, knownAt, lang);
    return draft.as(negotiated(accept, Format.JSON, DRAFT, draft.query()), null);
  }

  @GetMapping("/api/plans/{plan}/draft.{suffix}")
  ResponseEntity<Object> draftNamed(
      @PathVariable String plan,
      @PathVariable String suffix,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    return new Draft(plan, at, knownAt, lang).as(named(suffix, DRAFT), suffix);
  }

  @GetMapping("/api/plans/{plan}/redline")
  ResponseEntity<Object> redline(
      @PathVariable String plan,
      @RequestParam String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    Redline redline = new Redline(plan, from, to, knownAt, lang);
    return redline.as(negotiated(accept, Format.HTML, REDLINE, redline.query()), null);
  }

  @GetMapping("/api/plans/{plan}/redline.{suffix}")
  ResponseEntity<Object> redlineNamed(
      @PathVariable String plan,
      @PathVariable String suffix,
      @RequestParam String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    return new Redline(plan, from, to, knownAt, lang).as(named(suffix, REDLINE), suffix);
  }

  /** A draft that is asked for. */
  private final class Draft {
    private final String plan;
    private final @Nullable String at;
    private final @Nullable String knownAt;
    private final @Nullable String lang;

    Draft(String plan, @Nullable String at, @Nullable String knownAt, @Nullable String lang) {
      this.plan = plan;
      this.at = at;
      this.knownAt = knownAt;
      this.lang = lang;
    }

    String query() {
      return query(at);
    }

    private String query(@Nullable String point) {
      return ExportEndpoint.query("at", point, "knownAt", knownAt, "lang", lang);
    }

    ResponseEntity<Object> as(Format format, @Nullable String suffix) {
      Papers.Found<DraftPaper> found = papers.draft(plan, at, knownAt, lang);
      String name = suffix == null ? DRAFT : DRAFT + "." + suffix;
      List<String> links = alternates(DRAFT, query(), format);
      links.add(link(name + ExportEndpoint.query("lang", lang), "latest-version"));
      boolean byRevision = at == null || at.equals("latest") || at.startsWith("rev:");
      if (byRevision && found.revision() > 0) {
        links.add(link(name + query("rev:" + (found.revision() - 1)), "predecessor-version"));
      }
      links.add(link("timeline", "version-history"));
      return answer(
          format,
          body(format, found),
          suffix == null,
          settled(knownAt),
          links,
          fileName(format, plan, at == null ? "latest" : at, lang));
    }

    /** As JSON, which is asked for most, it is written only for those who do not have it. */
    private Body body(Format format, Papers.Found<DraftPaper> found) {
      Supplier<byte[]> decisive = found.decisive();
      return format == Format.JSON && decisive != null
          ? new Body(tag(build, decisive.get()), found.answer().get())
          : Body.of(format.ofDraft(found));
    }
  }

  /** A redline that is asked for. */
  private final class Redline {
    private final String plan;
    private final String from;
    private final @Nullable String to;
    private final @Nullable String knownAt;
    private final @Nullable String lang;

    Redline(
        String plan,
        String from,
        @Nullable String to,
        @Nullable String knownAt,
        @Nullable String lang) {
      this.plan = plan;
      this.from = from;
      this.to = to;
      this.knownAt = knownAt;
      this.lang = lang;
    }

    String query() {
      return ExportEndpoint.query("from", from, "to", to, "knownAt", knownAt, "lang", lang);
    }

    ResponseEntity<Object> as(Format format, @Nullable String suffix) {
      Papers.Found<RedlinePaper> found = papers.redline(plan, from, to, knownAt, lang);
      String name = suffix == null ? REDLINE : REDLINE + "." + suffix;
      List<String> links = alternates(REDLINE, query(), format);
      links.add(link(name + ExportEndpoint.query("from", from, "lang", lang), "latest-version"));
      links.add(link(draft(from), "describes"));
      links.add(link(draft(to), "describes"));
      // The names of those who proposed stand in it, and may be erased at any time.
      return answer(
          format,
          Body.of(format.ofRedline(found)),
          suffix == null,
          false,
          links,
          fileName(format, plan, from, "to", to == null ? "latest" : to, lang));
    }

    private String draft(@Nullable String point) {
      return DRAFT + ExportEndpoint.query("at", point, "knownAt", knownAt, "lang", lang);
    }
  }

  /**
   * Whether nothing that will be recorded can change what was known at an instant. Without one, a
   * draft tells up to when it knows the log, and a later event changes that.
   */
  private boolean settled(@Nullable String knownAt) {
    return knownAt != null && !Instant.parse(knownAt).isAfter(clock.instant().minus(SETTLED));
  }

  /**
   * What is answered.
   *
   * @param tag stands for its bytes
   * @param content its bytes, or what is written as JSON if it is wanted
   */
  private record Body(String tag, Object content) {
    static Body of(byte[] bytes) {
      return new Body(ExportEndpoint.tag(bytes), bytes);
    }
  }

  private static ResponseEntity<Object> answer(
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

  private static String tag(byte[]... parts) {
    MessageDigest hash = hash();
    for (byte[] part : parts) {
      hash.update(part);
    }
    return "\"%s\"".formatted(HexFormat.of().formatHex(hash.digest(), 0, TAG_BYTES));
  }

  private static MessageDigest hash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Format named(String suffix, String what) {
    return Arrays.stream(Format.values())
        .filter(format -> format.suffix().equals(suffix))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    ProblemType.NOT_FOUND,
                    "There is no %s.%s; there is %s."
                        .formatted(
                            what,
                            suffix,
                            Arrays.stream(Format.values())
                                .map(format -> what + "." + format.suffix())
                                .collect(Collectors.joining(", ")))));
  }

  /** The format that is wanted most; of several the first, and then as they stand in order. */
  private static Format negotiated(String accept, Format first, String what, String query)
      throws HttpMediaTypeNotAcceptableException {
    if (accept.isBlank()) {
      return first;
    }
    List<MediaType> ranges;
    try {
      ranges = MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException e) {
      throw new HttpMediaTypeNotAcceptableException(String.valueOf(e.getMessage()));
    }
    Format best = first;
    for (Format format : Format.values()) {
      if (format.quality(ranges) > best.quality(ranges)) {
        best = format;
      }
    }
    if (best.quality(ranges) == 0) {
      throw new Refused(
          ProblemType.NOT_ACCEPTABLE,
          "None of what Accept names is to be had; ask for %s."
              .formatted(
                  Arrays.stream(Format.values())
                      .map(Format::typeName)
                      .collect(Collectors.joining(" or "))),
          Map.of(
              "available",
              Arrays.stream(Format.values())
                  .map(
                      format ->
                          new Available(
                              format.typeName(), "%s.%s%s".formatted(what, format.suffix(), query)))
                  .toList()));
    }
    return best;
  }

  private static List<String> alternates(String what, String query, Format but) {
    List<String> links = new ArrayList<>();
    for (Format format : Format.values()) {
      if (format != but) {
        links.add(
            "%s; type=\"%s\""
                .formatted(
                    link("%s.%s%s".formatted(what, format.suffix(), query), "alternate"),
                    format.typeName()));
      }
    }
    return links;
  }

  /** Relative to what was asked for, so that it holds behind any proxy. */
  private static String link(String target, String relation) {
    return "<%s>; rel=\"%s\"".formatted(target, relation);
  }

  /** Names and values, but for those without a value. */
  private static String query(@Nullable String... parameters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      String value = parameters[i + 1];
      if (value != null) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(parameters[i])
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
      }
    }
    return query.toString();
  }

  /** A name that is safe in any folder. */
  private static String fileName(Format format, @Nullable String... parts) {
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
