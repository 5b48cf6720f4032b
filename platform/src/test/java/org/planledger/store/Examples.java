package org.planledger.store;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes examples of records, whatever components they have. */
final class Examples {
  private static final Set<String> PERSONS =
      Set.of(
          "proposer", "submitter", "translator", "officers", "assignees", "delegations", "person");

  /** Whether what can be left out is there, and which of a sealed type's kinds is taken. */
  private record Choice(boolean full, int kind) {}

  private Examples() {}

  /** With everything it can say, once for each kind of a sealed component, and with the least. */
  static List<Object> of(Class<?> type) {
    int kinds =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .mapToInt(component -> component.isSealed() ? kinds(component).size() : 1)
            .reduce(1, Math::max);
    List<Object> examples = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      examples.add(record(type, new Choice(true, kind)));
    }
    examples.add(record(type, new Choice(false, 0)));
    return examples;
  }

  /** The enums that occur in these records, however deep. */
  static Set<Class<?>> enums(Collection<? extends Class<?>> types) {
    Set<Class<?>> seen = new LinkedHashSet<>();
    types.forEach(type -> visit(type, seen));
    seen.removeIf(type -> !type.isEnum());
    return seen;
  }

  private static void visit(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> visit(argument, seen));
    } else if (type instanceof Class<?> raw && seen.add(raw)) {
      if (raw.isRecord()) {
        Arrays.stream(raw.getRecordComponents())
            .forEach(component -> visit(component.getGenericType(), seen));
      } else if (raw.isSealed()) {
        kinds(raw).forEach(kind -> visit(kind, seen));
      }
    }
  }

  private static List<Class<?>> kinds(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .<Class<?>>map(kind -> kind)
        .filter(Class::isRecord)
        .toList();
  }

  private static Object record(Class<?> type, Choice choice) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          value(
              components[i].getName(),
              components[i].getGenericType(),
              components[i].getAnnotatedType(),
              choice);
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("No example of " + type, e);
    }
  }

  private static @Nullable Object value(
      String name, Type type, AnnotatedType annotated, Choice choice) {
    return !choice.full() && annotated.isAnnotationPresent(Nullable.class)
        ? null
        : value(name, type, choice);
  }

  private static Object value(String name, Type type, Choice choice) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return choice.full() ? List.of(value(name, arguments[0], choice)) : List.of();
      }
      if (generic.getRawType() == Map.class) {
        return choice.full()
            ? Map.of(
                "en", value(name, arguments[1], choice), "zh", value(name, arguments[1], choice))
            : Map.of();
      }
    }
    if (type == String.class) {
      return PERSONS.contains(name) ? "p-" + name : "the " + name + " 世界 \"é\"";
    }
    if (type == long.class || type == Long.class) {
      return 7L;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == boolean.class) {
      return choice.full();
    }
    if (type == LocalDate.class) {
      return LocalDate.of(2017, 9, 11);
    }
    if (type == ZoneId.class) {
      return ZoneId.of("Europe/Zurich");
    }
    if (type == Period.class) {
      return Period.of(0, 1, 15);
    }
    if (type instanceof Class<?> raw) {
      if (raw.isEnum()) {
        return raw.getEnumConstants()[0];
      }
      if (raw.isSealed()) {
        List<Class<?>> kinds = kinds(raw);
        return record(kinds.get(choice.kind() % kinds.size()), choice);
      }
      if (raw.isRecord()) {
        return record(raw, choice);
      }
    }
    throw new AssertionError("No example of " + type);
  }
}
