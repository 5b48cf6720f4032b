package org.planledger.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object: each has to be asked for, and what nobody asked for is an
 * error. Every method throws {@link Malformed} naming the member.
 */
public final class Members {
  private final String what;
  private final Map<?, ?> members;
  private final Set<String> asked = new HashSet<>();

  /**
   * The members of a value.
   *
   * @param what the value is, for errors
   * @param value as {@link CanonicalJson} read it
   */
  public Members(String what, @Nullable Object value) {
    this.what = what;
    if (!(value instanceof Map<?, ?> map)) {
      throw new Malformed(what + " is no object");
    }
    this.members = map;
  }

  /** Whether there is such a member, be it null. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A string. */
  public String string(String name) {
    return as(name, String.class);
  }

  /** A string, or null where the member is absent. */
  public @Nullable String optionalString(String name) {
    return has(name) ? string(name) : null;
  }

  /** A string, or null where the member is null. */
  public @Nullable String nullableString(String name) {
    return value(name) == null ? null : string(name);
  }

  /** A string of decimal digits without leading zeros: 0 to 2^63-1. */
  public long decimal(String name) {
    return Decimal.parse(what + "." + name, string(name));
  }

  /** An object. */
  public Members object(String name) {
    return new Members(what + "." + name, value(name));
  }

  /** The objects of an array, each read to its end. */
  public <T> List<T> objects(String name, Function<Members, T> reader) {
    return list(what + "." + name, value(name), reader);
  }

  /** The objects of an array that is no member of anything. See {@link #objects}. */
  public static <T> List<T> list(String what, @Nullable Object value, Function<Members, T> reader) {
    if (!(value instanceof List<?> items)) {
      throw new Malformed(what + " is no array");
    }
    List<T> read = new ArrayList<>();
    for (Object item : items) {
      Members members = new Members(what, item);
      read.add(reader.apply(members));
      members.end();
    }
    return read;
  }

  /** The strings of an array. */
  public List<String> strings(String name) {
    List<String> read = new ArrayList<>();
    for (Object item : as(name, List.class)) {
      if (!(item instanceof String string)) {
        throw new Malformed(what + "." + name + " holds something else than strings");
      }
      read.add(string);
    }
    return read;
  }

  /** Any value, as {@link CanonicalJson} read it. */
  public @Nullable Object value(String name) {
    if (!has(name)) {
      throw new Malformed(what + " lacks the member " + name);
    }
    asked.add(name);
    return members.get(name);
  }

  /** The names there are. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    members.keySet().forEach(name -> names.add((String) name));
    return names;
  }

  /** Refuses members that nobody asked for. */
  public void end() {
    for (Object name : members.keySet()) {
      if (!asked.contains(name)) {
        throw new Malformed(what + " has an unknown member: " + name);
      }
    }
  }

  private <T> T as(String name, Class<T> type) {
    Object value = value(name);
    if (!type.isInstance(value)) {
      throw new Malformed(
          what + "." + name + " is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
    }
    return type.cast(value);
  }
}
