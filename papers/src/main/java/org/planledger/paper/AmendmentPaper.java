package org.planledger.paper;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;

/**
 * An amendment to be written out, in its present wording.
 *
 * @param plan id of the plan
 * @param opened the day the plan was opened
 * @param authoritativeLanguage of the plan
 * @param provision id of the provision; of an insertion the new one
 * @param kind of the provision
 * @param number where the provision stands in the base draft; null: it is not in it
 * @param baseRevision of the plan, which the amendment is written against
 * @param baseRecordedAt when that revision was recorded
 * @param proposer by name, or by id once the name is erased
 * @param document number of the contribution that it came in
 * @param revision of the event that proposed its present wording, as are {@code on} and {@code
 *     recordedAt}
 * @param outcome null while it is pending
 * @param headings what is proposed: of an insertion all is inserted, of a removal all is deleted
 * @param texts likewise
 * @param place where an insertion or a move goes
 */
public record AmendmentPaper(
    String plan,
    LocalDate opened,
    String authoritativeLanguage,
    String id,
    String provision,
    String kind,
    @Nullable String number,
    Change change,
    long baseRevision,
    Instant baseRecordedAt,
    String proposer,
    @Nullable String document,
    @Nullable String rationale,
    long revision,
    LocalDate on,
    Instant recordedAt,
    Amendment.State state,
    @Nullable Outcome outcome,
    List<RedlinePaper.Words> headings,
    List<RedlinePaper.Words> texts,
    @Nullable Place place) {

  /** What an amendment wants. */
  public enum Change {
    /** Other words in a text or a heading. */
    TEXT,
    /** A new provision. */
    INSERT,
    /** A provision taken out. */
    REMOVE,
    /** A provision in another place. */
    MOVE
  }

  /**
   * What settled it.
   *
   * @param meeting absent: its proposer withdrew it
   */
  public record Outcome(
      long revision,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Instant recordedAt) {}

  /**
   * A place in the base draft.
   *
   * @param parent absent: top level
   * @param after the sibling to stand behind; absent: none
   * @param last whether it stands behind all siblings; first where there is no {@code after} either
   */
  public record Place(@Nullable Sibling parent, @Nullable Sibling after, boolean last) {}

  /**
   * A provision that a place is told by.
   *
   * @param number absent: it is not in the base draft
   */
  public record Sibling(String id, @Nullable String number) {}
}
