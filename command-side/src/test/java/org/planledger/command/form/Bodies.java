package org.planledger.command.form;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.Kind;
import org.planledger.form.LanguageTag;
import org.planledger.form.Name;
import org.planledger.form.Prose;
import org.planledger.log.Command;
import org.planledger.meeting.command.CorrectMeetingRecord;

/** Commands written as JSON, with every member given. */
final class Bodies {
  /** Writes what is not ASCII as escapes, so that half a character can be sent. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private Bodies() {}

  /** The name of a command in the interface. */
  static String name(Class<? extends Command> type) {
    return type == CorrectMeetingRecord.class ? "CorrectRecord" : type.getSimpleName();
  }

  static byte[] bytes(JsonNode body) {
    try {
      return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** An object with every member of a record, and the member that names its type. */
  static ObjectNode of(Class<?> type, Class<?> change) {
    ObjectNode body = JSON.createObjectNode();
    if (type.isAnnotationPresent(JsonTypeName.class)) {
      body.put("type", type.getAnnotation(JsonTypeName.class).value());
    }
    for (RecordComponent component : type.getRecordComponents()) {
      body.set(component.getName(), value(component, component.getGenericType(), change));
    }
    return body;
  }

  private static JsonNode value(RecordComponent component, Type type, Class<?> change) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? JSON.createArrayNode()
              .add(value(component, generic.getActualTypeArguments()[0], change))
          : JSON.createObjectNode().put("en", "Close the divide.");
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return of(plain, change);
    }
    return plain.isInterface() ? of(change, change) : JSON.valueToTree(plain(component, plain));
  }

  private static Object plain(RecordComponent component, Class<?> type) {
    Map<Class<?>, Object> values =
        Map.of(
            LocalDate.class,
            "2017-09-12",
            ZoneId.class,
            "Europe/Zurich",
            Period.class,
            "P1M",
            long.class,
            3,
            Long.class,
            3,
            int.class,
            3,
            boolean.class,
            true,
            Boolean.class,
            true);
    return type.isEnum()
        ? type.getEnumConstants()[0]
        : values.getOrDefault(type, type == String.class ? text(component) : "");
  }

  private static String text(RecordComponent component) {
    if (component.isAnnotationPresent(Id.class)) {
      return component.getName() + "-(1)/2._";
    }
    if (component.isAnnotationPresent(DocumentNumber.class)) {
      return "CWG-SFP-2/6(Rev.2)";
    }
    if (component.isAnnotationPresent(Kind.class)) {
      return "structural-part";
    }
    if (component.isAnnotationPresent(LanguageTag.class)) {
      return "en";
    }
    if (component.isAnnotationPresent(Name.class)) {
      return "Ms Diallo";
    }
    return component.isAnnotationPresent(Prose.class) ? "Words\n\ton two lines." : "3.3 a)";
  }
}
