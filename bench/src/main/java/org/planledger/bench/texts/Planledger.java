package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Step;
import org.planledger.query.texts.Checkpoints;

/** The history that a node of the query side keeps in memory. */
final class Planledger implements Engine {
  private final Path folder;
  private PlanHistory history = PlanHistory.none();

  /** With a checkpoint in a folder. */
  Planledger(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return Prepared.PLANLEDGER;
  }

  @Override
  public void load(Log log) throws IOException {
    fold(log);
    write();
  }

  /** The first half of loading, after which nothing is on disk. */
  void fold(Log log) {
    log.each(recorded -> history = history.and(recorded));
  }

  /** The second half. */
  void write() throws IOException {
    try (Checkpoints checkpoints = new Checkpoints(folder)) {
      checkpoints.write(Log.PLAN, history);
    }
  }

  @Override
  public void open(Log log) throws IOException {
    try (Checkpoints checkpoints = new Checkpoints(folder)) {
      history = checkpoints.open(Log.PLAN).orElseThrow();
    }
    byte[] buffer = new byte[Engine.LONGEST];
    for (int day = 0; day < Log.DAYS; day++) {
      // A page is read from its file, and checked, when it is first asked for.
      draft(history, Log.FIRST.plusDays(day), buffer);
    }
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
