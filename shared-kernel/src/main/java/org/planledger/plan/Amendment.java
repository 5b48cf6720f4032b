package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.event.Proposal;

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
