package org.planledger.plan.agreement;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.Tree;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;

/**
 * How a pending amendment stands to the draft in force, which may have moved since it was written.
 *
 * @param conflicts why it cannot be agreed; empty unless {@link State#CONFLICTS}
 * @param draft the draft that agreeing to it alone would give; the present one if it cannot
 */
public record Rebase(State state, List<Conflict> conflicts, Draft draft) {

  /** How an amendment stands. */
  public enum State {
    /** All it wants can be agreed. */
    @JsonProperty("applies")
    APPLIES,
    /** A part of what it wants is in force already; the rest can be agreed. */
    @JsonProperty("shrank")
    SHRANK,
    /** All it wants is in force already. */
    @JsonProperty("contained")
    CONTAINED,
    /** It meets what was decided since it was written. */
    @JsonProperty("conflicts")
    CONFLICTS
  }

  /**
   * Lays a pending amendment on the present draft.
   *
   * @param on the day on which it would be agreed
   */
  public static Rebase of(PlanHistory history, Amendment amendment, LocalDate on) {
    return of(history, history.amendments(), amendment, on);
  }

  /**
   * The same of an amendment that need not be recorded.
   *
   * @param amendments with it among them
   */
  public static Rebase of(
      PlanHistory history, Amendments amendments, Amendment amendment, LocalDate on) {
    Draft present = history.latest();
    Proposal proposal = Objects.requireNonNull(amendment.proposal());
    if (proposal instanceof Proposal.Removal && present.find(amendment.provisionId()).isEmpty()) {
      return new Rebase(State.CONTAINED, List.of(), present);
    }
    Trial trial = new Trial(amendments, history::version, on);
    return switch (trial.agree(present, List.of(amendment), history.size())) {
      case Trial.Impossible impossible ->
          new Rebase(State.CONFLICTS, impossible.conflicts(), present);
      case Trial.Possible possible ->
          new Rebase(
              state(present, proposal, possible.items().getFirst()), List.of(), possible.draft());
    };
  }

  private static State state(Draft present, Proposal proposal, AgreedItem agreed) {
    return switch (proposal) {
      case Proposal.Insertion ignored -> State.APPLIES;
      case Proposal.Removal ignored -> State.APPLIES;
      case Proposal.Move move -> moved(present, move);
      case Proposal.Rewording rewording -> reworded(present, rewording, agreed);
    };
  }

  private static State moved(Draft present, Proposal.Move move) {
    Place place = move.place();
    return Tree.stands(present, move.provisionId(), place) ? State.CONTAINED : State.APPLIES;
  }

  private static State reworded(Draft present, Proposal.Rewording wanted, AgreedItem agreed) {
    Provision provision = present.provision(wanted.provisionId());
    long headingsLeft =
        wanted.heading().entrySet().stream()
            .filter(
                change -> !change.getValue().to().equals(provision.heading().get(change.getKey())))
            .count();
    long left = words(agreed.text().values()) + headingsLeft;
    long all = words(wanted.text().values()) + wanted.heading().size();
    if (left == 0) {
      return State.CONTAINED;
    }
    return left < all ? State.SHRANK : State.APPLIES;
  }

  private static long words(Collection<TextChange> changes) {
    return changes.stream()
        .flatMap(change -> change.edits().stream())
        .mapToLong(Rebase::words)
        .sum();
  }

  private static long words(Edit edit) {
    return edit.removes().size() + (long) edit.brings().size();
  }
}
