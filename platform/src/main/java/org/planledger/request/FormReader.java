package org.planledger.request;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.form.NonEmpty;
import org.planledger.problem.Refused;

/**
 * Reads records from JSON by their components, and collects everything that is wrong with it.
 *
 * @param names what stands for the name of a person or delegation in the record, given the pointer
 *     and the name
 */
public record FormReader(Faults faults, BinaryOperator<String> names) {
  private static final Pattern DAY = Pattern.compile("[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}");

  /** At most three digits a unit: no deadline lies before the calendar does. */
  private static final Pattern PERIOD =
      Pattern.compile("P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,3}M)?([0-9]{1,3}W)?([0-9]{1,3}D)?");

  private static final ObjectMapper ENUMS = JsonMapper.builder().build();

  /**
   * Reads a body that is a form without names of persons.
   *
   * @throws Refused 400 when it is no JSON, 422 with all {@code errors} when fields are wrong
   */
  public static <R> R read(Class<R> type, byte[] body) {
    Faults faults = new Faults();
    R form = new FormReader(faults, (pointer, name) -> name).read(type, Json.read(body), "");
    faults.refuseAny();
    return Objects.requireNonNull(form);
  }

  /** The record; null when something is wrong with it. */
  public <R> @Nullable R read(Class<R> type, JsonNode node, String pointer) {
    Object value = type.isInterface() ? oneOf(type, node, pointer) : record(type, node, pointer);
    return type.cast(value);
  }

  private @Nullable Object oneOf(Class<?> sealed, JsonNode node, String pointer) {
    Map<String, Class<?>> types =
        Arrays.stream(sealed.getPermittedSubclasses())
            .collect(
                Collectors.toMap(
                    type -> type.getAnnotation(JsonTypeName.class).value(),
                    Function.identity(),
                    (a, b) -> a,
                    LinkedHashMap::new));
    if (!node.isObject()) {
      return wrong(pointer, "must be an object with a member type");
    }
    JsonNode name = node.path("type");
    Class<?> type = name.isTextual() ? types.get(name.textValue()) : null;
    return type == null
        ? wrong(pointer + "/type", "must be one of " + String.join(", ", types.keySet()))
        : record(type, node, pointer);
  }

