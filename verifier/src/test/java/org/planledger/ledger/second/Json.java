package org.planledger.ledger.second;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.planledger.ledger.second.Wrong.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** JSON, its canonical form, and the envelope. */
final class Json {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();

  private Json() {}

  static JsonNode read(byte[] bytes) throws Wrong {
    String text = text(bytes);
    try {
      checkTokens(text);
      return JSON.readTree(text);
    } catch (IOException notJson) {
      throw new Wrong(2);
    }
  }

  /** What JSON allows and a log does not. */
  private static void checkTokens(String text) throws IOException, Wrong {
    try (JsonParser parser = JSON.createParser(text)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        check(depth <= 64, 2);
        check(token != JsonToken.VALUE_NUMBER_FLOAT, 2);
        if (token == JsonToken.VALUE_NUMBER_INT) {
          String number = parser.getText();
          check(!number.equals("-0") && number.length() <= 17, 2);
          check(Math.abs(Long.parseLong(number)) < 1L << 53, 2);
        } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
          // What is encoded anew is the same, unless a surrogate stands alone.
          String string = parser.getText();
          check(new String(string.getBytes(UTF_8), UTF_8).equals(string), 2);
        }
      }
    }
  }

  static String text(byte[] bytes) throws Wrong {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new Wrong(2);
    }
  }

  static String canonical(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, String> members = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        members.put(member.getKey(), canonical(member.getValue()));
      }
      List<String> texts = new ArrayList<>();
      members.forEach((name, value) -> texts.add(quoted(name) + ":" + value));
      return "{" + String.join(",", texts) + "}";
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      for (JsonNode item : node) {
        items.add(canonical(item));
      }
      return "[" + String.join(",", items) + "]";
    }
    return node.isTextual() ? quoted(node.asText()) : node.asText();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int known = "\b\t\n\f\r\"\\".indexOf(c);
      out.append(
          known >= 0
              ? "\\" + "btnfr\"\\".charAt(known)
              : c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return out.append('"').toString();
  }

  static boolean isNumber(JsonNode node) {
    return node.isTextual() && node.asText().matches("0|[1-9]\\d{0,18}");
  }

  static boolean isEnvelope(JsonNode envelope) {
    TreeSet<String> names = new TreeSet<>();
    envelope.fieldNames().forEachRemaining(names::add);
    names.removeAll(List.of("commandId", "causationId"));
    return String.join(" ", names)
            .equals(
                "actor aggregateId aggregateType eventId globalIndex meeting payloadHash"
                    + " payloadType revision sequence timestamp v")
        && envelope.get("payloadHash").asText().matches("[0-9a-f]{64}")
        && isNumber(envelope.get("globalIndex"))
        && isNumber(envelope.get("revision"))
        && isNumber(envelope.get("sequence"))
        && envelope
            .get("timestamp")
            .asText()
            .matches(
                "\\d{4}-(0[1-9]|1[0-2])-([0-2]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z")
        && envelope.get("v").isInt()
        && envelope.get("v").asInt() == 1
        && envelope.get("actor").path("id").isTextual()
        && envelope.get("actor").path("role").isTextual()
        && envelope.get("actor").size() == (envelope.get("actor").has("onBehalfOf") ? 3 : 2);
  }
}
