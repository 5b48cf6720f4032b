package org.planledger.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;
import org.planledger.query.texts.Checkpoints;
import org.planledger.store.Positions;

/** Files of a node that somebody has put in the place of its own, with sums that fit. */
public final class Forged {
  private Forged() {}

  /** The history of a plan, as if other events had been recorded in the places of its own. */
  public static void checkpoint(Answering at, List<Event> events) throws IOException {
    String stream = events.getFirst().aggregateId();
    Positions positions = at.bean(Positions.class);
    List<Recorded<PlanEvent>> recorded = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Positions.Recording row = positions.recording(stream, i).orElseThrow();
      recorded.add(new Recorded<>(i, row.position(), row.at(), (PlanEvent) events.get(i)));
    }
    at.bean(Checkpoints.class).write(stream.substring("plan:".length()), PlanHistory.of(recorded));
  }
}
