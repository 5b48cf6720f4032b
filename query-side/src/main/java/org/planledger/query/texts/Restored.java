package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Entry;
import org.planledger.plan.Step;
import org.planledger.plan.TextVersion;
import org.planledger.text.Passage;
import org.planledger.text.Redline;
import org.planledger.text.Words;

/**
 * Words that were taken out of a text, so that the same words brought again can be told. What is
 * compared is each whole stretch that was taken out or brought, without white space and punctuation
 * around it.
 */
final class Restored {
  private final Map<List<String>, List<Entry>> removals = new HashMap<>();

  private Restored() {}

  /** What was taken out of a text of a provision, as far as a cut knows. */
  static Restored of(Cut cut, String provisionId, String language) {
    Restored restored = new Restored();
    Passage before = Passage.EMPTY;
    for (Step.Change change : cut.changes(provisionId)) {
      Passage after =
          change
              .after()
              .map(provision -> provision.texts().get(language))
              .map(TextVersion::passage)
              .orElse(Passage.EMPTY);
      if (!after.equals(before)) {
        Redline.drift(before, after)
            .forEach(
                edit ->
                    restored.took(change.entry(), Words.withoutOuterSeparators(edit.removes())));
        before = after;
      }
    }
    return restored;
  }

  private void took(Entry entry, List<String> words) {
    if (!words.isEmpty()) {
      removals.computeIfAbsent(words, any -> new ArrayList<>()).add(entry);
    }
  }

  /** The last outcome decided before an entry that took out the very words it brings, if any. */
  Provenance.@Nullable Outcome takenOutBefore(Entry entry, List<String> brings) {
    return removals.getOrDefault(Words.withoutOuterSeparators(brings), List.of()).stream()
        .filter(removal -> removal.order().compareTo(entry.order()) < 0)
        .reduce((first, last) -> last)
        .map(Provenance.Outcome::of)
        .orElse(null);
  }
}
