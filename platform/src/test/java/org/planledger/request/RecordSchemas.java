package org.planledger.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.form.NonEmpty;

/**
 * JSON schemas (2020-12) of records: of forms as {@link FormReader} reads them, and of answers as
 * they are written. Each record has a schema of its own under {@code #/components/schemas}.
 */
public final class RecordSchemas {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String AN_ID = "(?!\\.{1,2}$)[A-Za-z0-9._()/-]{1,120}";

  private final Map<String, ObjectNode> schemas = new TreeMap<>();
  private final Map<Object, String> names = new HashMap<>();

  /** A record in one of its two uses. */
  private record Use(Class<?> type, boolean form) {}

  /**
   * With no schemas yet.
   *
   * @param byHand names of the schemas of answers that are written by hand
   */
  public RecordSchemas(Map<Class<?>, String> byHand) {
    byHand.forEach((type, name) -> names.put(new Use(type, false), name));
  }

  /** All schemas so far, by name. */
  public Map<String, ObjectNode> all() {
    return schemas;
  }

  /** Leads to the schema of what is read. */
  public ObjectNode form(Class<?> type) {
    return reference(type, true);
  }

  /** Leads to the schema of what is answered. */
  public ObjectNode answer(Type type) {
    return value(null, type, false);
  }

  private ObjectNode reference(Class<?> type, boolean form) {
    Use use = new Use(type, form);
    String name = names.get(use);
    if (name == null) {
      name = free(type);
      names.put(use, name);
      ObjectNode schema = JSON.createObjectNode();
      schemas.put(name, schema);
      schema.setAll(type.isInterface() ? oneOf(type, form) : object(type, form));
    }
    return JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
  }

  private String free(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    String name =
        outer == null
            ? type.getSimpleName()
            : outer.getSimpleName().replaceFirst("Endpoint$", "") + type.getSimpleName();
    return schemas.containsKey(name) ? name + "Answer" : name;
  }

  private ObjectNode oneOf(Class<?> sealed, boolean form) {
    ObjectNode schema = described(Commented.of(sealed).sentence());
    ArrayNode all = schema.putArray("oneOf");
    for (Class<?> type : sealed.getPermittedSubclasses()) {
      all.add(reference(type, form));
    }
    return schema;
  }

