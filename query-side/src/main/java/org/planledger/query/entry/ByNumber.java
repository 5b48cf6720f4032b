package org.planledger.query.entry;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Orders numbers as people do: 3.3 a) before 3.3 b) before 3.10. */
public final class ByNumber implements Comparator<String> {
  /** The order. */
  public static final Comparator<String> ORDER = new ByNumber();

  private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

  private ByNumber() {}

  @Override
  public int compare(String a, String b) {
    List<String> left = parts(a);
    List<String> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = part(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(left.size(), right.size());
    return order == 0 ? a.compareTo(b) : order;
  }

  private static int part(String a, String b) {
    return isNumber(a) && isNumber(b)
        ? new BigInteger(a).compareTo(new BigInteger(b))
        : a.compareTo(b);
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }

  private static List<String> parts(String number) {
    return PART.matcher(number).results().map(MatchResult::group).toList();
  }
}
