package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.axonframework.serialization.SerializationException;
import org.planledger.page.Damaged;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.RuleBroken;
import org.planledger.plan.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what this node answers from, in memory or else in its checkpoints, with the log: of each
 * plan what was decided in which order, and every draft, by what it has other than the one before.
 * A plan of which it has neither is read from the log when it is asked for, so that there is
 * nothing to compare.
 *
 * <p>One plan after the other is folded from the log anew, and let go: that takes the time of a
 * start without checkpoints, and the memory of the largest plan beside what the node holds.
 */
public final class TextsDrift {
  private static final Logger LOG = LoggerFactory.getLogger(TextsDrift.class);
  private static final int NAMED = 5;

  private final Histories histories;

  /** Compares these histories. */
  public TextsDrift(Histories histories) {
    this.histories = histories;
  }

  /**
   * A history that is not what the log says.
   *
   * @param difference what is wrong with it, as the rest of a sentence
   */
  public record Drifted(String plan, String difference) {}

  /**
   * Compares all plans.
   *
   * @param suspect those whose events are not themselves what they were: they are passed over
   * @param most how many are told at most
   */
  public List<Drifted> find(Predicate<String> suspect, int most) {
    List<Drifted> found = new ArrayList<>();
    for (String plan : histories.plans().keySet()) {
      if (found.size() < most && !suspect.test(plan)) {
        difference(plan).ifPresent(difference -> found.add(new Drifted(plan, difference)));
      }
    }
    return found;
  }

  private Optional<String> difference(String plan) {
    try {
      Optional<PlanHistory> held = histories.held(plan);
      return held.isEmpty()
          ? Optional.empty()
          : difference(held.get(), histories.folded(plan, held.get().size()));
    } catch (Damaged damaged) {
      histories.forget(damaged);
      return Optional.empty();
    } catch (SerializationException | RuleBroken | IllegalArgumentException unreadable) {
      LOG.warn("Plan {} cannot be folded from the log", plan, unreadable);
      return Optional.of(
          "cannot be compared, since the log does not give one: " + unreadable.getMessage());
    }
  }

  /**
   * In what a history differs from the beginning of another one, as the rest of a sentence.
   *
   * @param log may go on after the end of the first
   */
  static Optional<String> difference(PlanHistory held, PlanHistory log) {
    if (log.size() < held.size()) {
      return Optional.of("has %d revisions, and the log has %d".formatted(held.size(), log.size()));
    }
    List<Step> is = held.decided(held.size() - 1L);
    List<Step> made = log.decided(held.size() - 1L);
    int same = 0;
    while (same < Math.min(is.size(), made.size())
        && is.get(same).order().equals(made.get(same).order())) {
      same++;
    }
    if (same < Math.max(is.size(), made.size())) {
      return Optional.of(
          "does not hold what the log says in the order of what was decided, from place %d on"
              .formatted(same + 1));
    }
    return differing(is.iterator(), made.iterator())
        .or(() -> differing(heads(held, held.size()), heads(log, held.size())))
        .map(differing -> "does not hold what the log says in the draft of revision " + differing);
  }

  /** The drafts that were the latest ones, from revision to revision. */
  private static Iterator<Step> heads(PlanHistory history, int size) {
    return LongStream.range(0, size)
        .mapToObj(known -> history.last(known).orElseThrow())
        .iterator();
  }

  /**
   * The first draft that two histories have otherwise. Where each changes from the one before as
   * its counterpart does, all of them are the same.
   */
  private static Optional<String> differing(Iterator<Step> held, Iterator<Step> log) {
    Step heldBefore = null;
    Step logBefore = null;
    while (held.hasNext()) {
      Step is = held.next();
      Step made = log.next();
      Step.Changes changes = is.since(heldBefore);
      Step.Changes right = made.since(logBefore);
      if (!changes.equals(right)) {
        return Optional.of("%d: %s".formatted(is.revision(), differing(changes, right)));
      }
      heldBefore = is;
      logBefore = made;
    }
    return Optional.empty();
  }

  private static String differing(Step.Changes one, Step.Changes other) {
    TreeSet<String> ids = new TreeSet<>(one.provisions().keySet());
    ids.addAll(other.provisions().keySet());
    ids.removeIf(id -> Objects.equals(one.provisions().get(id), other.provisions().get(id)));
    return ids.isEmpty()
        ? "what is beside its provisions"
        : String.join(", ", ids.stream().limit(NAMED).toList())
            + (ids.size() > NAMED ? " and %d more".formatted(ids.size() - NAMED) : "");
  }
}
