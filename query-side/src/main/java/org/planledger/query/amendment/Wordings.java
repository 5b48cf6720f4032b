package org.planledger.query.amendment;

import java.util.function.Function;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;
import org.planledger.query.texts.Histories;

/** The words of proposals: from memory, or from the log where memory has not followed it yet. */
public final class Wordings {
  private final Histories histories;
  private final EventStore store;

  /** Reads from these. */
  public Wordings(Histories histories, EventStore store) {
    this.histories = histories;
    this.store = store;
  }

  /** The events of a plan as they were recorded, by revision. */
  public Function<Long, PlanEvent> of(String planId) {
    PlanHistory history = histories.plan(planId);
    return revision ->
        revision < history.size()
            ? history.recorded(revision).event()
            : (PlanEvent) store.readEvents("plan:" + planId, revision).next().getPayload();
  }
}
