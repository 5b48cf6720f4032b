package org.planledger.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody probably meant. */
public final class Nearest {
  private static final int FARTHEST = 3;

  private Nearest() {}

  /** The name with the fewest letters to change, unless it is a different word altogether. */
  public static Optional<String> to(String written, Collection<String> names) {
    if (written.length() > 2 * names.stream().mapToInt(String::length).max().orElse(0)) {
      return Optional.empty();
    }
    return names.stream()
        .filter(name -> distance(written, name) <= Math.clamp(name.length() / 3, 1, FARTHEST))
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Levenshtein distance, letter case aside. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