  private @Nullable Object record(Class<?> type, JsonNode node, String pointer) {
    if (!node.isObject()) {
      return wrong(pointer, "must be an object");
    }
    int before = faults.count();
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(type, components, node, pointer);
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = component(components[i], node, pointer + "/" + components[i].getName());
    }
    return faults.count() == before ? construct(type, types, values) : null;
  }

  private void refuseUnknown(
      Class<?> type, RecordComponent[] components, JsonNode node, String pointer) {
    List<String> known =
        new ArrayList<>(Arrays.stream(components).map(RecordComponent::getName).toList());
    if (type.isAnnotationPresent(JsonTypeName.class)) {
      known.add("type");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                faults.add(pointer + "/" + escaped(name), () -> unknown(name, known));
              }
            });
  }

  private static String unknown(String name, List<String> known) {
    return Nearest.to(name, known)
        .map("is unknown; %s is probably meant"::formatted)
        .orElse("is unknown; the members are " + String.join(", ", known));
  }

  private @Nullable Object component(RecordComponent component, JsonNode node, String pointer) {
    JsonNode value = node.path(component.getName());
    boolean absent = value.isMissingNode() || value.isNull();
    Class<?> type = component.getType();
    if (!absent) {
      return value(component, component.getGenericType(), value, pointer);
    }
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return null;
    }
    if (!component.isAnnotationPresent(NonEmpty.class)) {
      if (type == List.class) {
        return List.of();
      }
      if (type == Map.class) {
        return Map.of();
      }
      if (type == boolean.class) {
        return false;
      }
    }
    return wrong(pointer, "is missing; give " + description(component));
  }

  private static String description(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == String.class) {
      return TextForm.of(component).description();
    }
    if (type == LocalDate.class) {
      return "a day such as 2017-09-12";
    }
    if (type == ZoneId.class) {
      return "a time zone such as Europe/Zurich or UTC";
    }
    if (type == Period.class) {
      return "a period (ISO 8601) such as P1M or P14D";
    }
    if (type == long.class || type == int.class) {
      return "a whole number such as 1";
    }
    if (type == List.class) {
      return "a list with at least one entry";
    }
    if (type == Map.class) {
      return "a text in at least one language, such as {\"en\": \"...\"}";
    }
    return type.isEnum() ? "one of " + allowed(type) : "an object";
  }

  private @Nullable Object value(
      RecordComponent component, Type type, JsonNode node, String pointer) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(component, generic.getActualTypeArguments()[0], node, pointer)
          : texts(component, node, pointer);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return text(TextForm.of(component), node, pointer);
    }
    if (plain == LocalDate.class) {
      return parsed(
          node, pointer, component, text -> DAY.matcher(text).matches(), LocalDate::parse);
    }
    if (plain == ZoneId.class) {
      return parsed(node, pointer, component, ZoneId.getAvailableZoneIds()::contains, ZoneId::of);
    }
    if (plain == Period.class) {
      return period(component, node, pointer);
    }
    if (plain == long.class || plain == Long.class) {
      return number(node, pointer, Long.MAX_VALUE);
    }
    if (plain == int.class) {
      Long number = number(node, pointer, Integer.MAX_VALUE);
      return number == null ? null : number.intValue();
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return node.isBoolean()
          ? (Object) node.booleanValue()
          : wrong(pointer, "must be true or false");
    }
    if (plain == JsonNode.class) {
      return node;
    }
    return plain.isEnum() ? constant(plain, node, pointer) : read(plain, node, pointer);
  }

  private @Nullable Object list(
      RecordComponent component, Type entry, JsonNode node, String pointer) {
    if (!node.isArray()) {
      return wrong(pointer, "must be a list");
    }
    if (node.isEmpty() && component.isAnnotationPresent(NonEmpty.class)) {
      return wrong(pointer, "must hold at least one entry");
    }
    List<@Nullable Object> all = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      all.add(value(component, entry, node.get(i), pointer + "/" + i));
    }
    return all.contains(null) ? null : List.copyOf(all);
  }

  private @Nullable Object texts(RecordComponent component, JsonNode node, String pointer) {
    if (!node.isObject()) {
      return wrong(pointer, "must be an object of texts by language, such as {\"en\": \"...\"}");
    }
    if (node.isEmpty() && component.isAnnotationPresent(NonEmpty.class)) {
      return wrong(pointer, "must hold a text in at least one language");
    }
    int before = faults.count();
    Map<String, String> all = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String at = pointer + "/" + escaped(entry.getKey());
      String language = language(entry.getKey(), at);
      String text = text(TextForm.of(component), entry.getValue(), at);
      if (language != null && text != null && all.put(language, text) != null) {
        wrong(at, "is the second text in " + language + "; give one");
      }
    }
    return faults.count() == before ? Map.copyOf(all) : null;
  }

  private @Nullable String language(String tag, String pointer) {
    if (!TextForm.LANGUAGE.fits(tag)) {
      wrong(pointer, "must be named by " + TextForm.LANGUAGE.description());
      return null;
    }
    return TextForm.LANGUAGE.kept(tag);
  }

  private @Nullable String text(TextForm form, JsonNode node, String pointer) {
    if (!node.isTextual()) {
      wrong(pointer, "must be a text in quotation marks, " + form.description());
      return null;
    }
    Optional<String> unrecordable = TextForm.unrecordable(node.textValue());
    if (unrecordable.isPresent()) {
      wrong(pointer, unrecordable.get());
      return null;
    }
    String text = TextForm.normalised(node.textValue());
    if (!form.fits(text)) {
      wrong(pointer, "must be " + form.description());
      return null;
    }
    return form == TextForm.NAME ? names.apply(pointer, text) : form.kept(text);
  }

  private @Nullable Object period(RecordComponent component, JsonNode node, String pointer) {
    return parsed(
        node,
        pointer,
        component,
        text -> PERIOD.matcher(text).matches() && !Period.parse(text).isZero(),
        Period::parse);
  }

  private @Nullable Object parsed(
      JsonNode node,
      String pointer,
      RecordComponent component,
      java.util.function.Predicate<String> fits,
      Function<String, Object> parse) {
    try {
      if (node.isTextual() && fits.test(node.textValue())) {
        return parse.apply(node.textValue());
      }
    } catch (DateTimeException e) {
      // Told below: the form was right, and there is no such day or period.
    }
    return wrong(pointer, "must be " + description(component));
  }

  private @Nullable Long number(JsonNode node, String pointer, long highest) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > highest) {
      wrong(pointer, "must be a whole number from 0 to %d".formatted(highest));
      return null;
    }
    return node.longValue();
  }

  private @Nullable Object constant(Class<?> type, JsonNode node, String pointer) {
    for (Object constant : type.getEnumConstants()) {
      if (node.isTextual() && node.textValue().equals(ENUMS.convertValue(constant, String.class))) {
        return constant;
      }
    }
    return wrong(pointer, "must be one of " + allowed(type));
  }

  private static String allowed(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> ENUMS.convertValue(constant, String.class))
        .collect(Collectors.joining(", "));
  }

  private static Object construct(Class<?> type, Class<?>[] types, Object[] values) {
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A checked form did not fit " + type.getName(), e);
    }
  }

  private @Nullable Object wrong(String pointer, String detail) {
    faults.add(pointer, () -> detail);
    return null;
  }

  /** A member's name in a JSON pointer (RFC 6901). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
