package org.planledger.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a merge does to one range of the common base.
 *
 * <p>A change that brings exactly what the range holds does nothing to the text, but holds its
 * words: they are what this side wants to read there.
 *
 * @param from where the range starts in the base
 * @param to where it ends; {@code from} itself for an insertion into the gap before that word
 * @param brings the words in the place of the range
 * @param by the proposal that wants it, or null for what was decided
 */
record Change(int from, int to, List<String> brings, Merge.@Nullable Proposal by) {

  static Change of(Edit edit, Merge.@Nullable Proposal by) {
    return new Change(edit.at(), edit.end(), edit.brings(), by);
  }

  boolean isInsertion() {
    return from == to;
  }

  boolean isRemoval() {
    return brings.isEmpty();
  }

  /** How many words the text grows by. */
  int growth() {
    return brings.size() - (to - from);
  }

  Change shifted(int by) {
    return new Change(from + by, to + by, brings, this.by);
  }

  /** Whether this range is part of the other or the other itself. */
  boolean isWithin(Change other) {
    return other.from <= from && to <= other.to;
  }

  boolean hasRangeOf(Change other) {
    return from == other.from && to == other.to;
  }

  /**
   * Whether two changes are about the same place: ranges that have a word in common, two insertions
   * into one gap, or an insertion into a gap inside a range. Ranges that touch, and an insertion at
   * the edge of a range, are two places.
   */
  boolean meets(Change other) {
    if (isInsertion() && other.isInsertion()) {
      return from == other.from;
    }
    return from < other.to && other.from < to;
  }
}
