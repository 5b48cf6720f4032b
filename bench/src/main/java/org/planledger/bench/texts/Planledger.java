package org.planledger.bench.texts;

import java.time.LocalDate;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;

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
    int[] end = {0};
    history
        .find(history.size() - 1L, DecidedOrder.endOf(day))
        .orElseThrow()
        .eachText(WorkloadLog.LANGUAGE, (id, text) -> end[0] = text.copyUtf8(to, end[0]));
    return end[0];
  }

  @Override
  public void close() {
    history = PlanHistory.none();
  }
}
