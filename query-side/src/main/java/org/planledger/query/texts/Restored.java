package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Entry;
import org.planledger.plan.Step;
import org.planledger.plan.TextVersion;
import org.planledger.text.Passage;
import org.planledger.text.Redline;
import org.planledger.text.Words;

/**
 * Words that were taken out of a text, so that the same words brought again can be told.
 *
 * <p>Idea: of what is brought in one place, the longest stretches that were taken out in one place
 * before. What the text had elsewhere all along does not come back, and a word alone says little:
 * neither counts, unless it is all that was brought there, or all that was taken out.
 *
 * <p>Cost: for each word brought, as many looks as it was taken out before.
 */
final class Restored {
  private final List<Version> versions = new ArrayList<>();
  private final Map<String, List<Place>> places = new HashMap<>();

  private Restored() {}

  /** The text since a place in decided order. */
  private record Version(DecidedOrder since, Passage text) {}

  /** Words taken out in one place, from the first to the last that is no separator. */
  private record Removal(Entry by, DecidedOrder order, List<String> words) {}

  /** Where a word stands in what was taken out. */
  private record Place(Removal removal, int word) {}

  /**
   * Words of an edit that were taken out before, from the first to the last that is no separator.
   */
  private record Stretch(int from, int to, int counted, Removal removal) {
    boolean isMoreThan(@Nullable Stretch other) {
      return other == null
          || counted > other.counted
          || (counted == other.counted && removal.order().compareTo(other.removal.order()) > 0);
    }
  }

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
        restored.versions.add(new Version(change.entry().order(), after));
        before = after;
      }
    }
    return restored;
  }

  private void took(Entry entry, List<String> words) {
    Removal removal = new Removal(entry, entry.order(), List.copyOf(words));
    for (int i = 0; i < words.size(); i++) {
      if (!Words.isSeparator(words.get(i))) {
        places.computeIfAbsent(words.get(i), any -> new ArrayList<>()).add(new Place(removal, i));
      }
    }
  }

  /** Of each word that an edit of an entry brings, what took it out before; null: nothing did. */
  List<Provenance.@Nullable Outcome> takenOutBefore(Entry entry, List<String> brings) {
    Provenance.@Nullable Outcome[] by = new Provenance.Outcome[brings.size()];
    if (!places.isEmpty()) {
      new Edit(entry.order(), brings, by).look(0, brings.size());
    }
    return Collections.unmodifiableList(Arrays.asList(by));
  }

  /** What an edit brings in one place. */
  private final class Edit {
    private final DecidedOrder order;
    private final List<String> brings;
    private final Provenance.@Nullable Outcome[] by;
    private final List<String> all;
    private final List<String> text;

    Edit(DecidedOrder order, List<String> brings, Provenance.@Nullable Outcome[] by) {
      this.order = order;
      this.brings = brings;
      this.by = by;
      this.all = Words.withoutOuterSeparators(brings);
      this.text =
          versions.stream()
              .filter(version -> version.since().compareTo(order) < 0)
              .reduce((first, last) -> last)
              .map(version -> version.text().words())
              .orElse(List.of());
    }

    /** Finds the longest stretch between two places, then what is left before and behind it. */
    void look(int from, int to) {
      Stretch longest = null;
      for (int i = from; i < to; i++) {
        for (Place place : places.getOrDefault(brings.get(i), List.of())) {
          if (place.removal().order().compareTo(order) < 0) {
            Stretch found = stretch(i, to, place);
            if (found.isMoreThan(longest) && counts(found)) {
              longest = found;
            }
          }
        }
      }
      if (longest != null) {
        int first = withSeparators(longest.from(), -1);
        int end = withSeparators(longest.to() - 1, 1) + 1;
        Arrays.fill(by, first, end, Provenance.Outcome.of(longest.removal().by()));
        look(from, longest.from());
        look(longest.to(), to);
      }
    }

    private Stretch stretch(int from, int to, Place place) {
      List<String> removed = place.removal().words();
      int end = from;
      int counted = 0;
      for (int i = 0; from + i < to && place.word() + i < removed.size(); i++) {
        String word = brings.get(from + i);
        if (!word.equals(removed.get(place.word() + i))) {
          break;
        }
        if (!Words.isSeparator(word)) {
          end = from + i + 1;
          counted++;
        }
      }
      return new Stretch(from, end, counted, place.removal());
    }

    private boolean counts(Stretch stretch) {
      List<String> words = brings.subList(stretch.from(), stretch.to());
      boolean allBrought = words.equals(all);
      boolean allTaken = words.equals(stretch.removal().words());
      return (allBrought && allTaken)
          || ((stretch.counted() > 1 || allBrought || allTaken)
              && Collections.indexOfSubList(text, words) < 0);
    }

    /** White space and punctuation between a stretch and the end of the edit goes with it. */
    private int withSeparators(int word, int step) {
      int end = word;
      while (end + step >= 0
          && end + step < brings.size()
          && Words.isSeparator(brings.get(end + step))) {
        end += step;
      }
      return end + step < 0 || end + step == brings.size() ? end : word;
    }
  }
}
