package org.planledger.bench.texts;

import java.time.LocalDate;
import java.util.Objects;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;

/** The history that a node of the query side keeps in memory. */
final class Planledger implements Engine {
  private PlanHistory history = PlanHistory.none();

  @Override
  public String name() {
    return "planledger";
  }

  @Override
  public void load(WorkloadLog log) {
    log.each(recorded -> history = history.and(recorded));
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    Draft draft = history.find(history.size() - 1L, DecidedOrder.endOf(day)).orElseThrow().draft();
    int end = 0;
    for (Provision provision : draft.inDocumentOrder()) {
      end =
          Objects.requireNonNull(provision.texts().get(WorkloadLog.LANGUAGE))
              .passage()
              .copyUtf8(to, end);
    }
    return end;
  }

  @Override
  public void close() {
    history = PlanHistory.none();
  }
}
