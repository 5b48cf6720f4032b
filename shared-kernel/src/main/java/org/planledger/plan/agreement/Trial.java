package org.planledger.plan.agreement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.RuleBroken;
import org.planledger.plan.Scope;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.problem.Refused;

/** Agrees to amendments on paper: what would come of it, with nothing recorded. */
final class Trial {
  private static final Minute NO_MINUTE = new Minute("-", "-", null);

  private final Amendments amendments;
  private final Entry.Versions versions;
  private final LocalDate on;

  Trial(Amendments amendments, Entry.Versions versions, LocalDate on) {
    this.amendments = amendments;
    this.versions = versions;
    this.on = on;
  }

  /** What comes of agreeing. */
  sealed interface Result {}

  /**
   * It is possible.
   *
   * @param items as they would be recorded
   * @param draft after it
   */
  record Possible(List<AgreedItem> items, Draft draft) implements Result {}

  /** It is not; at least one reason. */
  record Impossible(List<Conflict> conflicts) implements Result {}

  /** Agrees to amendments by one outcome, which would have the given revision. */
  Result agree(Draft draft, List<Amendment> together, long revision) {
    Amendment last = together.getLast();
    Agreement agreement = new Agreement(draft, versions, amendments);
    try {
      List<AgreedItem> items = agreement.to(items(together));
      return new Possible(items, after(draft, items, revision));
    } catch (Refused | RuleBroken impossible) {
      List<Overlap> overlaps = agreement.overlaps();
      return new Impossible(
          overlaps.isEmpty()
              ? List.of(
                  Conflict.rule(
                      last.id(),
                      together.size() == 1 ? null : together.getFirst().id(),
                      last.provisionId(),
                      String.valueOf(impossible.getMessage())))
              : overlaps.stream().map(Conflict::of).toList());
    }
  }

  /** Whether it changes more than words. */
  static boolean structural(Amendment amendment) {
    return !(amendment.proposal() instanceof Proposal.Rewording);
  }

  /** What changes the structure comes first, and so in the order given, whatever is reworded. */
  private static List<Agreement.Item> items(List<Amendment> together) {
    Map<String, List<String>> byProvision = new LinkedHashMap<>();
    together.stream()
        .filter(Trial::structural)
        .forEach(amendment -> byProvision.put(amendment.provisionId(), new ArrayList<>()));
    for (Amendment amendment : together) {
      byProvision
          .computeIfAbsent(amendment.provisionId(), any -> new ArrayList<>())
          .add(amendment.id());
    }
    return byProvision.entrySet().stream()
        .map(item -> new Agreement.Item(item.getKey(), item.getValue(), Map.of(), Scope.TEXT))
        .toList();
  }

  private Draft after(Draft draft, List<AgreedItem> items, long revision) {
    Entry agreed =
        Entry.of(
            new Recorded<>(
                revision,
                0,
                Instant.EPOCH,
                new ProvisionallyAgreed(draft.plan().planId(), NO_MINUTE, items, List.of(), on)),
            versions);
    return DraftFold.after(draft, agreed.decided(on, null));
  }
}