  private ObjectNode object(Class<?> type, boolean form) {
    Commented commented = Commented.of(type);
    ObjectNode schema = described(commented.sentence()).put("type", "object");
    ObjectNode properties = JSON.createObjectNode();
    ArrayNode required = JSON.createArrayNode();
    JsonTypeName name = type.getAnnotation(JsonTypeName.class);
    if (name != null) {
      properties.putObject("type").put("const", name.value());
      required.add("type");
    }
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
      String member = renamed == null ? component.getName() : renamed.value();
      ObjectNode value = value(component, component.getGenericType(), form);
      String sentence = commented.components().get(component.getName());
      if (sentence != null) {
        value.put("description", sentence);
      }
      if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        schema.putArray("allOf").add(value);
        continue;
      }
      properties.set(member, value);
      if (form ? isRequired(component) : isAlwaysThere(type, component)) {
        required.add(member);
      }
    }
    schema.set("properties", properties);
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return form ? schema.put("additionalProperties", false) : schema;
  }

  private static ObjectNode described(String sentence) {
    ObjectNode schema = JSON.createObjectNode();
    return sentence.isEmpty() ? schema : schema.put("description", sentence);
  }

  private static boolean isRequired(RecordComponent component) {
    Class<?> type = component.getType();
    return component.isAnnotationPresent(NonEmpty.class)
        || (!isNullable(component)
            && type != java.util.List.class
            && type != Map.class
            && type != boolean.class);
  }

  /** Null is left out everywhere, what is empty or as by default where that is said. */
  private static boolean isAlwaysThere(Class<?> type, RecordComponent component) {
    JsonInclude included = component.getAccessor().getAnnotation(JsonInclude.class);
    JsonInclude all = included == null ? type.getAnnotation(JsonInclude.class) : included;
    boolean leftOut =
        all != null
            && (all.value() == JsonInclude.Include.NON_DEFAULT
                || (all.value() == JsonInclude.Include.NON_EMPTY
                    && !component.getType().isPrimitive()));
    return !isNullable(component) && !leftOut;
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private ObjectNode value(@Nullable RecordComponent component, Type type, boolean form) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      ObjectNode entry = value(component, last, form);
      boolean nonEmpty = form && component != null && component.isAnnotationPresent(NonEmpty.class);
      if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
        schema.put("type", "array").set("items", entry);
        return nonEmpty ? schema.put("minItems", 1) : schema;
      }
      schema.put("type", "object");
      if (form) {
        schema.set("propertyNames", text(TextForm.LANGUAGE));
      }
      schema.set("additionalProperties", entry);
      return nonEmpty ? schema.put("minProperties", 1) : schema;
    }
    Class<?> plain = type instanceof Class<?> given ? given : Object.class;
    if (plain == String.class) {
      if (component != null && component.getAccessor().isAnnotationPresent(JsonRawValue.class)) {
        return schema;
      }
      return form && component != null
          ? text(TextForm.of(component))
          : schema.put("type", "string");
    }
    if (plain.isEnum()) {
      ArrayNode constants = schema.put("type", "string").putArray("enum");
      Arrays.stream(plain.getEnumConstants())
          .map(constant -> JSON.convertValue(constant, String.class))
          .forEach(constants::add);
      return schema;
    }
    if (names.containsKey(new Use(plain, form))
        || plain.isRecord()
        || (plain.isInterface() && plain.isSealed())) {
      return reference(plain, form);
    }
    return switch (plain.getSimpleName()) {
      case "long", "Long", "int", "Integer" ->
          form ? schema.put("type", "integer").put("minimum", 0) : schema.put("type", "integer");
      case "double", "Double" -> schema.put("type", "number");
      case "boolean", "Boolean" -> schema.put("type", "boolean");
      default -> other(plain, schema);
    };
  }

  private static ObjectNode other(Class<?> plain, ObjectNode schema) {
    if (plain == LocalDate.class) {
      return schema.put("type", "string").put("format", "date");
    }
    if (plain == Instant.class) {
      return schema.put("type", "string").put("format", "date-time");
    }
    if (plain == ZoneId.class || plain == LocalDateTime.class || plain == Duration.class) {
      return schema.put("type", "string");
    }
    if (plain == Period.class) {
      return schema.put("type", "string").put("pattern", "^P[0-9YMWD]+$");
    }
    if (plain == Object.class || plain == JsonNode.class) {
      return schema;
    }
    throw new IllegalStateException("What is written for " + plain + " is not known here");
  }

  /** A form as far as a schema can say it: the reader refuses more. */
  private static ObjectNode text(TextForm form) {
    ObjectNode schema = JSON.createObjectNode().put("type", "string");
    switch (form) {
      case ID, DOCUMENT -> schema.put("pattern", "^" + AN_ID + "$");
      case PLACE_AFTER -> schema.put("pattern", "^$|^" + AN_ID + "$");
      case KIND -> schema.put("pattern", "^[a-z]([a-z-]{0,58}[a-z])?$");
      case LANGUAGE -> schema.put("pattern", "^[A-Za-z0-9-]{1,35}$");
      case NAME ->
          schema.put("pattern", "^[^\\n\\r\\t]*$").put("minLength", 1).put("maxLength", 200);
      case LINE ->
          schema.put("pattern", "^[^\\n\\r\\t]*$").put("minLength", 1).put("maxLength", 1_000);
      case PROSE -> schema.put("minLength", 1).put("maxLength", 100_000);
      case WORDS -> schema.put("maxLength", 100_000);
    }
    return schema;
  }
}
