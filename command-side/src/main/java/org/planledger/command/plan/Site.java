package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Unaffected;
import org.planledger.text.Passage;

/**
 * The place in decided order where a decision takes effect: the draft it meets there, and what was
 * decided for later days.
 */
final class Site {
  private final Plan plan;
  private final Supplier<PlanHistory> history;
  private final Draft draft;
  private final @Nullable DecidedOrder before;
  private final Instant now;

  private Site(
      Plan plan,
      Supplier<PlanHistory> history,
      Draft draft,
      @Nullable DecidedOrder before,
      Instant now) {
    this.plan = plan;
    this.history = history;
    this.draft = draft;
    this.before = before;
    this.now = now;
  }

  /** The place of a decision of this day, which comes after those of the same day. */
  static Site of(Plan plan, Supplier<PlanHistory> history, LocalDate on, Instant now) {
    if (plan.isLatest(on)) {
      return new Site(plan, history, plan.draft(), null, now);
    }
    DecidedOrder order = new DecidedOrder(on, plan.revision() + 1);
    return new Site(plan, history, history.get().before(plan.revision(), order), order, now);
  }

  /** The draft that the decision meets. */
  Draft draft() {
    return draft;
  }

  /** The words of a version of a text, however old. */
  Passage version(String provisionId, String language, long revision) {
    return plan.version(provisionId, language, revision)
        .orElseGet(() -> history.get().version(provisionId, language, revision));
  }

  /**
   * Accepts an event that is possible here, and leaves possible what was decided for later days.
   *
   * @throws org.planledger.plan.RuleBroken when it is not
   */
  <E extends PlanEvent> E accepted(E event) {
    Recorded<E> recorded = new Recorded<>(plan.revision() + 1, 0, now, event);
    if (before == null) {
      DraftFold.after(draft, Entry.of(recorded, this::version));
    } else {
      history.get().and(recorded);
    }
    return event;
  }

  /** The texts of a provision in these languages that were decided for later days. */
  List<Unaffected> decidedLater(String provisionId, Set<String> languages) {
    if (before == null) {
      return List.of();
    }
    List<Unaffected> later = new ArrayList<>();
    for (Entry entry : history.get().decidedAfter(before)) {
      boolean concerned =
          entry.texts().stream()
              .anyMatch(
                  text ->
                      text.provisionId().equals(provisionId)
                          && languages.contains(text.language()));
      if (concerned) {
        later.add(new Unaffected(provisionId, entry.revision(), entry.on()));
      }
    }
    return later;
  }
}
