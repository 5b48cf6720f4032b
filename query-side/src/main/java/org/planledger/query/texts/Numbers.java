package org.planledger.query.texts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.planledger.plan.Draft;

/** Numbers provisions by their place in the tree: 1, 1.1, 1.2, 2. */
public final class Numbers {
  private Numbers() {}

  /** The number of every provision of a draft, in document order. */
  public static Map<String, String> of(Draft draft) {
    Map<String, String> numbers = new LinkedHashMap<>();
    number(draft, Draft.TOP, "", numbers);
    return numbers;
  }

  private static void number(
      Draft draft, String parent, String prefix, Map<String, String> numbers) {
    List<String> children = draft.childrenOf(parent);
    for (int i = 0; i < children.size(); i++) {
      String number = prefix + (i + 1);
      numbers.put(children.get(i), number);
      number(draft, children.get(i), number + ".", numbers);
    }
  }
}
