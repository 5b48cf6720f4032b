package org.planledger.page;

import static java.util.Map.Entry.comparingByKey;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * How values are packed: a record as its components in their order, without names; short strings as
 * numbers of {@link Names}. What is packed can be read only by the same types, so whatever keeps it
 * keeps {@link #description} beside it.
 */
public final class Shapes {
  /** Longer strings are seldom the same. */
  private static final int LONGEST_NAME = 24;

  private final Names names;
  private final Map<Type, Shape<?>> shapes = new ConcurrentHashMap<>();

  /** How the values of a type are packed. */
  public interface Shape<T> {
    /** Packs a value. */
    void write(T value, Writer to);

    /** Reads a value. */
    T read(Reader from);
  }

  /** With names kept there. */
  public Shapes(Names names) {
    this.names = names;
    shapes.put(String.class, new Text());
    shapes.put(long.class, shape((value, to) -> to.signed(value), Reader::signed));
    shapes.put(Long.class, shape((value, to) -> to.signed(value), Reader::signed));
    shapes.put(int.class, shape((value, to) -> to.signed(value), from -> (int) from.signed()));
    shapes.put(
        boolean.class, shape((value, to) -> to.number(value ? 1 : 0), from -> from.number() == 1));
    shapes.put(
        LocalDate.class,
        shape(
            (value, to) -> to.signed(value.toEpochDay()),
            from -> LocalDate.ofEpochDay(from.signed())));
    shapes.put(Instant.class, shape((value, to) -> to.instant(value), Reader::instant));
    shapes.put(ZoneId.class, written(ZoneId::getId, ZoneId::of));
    shapes.put(Period.class, written(Period::toString, Period::parse));
  }

  /** Has the values of a type packed in a way of their own. */
  public <T> Shapes with(Class<T> type, Shape<T> shape) {
    shapes.put(type, shape);
    return this;
  }

  /** How values of a type are packed. */
  @SuppressWarnings("unchecked") // kept by its type
  public <T> Shape<T> of(Class<T> type) {
    return (Shape<T>) any(type);
  }

  /** The names and types that a packed value of a type consists of, and of those in turn. */
  public static String description(Class<?> type) {
    Map<String, String> all = new TreeMap<>();
    describe(type, all);
    return all.toString();
  }

  private static void describe(Type type, Map<String, String> all) {
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        describe(argument, all);
      }
    } else if (type instanceof Class<?> c
        && c.getName().startsWith(Shapes.class.getPackageName().replaceFirst("\\.\\w+$", ""))
        && !all.containsKey(c.getName())) {
      all.put(c.getName(), "");
      if (c.isEnum()) {
        all.put(c.getName(), Arrays.toString(c.getEnumConstants()));
      } else if (c.isSealed()) {
        List<Class<?>> kinds = kinds(c);
        all.put(c.getName(), kinds.toString());
        kinds.forEach(kind -> describe(kind, all));
      } else if (c.isRecord()) {
        all.put(c.getName(), Arrays.toString(c.getRecordComponents()));
        for (RecordComponent component : c.getRecordComponents()) {
          describe(component.getGenericType(), all);
        }
      }
    }
  }

  private Shape<?> any(Type type) {
    Shape<?> known = shapes.get(type);
    if (known == null) {
      known = made(type);
      shapes.put(type, known);
    }
    return known;
  }

  private Shape<?> made(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      Class<?> raw = (Class<?>) parameterized.getRawType();
      Shape<?> values = any(arguments[arguments.length - 1]);
      if (raw == List.class) {
        return list(values);
      }
      if (raw == Map.class && arguments[0] == String.class) {
        return map(values);
      }
      if (raw == PMap.class && arguments[0] == String.class) {
        return shape(
            (PMap<String, Object> value, Writer to) -> writeMap(value, cast(values), to),
            from -> TreePMap.from(readMap(cast(values), from)));
      }
    } else if (type instanceof Class<?> c) {
      if (c.isEnum()) {
        return enumeration(c);
      }
      if (c.isSealed()) {
        return oneOf(kinds(c));
      }
      if (c.isRecord()) {
        return new Components(c);
      }
    }
    throw new IllegalArgumentException("There is no way to pack " + type);
  }

  private static List<Class<?>> kinds(Class<?> sealed) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> kind : sealed.getPermittedSubclasses()) {
      all.addAll(kind.isSealed() ? kinds(kind) : List.of(kind));
    }
    all.sort((a, b) -> a.getName().compareTo(b.getName()));
    return all;
  }

  @SuppressWarnings("unchecked") // the caller knows what the values are
  private static Shape<Object> cast(Shape<?> shape) {
    return (Shape<Object>) shape;
  }

  private static <T> Shape<T> shape(BiConsumer<T, Writer> write, Function<Reader, T> read) {
    return new Shape<>() {
      @Override
      public void write(T value, Writer to) {
        write.accept(value, to);
      }

      @Override
      public T read(Reader from) {
        return read.apply(from);
      }
    };
  }

  private <T> Shape<T> written(Function<T, String> write, Function<String, T> read) {
    return shape(
        (value, to) -> to.number(names.number(write.apply(value))),
        from -> read.apply(names.get(from.count())));
  }

  private Shape<Object> enumeration(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return written(value -> ((Enum<?>) value).name(), constants::get);
  }

  private Shape<Object> oneOf(List<Class<?>> kinds) {
    return shape(
        (value, to) -> {
          to.number(kinds.indexOf(value.getClass()));
          cast(any(value.getClass())).write(value, to);
        },
        from -> cast(any(kinds.get(from.count()))).read(from));
  }

  private static Shape<?> list(Shape<?> elements) {
    Shape<Object> each = cast(elements);
    return Shapes.<List<Object>>shape(
        (list, to) -> {
          to.number(list.size());
          list.forEach(element -> each.write(element, to));
        },
        from -> {
          Object[] list = new Object[from.count()];
          for (int i = 0; i < list.length; i++) {
            list[i] = each.read(from);
          }
          return List.of(list);
        });
  }

  private Shape<?> map(Shape<?> values) {
    return Shapes.<Map<String, Object>>shape(
        (map, to) -> writeMap(map, cast(values), to), from -> readMap(cast(values), from));
  }

  /** In the order of the keys, so that equal maps are packed equally. */
  private <T> void writeMap(Map<String, T> map, Shape<T> values, Writer to) {
    Shape<String> keys = of(String.class);
    to.number(map.size());
    if (map.size() == 1) {
      map.forEach(
          (key, value) -> {
            keys.write(key, to);
            values.write(value, to);
          });
      return;
    }
    map.entrySet().stream()
        .sorted(comparingByKey())
        .forEach(
            entry -> {
              keys.write(entry.getKey(), to);
              values.write(entry.getValue(), to);
            });
  }

  private <T> Map<String, T> readMap(Shape<T> values, Reader from) {
    Shape<String> keys = of(String.class);
    Map<String, T> map = new LinkedHashMap<>();
    int size = from.count();
    for (int i = 0; i < size; i++) {
      map.put(keys.read(from), values.read(from));
    }
    return map;
  }

  private final class Text implements Shape<String> {
    @Override
    public void write(String value, Writer to) {
      if (value.length() <= LONGEST_NAME) {
        to.number(1L + names.number(value));
      } else {
        to.number(0).string(value);
      }
    }

    @Override
    public String read(Reader from) {
      int number = from.count();
      return number == 0 ? from.string() : names.get(number - 1);
    }
  }

  /** A record. */
  private final class Components implements Shape<Object> {
    /**
     * How the components of a record are got, made once as for lambdas: a handle that is no
     * constant is not inlined, and takes twice as long.
     */
    private static final ClassValue<List<Function<Object, Object>>> GETTERS =
        new ClassValue<>() {
          @Override
          protected List<Function<Object, Object>> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Components::getter).toList();
          }
        };

    private final MethodHandle make;
    private final List<Component> components = new ArrayList<>();

    private record Component(Function<Object, Object> get, boolean nullable, Shape<Object> shape) {}

    Components(Class<?> type) {
      RecordComponent[] all = type.getRecordComponents();
      try {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        Class<?>[] types =
            Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
        make =
            lookup
                .findConstructor(type, MethodType.methodType(void.class, types))
                .asSpreader(Object[].class, all.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
        for (int i = 0; i < all.length; i++) {
          RecordComponent component = all[i];
          components.add(
              new Component(
                  GETTERS.get(type).get(i),
                  nullable(component.getAnnotatedType()),
                  cast(any(component.getGenericType()))));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException("There is no way to pack " + type, e);
      }
    }

    @SuppressWarnings("unchecked") // as asked for
    private static Function<Object, Object> getter(RecordComponent component) {
      try {
        MethodHandles.Lookup lookup =
            MethodHandles.privateLookupIn(component.getDeclaringRecord(), MethodHandles.lookup());
        MethodHandle accessor = lookup.unreflect(component.getAccessor());
        return (Function<Object, Object>)
            LambdaMetafactory.metafactory(
                    lookup,
                    "apply",
                    MethodType.methodType(Function.class),
                    MethodType.methodType(Object.class, Object.class),
                    accessor,
                    accessor.type().wrap())
                .getTarget()
                .invokeExact();
      } catch (Throwable e) {
        throw new IllegalArgumentException("There is no way to pack " + component, e);
      }
    }

    private static boolean nullable(AnnotatedType type) {
      return type.isAnnotationPresent(Nullable.class);
    }

    @Override
    public void write(Object value, Writer to) {
      for (Component component : components) {
        Object part = component.get().apply(value);
        if (component.nullable()) {
          to.number(part == null ? 0 : 1);
        }
        if (part != null) {
          component.shape().write(part, to);
        }
      }
    }

    @Override
    public Object read(Reader from) {
      Object[] parts = new Object[components.size()];
      for (int i = 0; i < parts.length; i++) {
        Component component = components.get(i);
        if (!component.nullable() || from.number() == 1) {
          parts[i] = component.shape().read(from);
        }
      }
      try {
        return make.invokeExact(parts);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("What is packed cannot be read", e);
      }
    }
  }
}
