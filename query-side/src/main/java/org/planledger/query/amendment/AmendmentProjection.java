package org.planledger.query.amendment;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.planledger.plan.Amendment;
import org.planledger.plan.event.AgreedItem;
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
import org.springframework.jdbc.core.simple.JdbcClient;

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

  private final JdbcClient database;
  private final LogEntries entries;

  /** Reads again what is left after an annulment from these entries. */
  public AmendmentProjection(JdbcClient database, LogEntries entries) {
    this.database = database;
    this.entries = entries;
  }

  @EventHandler
  void on(PlanEvent event, @SequenceNumber long revision) {
    if (event instanceof RecordCorrected correction) {
      if (correction.annul()) {
        tellAgain(correction.planId(), correction.revision());
      }
    } else {
      take(revision, event);
    }
  }

  @ResetHandler
  void reset() {
    database.sql("DELETE FROM amendment").update();
  }

  private void tellAgain(String planId, long annulled) {
    List<LogEntry> all = entries.ofTypes("plan:" + planId, TYPES, Known.NOW);
    if (all.stream().noneMatch(entry -> entry.revision() == annulled)) {
      return;
    }
    database.sql("DELETE FROM amendment WHERE plan_id = ?").param(planId).update();
    all.stream()
        .filter(entry -> !entry.annulled() && entry.revision() != annulled)
        .forEach(entry -> take(entry.revision(), (PlanEvent) entry.event()));
  }

  private void take(long revision, PlanEvent event) {
    switch (event) {
      case AmendmentProposed e ->
          database
              .sql(
                  """
                  INSERT INTO amendment (plan_id, amendment_id, provision_id, state, proposed, worded)
                  VALUES (?, ?, ?, ?, ?, ?)\
                  """)
              .params(
                  e.planId(),
                  e.amendmentId(),
                  e.proposal().provisionId(),
                  name(Amendment.State.PENDING),
                  revision,
                  revision)
              .update();
      case AmendmentRevised e ->
          database
              .sql(
                  """
                  UPDATE amendment SET provision_id = ?, worded = ?
                  WHERE plan_id = ? AND amendment_id = ?\
                  """)
              .params(e.proposal().provisionId(), revision, e.planId(), e.amendmentId())
              .update();
      case AmendmentWithdrawn e ->
          settle(e.planId(), e.amendmentId(), Amendment.State.WITHDRAWN, revision);
      case AmendmentDeclined e ->
          settle(e.planId(), e.amendmentId(), Amendment.State.DECLINED, revision);
      case ProvisionallyAgreed e -> {
        for (AgreedItem item : e.items()) {
          for (String id : item.amendments()) {
            settle(
                e.planId(),
                id,
                item.asModified() ? Amendment.State.AGREED_AS_MODIFIED : Amendment.State.AGREED,
                revision);
          }
        }
      }
      default -> {}
    }
  }

  private void settle(String planId, String amendmentId, Amendment.State state, long revision) {
    database
        .sql(
            """
            UPDATE amendment SET state = ?, settled_by = ?
            WHERE plan_id = ? AND amendment_id = ?\
            """)
        .params(name(state), revision, planId, amendmentId)
        .update();
  }

  /** A state as the interface knows it. */
  static String name(Amendment.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
