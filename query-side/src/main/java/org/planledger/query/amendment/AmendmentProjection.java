package org.planledger.query.amendment;

import java.util.List;
import java.util.Set;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;

/**
 * Keeps what became of each amendment. When an event is annulled, what is left of the plan's
 * amendments is told again without it.
 */
@ProcessingGroup(LogEntries.GROUP)
public final class AmendmentProjection {
  private static final Set<Class<? extends PlanEvent>> TYPES =
      Set.of(
          AmendmentProposed.class,
          AmendmentRevised.class,
          AmendmentWithdrawn.class,
          AmendmentDeclined.class,
          ProvisionallyAgreed.class);

  private final AmendmentTable table;
  private final LogEntries entries;

  /** Reads again what is left after an annulment from these entries. */
  public AmendmentProjection(AmendmentTable table, LogEntries entries) {
    this.table = table;
    this.entries = entries;
  }

  @EventHandler
  void on(PlanEvent event, @SequenceNumber long revision) {
    if (event instanceof RecordCorrected correction) {
      if (correction.annul()) {
        tellAgain(correction.planId(), correction.revision());
      }
    } else {
      table.take(event.planId(), revision, event);
    }
  }

  @ResetHandler
  void reset() {
    table.clear();
  }

  private void tellAgain(String planId, long annulled) {
    List<LogEntry> all = entries.ofTypes("plan:" + planId, TYPES, Known.NOW);
    if (all.stream().noneMatch(entry -> entry.revision() == annulled)) {
      return;
    }
    table.clear(planId);
    all.stream()
        .filter(entry -> !entry.annulled() && entry.revision() != annulled)
        .forEach(entry -> table.take(planId, entry.revision(), (PlanEvent) entry.event()));
  }
}
