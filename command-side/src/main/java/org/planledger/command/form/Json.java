package org.planledger.command.form;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** JSON (RFC 8259) without leniency: UTF-8, no member twice, nothing after the value. */
final class Json {
  private static final int DEPTH = 32;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_NUMBER = 40;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /**
   * The value that a body holds.
   *
   * @throws Refused 400 when it is no JSON, telling the place
   */
  static JsonNode read(byte[] body) {
    String text = text(body);
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw malformed("The body is empty; send a JSON object.", null);
      }
      return node;
    } catch (JacksonException e) {
      throw malformed("This is no JSON: %s.".formatted(e.getOriginalMessage()), e.getLocation());
    }
  }

  private static String text(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw malformed(
          "Byte %d is not UTF-8; send the text in UTF-8.".formatted(bytes.position()), null);
    }
  }

  private static Refused malformed(String sentence, @Nullable JsonLocation at) {
    return new Refused(
        ProblemType.MALFORMED_JSON,
        at == null
            ? sentence
            : "%s It is at line %d, column %d."
                .formatted(sentence, at.getLineNr(), at.getColumnNr()));
  }
}
