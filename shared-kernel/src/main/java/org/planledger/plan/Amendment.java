package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;

/**
 * An amendment, and what became of it.
 *
 * @param revision of the event that proposed it
 * @param baseRevision the plan's revision it is written against
 * @param proposal null once it is settled: the log keeps the text
 * @param document number of its contribution when it was proposed, or null
 * @param settledBy revision of the event that settled it, or null while it is pending
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Amendment(
    String id,
    State state,
    long revision,
    long baseRevision,
    @Nullable Proposal proposal,
    String provisionId,
    String proposer,
    @Nullable String contributionId,
    @Nullable String document,
    LocalDate on,
    @Nullable Long settledBy) {
  private static final int BYTES = 512;
  private static final int BYTES_OF_A_WORD = 64;

  /** What became of an amendment. */
  public enum State {
    PENDING,
    AGREED,
    AGREED_AS_MODIFIED,
    DECLINED,
    WITHDRAWN
  }

  /** Whether a meeting may still decide on it. */
  public boolean pending() {
    return state == State.PENDING;
  }

  /** Bytes of memory taken, about: by the words of its texts most of all. */
  long bytes() {
    if (proposal == null) {
      return BYTES;
    }
    return BYTES
        + switch (proposal) {
          case Proposal.Rewording rewording -> bytes(rewording.text().values());
          case Proposal.Insertion insertion -> bytes(insertion.provision().text().values());
          case Proposal.Removal ignored -> 0;
          case Proposal.Move ignored -> 0;
        };
  }

  private static long bytes(Collection<TextChange> texts) {
    long bytes = 0;
    for (TextChange change : texts) {
      bytes += 2L * change.text().length();
      for (Edit edit : change.edits()) {
        bytes += BYTES_OF_A_WORD * (1L + edit.removes().size() + edit.brings().size());
      }
    }
    return bytes;
  }

  Amendment settled(State outcome, long byRevision) {
    return new Amendment(
        id,
        outcome,
        revision,
        baseRevision,
        null,
        provisionId,
        proposer,
        contributionId,
        document,
        on,
        byRevision);
  }
}
