package org.planledger.text;

import java.util.ArrayList;
import java.util.List;

/** Lists of edits against one base. */
final class Edits {
  private Edits() {}

  /**
   * Checks that edits are in order and remove what the base has.
   *
   * @throws IllegalArgumentException naming the first edit, and word of the base, that is wrong
   */
  static void requireFit(List<Edit> edits, List<String> base) {
    int free = 0;
    for (int n = 0; n < edits.size(); n++) {
      Edit edit = edits.get(n);
      if (edit.at() < free) {
        throw new IllegalArgumentException(
            "Edit %d starts at %d, before %d where the one before it ends"
                .formatted(n, edit.at(), free));
      }
      if (edit.end() > base.size()) {
        throw new IllegalArgumentException(
            "Edit %d at %d ends at %d, past the %d words of the base"
                .formatted(n, edit.at(), edit.end(), base.size()));
      }
      for (int i = edit.at(); i < edit.end(); i++) {
        String removed = edit.removes().get(i - edit.at());
        if (!removed.equals(base.get(i))) {
          throw new IllegalArgumentException(
              "Edit %d removes «%s» at %d, where the base has «%s»"
                  .formatted(n, removed, i, base.get(i)));
        }
      }
      free = edit.end();
    }
  }

  /**
   * The words that edits make of a base.
   *
   * @throws IllegalArgumentException if the edits do not fit the base
   */
  static List<String> applied(List<Edit> edits, List<String> base) {
    requireFit(edits, base);
    List<String> words = new ArrayList<>();
    int kept = 0;
    for (Edit edit : edits) {
      words.addAll(base.subList(kept, edit.at()));
      words.addAll(edit.brings());
      kept = edit.end();
    }
    words.addAll(base.subList(kept, base.size()));
    return words;
  }
}
