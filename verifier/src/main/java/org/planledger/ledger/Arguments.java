package org.planledger.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command line: words, options with a value that may be repeated, and flags without one. */
public final class Arguments {
  private final List<String> words = new ArrayList<>();
  private final Map<String, List<String>> options = new HashMap<>();

  /**
   * Takes a command line apart. {@code --option value} and {@code --option=value} are the same.
   *
   * @throws Malformed for an option that is unknown or lacks its value
   */
  public Arguments(List<String> line, Set<String> withValue, Set<String> flags) {
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      if (withValue.contains(name)) {
        if (equals < 0) {
          if (++i == line.size()) {
            throw new Malformed(name + " wants a value");
          }
          value = line.get(i);
        }
      } else if (!flags.contains(name) || equals >= 0) {
        throw new Malformed("unknown option " + word);
      }
      options.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
    }
  }

  /**
   * The words that are no options.
   *
   * @param names what they are, for errors
   * @throws Malformed where there are more or fewer of them
   */
  public List<String> words(String... names) {
    if (words.size() != names.length) {
      throw new Malformed(
          "wanted are %s, given is %s"
              .formatted(names.length == 0 ? "options only" : String.join(" ", names), words));
    }
    return words;
  }

  /** All values of an option. */
  public List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  /**
   * The value of an option; null: it is not given.
   *
   * @throws Malformed where it is given twice
   */
  public @Nullable String one(String option) {
    List<String> values = all(option);
    if (values.size() > 1) {
      throw new Malformed(option + " is given twice");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /**
   * The value of an option that has to be given.
   *
   * @throws Malformed where it is not
   */
  public String required(String option) {
    String value = one(option);
    if (value == null) {
      throw new Malformed(option + " is missing");
    }
    return value;
  }

  /** Whether a flag is given. */
  public boolean has(String flag) {
    return options.containsKey(flag);
  }

  /**
   * A number.
   *
   * @param absent where the option is not given
   * @throws Malformed for another form
   */
  public int number(String option, int absent) {
    String value = one(option);
    return value == null ? absent : (int) Math.min(Integer.MAX_VALUE, Decimal.parse(option, value));
  }
}
