package org.planledger.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * Random texts and edits over few words, so that words repeat and places meet. What is made of
 * several has no edge cases of its own: to combine those of its parts takes longer than all else,
 * and short texts come up at random anyway.
 */
final class Texts {
  private Texts() {}

  /** Words of several scripts, separators, and words that join to other words. */
  static Arbitrary<String> words() {
    return Arbitraries.of(
        "a",
        "b",
        "c",
        "ab",
        "bc",
        " ",
        " ",
        ".",
        ", ",
        "战略",
        "计划",
        "战略计划",
        "الخطة",
        "👩‍👩‍👧",
        "🌍");
  }

  static Arbitrary<List<String>> texts() {
    return words().list().ofMaxSize(24);
  }

  static Arbitrary<Passage> passages() {
    return texts().map(words -> Passage.brought(words, 0, 0));
  }

  /** Lists of single letters: no two cuts of one text. */
  static Arbitrary<List<String>> letters(int most) {
    return Arbitraries.of("a", "b", "c", "d", "e").list().ofMaxSize(most);
  }

  /** Edits of a base, in order, no two of which meet. */
  static Arbitrary<List<Edit>> editsOf(List<String> base) {
    Arbitrary<Edit> edit =
        Combinators.combine(
                Arbitraries.integers().between(0, base.size()),
                Arbitraries.integers().between(0, 3),
                words().list().ofMaxSize(3))
            .filter((at, count, brings) -> !brings.isEmpty() || (count > 0 && at < base.size()))
            .as(
                (at, count, brings) -> {
                  int end = Math.min(base.size(), at + count);
                  return new Edit(at, base.subList(at, end), brings, null);
                });
    return edit.list().ofMaxSize(4).map(Texts::withoutMeetings).withoutEdgeCases();
  }

  private static List<Edit> withoutMeetings(List<Edit> edits) {
    List<Edit> kept = new ArrayList<>();
    edits.stream()
        .sorted(Comparator.comparingInt(Edit::at).thenComparingInt(Edit::end))
        .forEach(
            edit -> {
              boolean meets =
                  kept.stream().anyMatch(k -> Change.of(k, null).meets(Change.of(edit, null)));
              if (!meets) {
                kept.add(edit);
              }
            });
    return kept;
  }

  /** A passage that grew in up to four steps, with all its versions, the first one at 0. */
  static Arbitrary<List<Passage>> histories() {
    return passages().map(List::of).flatMap(first -> grown(first, 4)).withoutEdgeCases();
  }

  private static Arbitrary<List<Passage>> grown(List<Passage> versions, int steps) {
    if (steps == 0) {
      return Arbitraries.just(versions);
    }
    Passage last = versions.getLast();
    return editsOf(last.words())
        .flatMap(
            edits -> {
              List<Passage> more = new ArrayList<>(versions);
              more.add(last.apply(edits, versions.size(), steps));
              return grown(more, steps - 1);
            });
  }

  /** A passage and a list of edits of it. */
  static Arbitrary<Tuple2<Passage, List<Edit>>> editedPassages() {
    return passages()
        .flatMap(base -> editsOf(base.words()).map(edits -> Tuple.of(base, edits)))
        .withoutEdgeCases();
  }
}
