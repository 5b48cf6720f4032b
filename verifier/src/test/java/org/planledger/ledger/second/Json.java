package org.planledger.ledger.second;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.planledger.ledger.second.Wrong.check;

import com.fasterxml.jackson.core.JsonParser;
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
    try {
      return JSON.readTree(text(bytes));
    } catch (IOException notJson) {
      throw new Wrong(2);
    }
  }

  static String text(byte[] bytes) throws Wrong {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new Wrong(2);
    }
  }

  static String canonical(JsonNode node) throws Wrong {
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
    check(
        !node.isNumber()
            || (node.canConvertToLong()
                && node.isIntegralNumber()
                && Math.abs(node.asLong()) < 1L << 53),
        2);
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
