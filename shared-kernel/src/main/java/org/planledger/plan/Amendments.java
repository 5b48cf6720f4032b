package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionallyAgreed;

/** The amendments of a plan, in the order of the log: what is pending does not depend on days. */
public record Amendments(@JsonValue PMap<String, Amendment> byId) {

  /** None proposed. */
  public static final Amendments NONE = new Amendments(TreePMap.empty());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Amendments stored(Map<String, Amendment> byId) {
    return new Amendments(TreePMap.from(byId));
  }

  /** An amendment, pending or settled. */
  public Optional<Amendment> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Those that a meeting may still decide on. */
  public Stream<Amendment> pending() {
    return byId.values().stream().filter(Amendment::pending);
  }

  /** The amendments after an event that was not annulled. */
  public Amendments after(long revision, PlanEvent event) {
    return switch (event) {
      case AmendmentProposed proposed ->
          with(
              new Amendment(
                  proposed.amendmentId(),
                  Amendment.State.PENDING,
                  revision,
                  proposed.baseRevision(),
                  proposed.proposal(),
                  proposed.proposal().provisionId(),
                  proposed.proposer(),
                  proposed.contributionId(),
                  proposed.document(),
                  proposed.on(),
                  null));
      case AmendmentRevised revised -> {
        Amendment before = known(revised.amendmentId());
        yield with(
            new Amendment(
                before.id(),
                before.state(),
                revision,
                revised.baseRevision(),
                revised.proposal(),
                revised.proposal().provisionId(),
                before.proposer(),
                revised.contributionId(),
                revised.document(),
                revised.on(),
                null));
      }
      case AmendmentWithdrawn withdrawn ->
          settled(List.of(withdrawn.amendmentId()), Amendment.State.WITHDRAWN, revision);
      case AmendmentDeclined declined ->
          settled(List.of(declined.amendmentId()), Amendment.State.DECLINED, revision);
      case ProvisionallyAgreed agreed -> {
        Amendments result = this;
        for (AgreedItem item : agreed.items()) {
          result =
              result.settled(
                  item.amendments(),
                  item.asModified() ? Amendment.State.AGREED_AS_MODIFIED : Amendment.State.AGREED,
                  revision);
        }
        yield result;
      }
      default -> this;
    };
  }

  /** The amendments that an event proposes, rewords or settles. */
  public static List<String> changedBy(PlanEvent event) {
    return switch (event) {
      case AmendmentProposed proposed -> List.of(proposed.amendmentId());
      case AmendmentRevised revised -> List.of(revised.amendmentId());
      case AmendmentWithdrawn withdrawn -> List.of(withdrawn.amendmentId());
      case AmendmentDeclined declined -> List.of(declined.amendmentId());
      case ProvisionallyAgreed agreed ->
          agreed.items().stream().flatMap(item -> item.amendments().stream()).toList();
      default -> List.of();
    };
  }

  /** Bytes of memory that some of them take, about. */
  long bytes(Collection<String> ids) {
    long bytes = 0;
    for (String id : Set.copyOf(ids)) {
      Amendment amendment = byId.get(id);
      bytes += amendment == null ? 0 : amendment.bytes();
    }
    return bytes;
  }

  private Amendments settled(List<String> ids, Amendment.State state, long revision) {
    Amendments result = this;
    for (String id : ids) {
      result = result.with(known(id).settled(state, revision));
    }
    return result;
  }

  private Amendment known(String id) {
    return find(id)
        .orElseThrow(() -> new RuleBroken.Missing("There is no amendment %s.".formatted(id)));
  }

  private Amendments with(Amendment amendment) {
    return new Amendments(byId.plus(amendment.id(), amendment));
  }
}
