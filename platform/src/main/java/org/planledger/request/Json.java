package org.planledger.request;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** JSON (RFC 8259) without leniency: UTF-8, no member twice, nothing after the value. */
public final class Json {
  private static final int DEPTH = 32;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_NUMBER = 1_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNameLength(LONGEST_NAME)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * The value that a body holds.
   *
   * @throws Refused 400 when it is no JSON, telling the line and column
   */
  public static JsonNode read(byte[] body) {
    String text = text(body);
    try (JsonParser parser = new WholeNames(MAPPER.createParser(text))) {
      JsonNode node = MAPPER.readTree(parser);
      if (node == null || node.isMissingNode()) {
        throw malformed("The body is empty; send a JSON object.", 1, 1);
      }
      return node;
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw malformed(sentence(e), at == null ? 1 : at.getLineNr(), at == null ? 1 : column(at));
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory is always readable", e);
    }
  }

  private static int column(JsonLocation at) {
    return Math.max(at.getColumnNr(), 1);
  }

  private static String text(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      String before = new String(body, 0, bytes.position(), StandardCharsets.UTF_8);
      throw malformed(
          "Byte %d is not UTF-8; send the text in UTF-8.".formatted(bytes.position() + 1),
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          before.length() - before.lastIndexOf('\n'));
    }
  }

  private static String sentence(JacksonException failure) {
    return switch (failure) {
      case StreamConstraintsException tooMuch ->
          "The JSON is nested more than %d deep, or holds a name or number of more than %d characters."
              .formatted(DEPTH, LONGEST_NAME);
      case JsonEOFException end -> "The JSON ends before it is complete.";
      case MismatchedInputException more -> "Something follows the end of the JSON value.";
      default -> "This is no JSON: %s.".formatted(reason(failure.getOriginalMessage()));
    };
  }

  /** What the parser says, without what it could be told to allow. */
  private static String reason(@Nullable String message) {
    return message == null
        ? "it cannot be read"
        : TextForm.legible(
            message.replaceFirst("(?s)(: enable | \\(not recognized|: maybe a ).*", ""));
  }

  private static Refused malformed(String sentence, int line, int column) {
    return new Refused(
        ProblemType.MALFORMED_JSON,
        "%s It is at line %d, column %d.".formatted(sentence, line, column));
  }

  /**
   * A lone surrogate in the name of a member could not even be named in an answer; in a text it is
   * reported with the field.
   */
  private static final class WholeNames extends JsonParserDelegate {
    WholeNames(JsonParser parser) {
      super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token == JsonToken.FIELD_NAME) {
        requireWhole(currentName());
      }
      return token;
    }

    @Override
    public @Nullable String nextFieldName() throws IOException {
      return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }

    private void requireWhole(String name) throws IOException {
      if (name.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
        throw new JsonParseException(
            this, "the name of a member holds half a character, a lone surrogate");
      }
    }
  }
}
