package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges amendments, each written against some earlier version, into the text in force.
 *
 * <p>Idea: for each amendment in turn, what was decided since its base is laid beside its own
 * edits, both counted in the words of that base, and where they do not meet its edits are moved
 * onto the text in force; there they are laid beside the edits of the amendments before it. Changes
 * that meet are one if both sides want the same words, else a conflict. Ranges that only touch, and
 * an insertion at the edge of a range, do not meet: an insertion stands before the range that
 * starts at its gap and behind the range that ends there. What was decided is read off word
 * identities (see {@link Redline#drift}), and words that were taken out and typed again in place
 * count as kept. White space is words like others.
 *
 * <p>An edit that was already decided the same way does nothing, but what it brought is still
 * wanted by its amendment: another amendment of the list that changes it conflicts, whichever comes
 * first. So the order of two amendments never decides the text.
 *
 * <p>Cost: O(N log N) an amendment for identities, and O(E) for E edits, plus {@link Diff} of what
 * was decided.
 *
 * <p>Source: diff3 as in Sanjeev Khanna, Keshav Kunal, Benjamin C. Pierce, A Formal Investigation
 * of Diff3, FSTTCS 2007; differences: changes that touch are kept apart, and every change knows who
 * wants it.
 */
public final class Merge {
  private Merge() {}

  /**
   * An amendment to merge.
   *
   * @param amendment its id
   * @param base the version it was written against; shares word identities with the text in force
   * @param edits what it does to {@code base}; the amendments that these name are not read
   */
  public record Proposal(String amendment, Passage base, List<Edit> edits) {
    /**
     * Copies the edits.
     *
     * @throws IllegalArgumentException if they do not fit the base
     */
    public Proposal {
      edits = List.copyOf(edits);
      Edits.requireFit(edits, base.words());
    }

    /** The text as the amendment wants it. */
    public String text() {
      return Words.joined(Edits.applied(edits, base.words()));
    }
  }

  /** How two sides collide. */
  public enum Kind {
    /** Ranges cross, or both replace the same range with different words. */
    @JsonProperty("overlapping")
    OVERLAPPING,
    /** One changes a range, or inserts into it, inside a larger one that the other changes. */
    @JsonProperty("contained")
    CONTAINED,
    /** Both insert into the same gap, and not the same words. */
    @JsonProperty("same-place-insertions")
    SAME_PLACE_INSERTIONS,
    /** One brings words within what the other takes out without replacement. */
    @JsonProperty("edited-and-removed")
    EDITED_AND_REMOVED,
    /** Both take out the same words and put them back at different places. */
    @JsonProperty("moved-to-two-places")
    MOVED_TO_TWO_PLACES
  }

  /**
   * Two wishes that cannot both be met.
   *
   * @param kind how they collide
   * @param amendment id of the amendment that could not be merged
   * @param other id of the amendment before it that it collides with; null if it collides with what
   *     was decided since its base
   * @param mine the whole text as {@code amendment} wants it
   * @param theirs the whole text as {@code other} wants it; if that is null, the text in force
   * @param words the words both sides change: those of the amendment's base if {@code other} is
   *     null, else those of the text in force. Of an insertion, the surroundings of its gap: from
   *     the nearest word before it that is no separator to the nearest such word behind it
   */
  public record Conflict(
      Kind kind,
      String amendment,
      @Nullable String other,
      String mine,
      String theirs,
      List<String> words) {
    /** Copies the words. */
    public Conflict {
      words = List.copyOf(words);
    }
  }

  /** What comes of a merge. */
  public sealed interface Result permits Merged, Conflicting {}

  /**
   * All amendments go together.
   *
   * @param edits against the text in force, each with the amendment that wants it; of amendments
   *     that want the same edit, the first. Where several amendments insert and replace at one
   *     index, there is an edit for each
   */
  public record Merged(List<Edit> edits) implements Result {
    /** Copies the edits. */
    public Merged {
      edits = List.copyOf(edits);
    }
  }

  /**
   * An amendment collides; nothing is to be changed.
   *
   * @param conflicts all conflicts of the first amendment of the list that has any, those with what
   *     was decided first; at least one
   */
  public record Conflicting(List<Conflict> conflicts) implements Result {
    /** Copies the conflicts. */
    public Conflicting {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * Merges amendments in list order.
   *
   * @param inForce the text they are to change
   * @param proposals the amendments, each with the version it was written against
   */
  public static Result of(Passage inForce, List<Proposal> proposals) {
    Merger merger = new Merger(inForce);
    for (Proposal proposal : proposals) {
      List<Conflict> conflicts = merger.add(proposal);
      if (!conflicts.isEmpty()) {
        return new Conflicting(conflicts);
      }
    }
    return new Merged(merger.edits());
  }
}
