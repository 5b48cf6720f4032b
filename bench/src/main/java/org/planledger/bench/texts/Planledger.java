package org.planledger.bench.texts;

import java.time.LocalDate;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Step;

/** The history that a node of the query side keeps in memory. */
final class Planledger implements Engine {
  private PlanHistory history = PlanHistory.none();

  @Override
  public String name() {
    return "planledger";
  }

  @Override
  public void load(Log log) {
    log.each(recorded -> history = history.and(recorded));
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    return draft(history, day, to);
  }

  static int draft(PlanHistory history, LocalDate day, byte[] to) {
    return copy(history.find(history.size() - 1L, DecidedOrder.endOf(day)).orElseThrow(), to);
  }

  static int copy(Step step, byte[] to) {
    int[] end = {0};
    step.eachText(Log.LANGUAGE, (id, text) -> end[0] = text.copyUtf8(to, end[0]));
    return end[0];
  }

  PlanHistory history() {
    return history;
  }

  int size() {
    return history.size();
  }

  @Override
  public void close() {
    history = PlanHistory.none();
  }
}
