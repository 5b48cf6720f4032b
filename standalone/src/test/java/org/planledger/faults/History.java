package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What clients did and what each was told, to be compared with what the log holds: whatever was
 * acknowledged is there once and where it was said to be, whatever was refused is not, and what
 * nobody knows is there at most once.
 */
final class History {
  private final ConcurrentLinkedQueue<Operation> all = new ConcurrentLinkedQueue<>();

  /** What the client knows of it. */
  enum Outcome {
    OK,
    FAILED,
    UNKNOWN
  }

  /**
   * A command.
   *
   * @param mark found in the event of it and in no other
   * @param allowed whether no rule stands against it
   * @param told what came back, of each time it was sent
   * @param revision where it was recorded, and
   * @param position in the whole log, if it was acknowledged
   * @param start when it was sent first, and
   * @param end when the client knew, in nanoseconds of this process
   */
  record Operation(
      String client,
      String command,
      String plan,
      String mark,
      boolean allowed,
      Outcome outcome,
      List<String> told,
      long revision,
      long position,
      long start,
      long end) {}

  void add(Operation operation) {
    all.add(operation);
  }

  long count(Outcome outcome) {
    return all.stream().filter(operation -> operation.outcome() == outcome).count();
  }

  /** Those that were to be carried out and are not known to have been. */
  List<Operation> notCarriedOut() {
    return all.stream()
        .filter(operation -> operation.allowed() && operation.outcome() != Outcome.OK)
        .toList();
  }

  /** How many of each outcome. */
  String counts() {
    return "%d ok, %d failed, %d unknown"
        .formatted(count(Outcome.OK), count(Outcome.FAILED), count(Outcome.UNKNOWN));
  }

  /** One line an operation, in the order they were begun. */
  List<String> lines() {
    return all.stream()
        .sorted(Comparator.comparingLong(Operation::start))
        .map(Operation::toString)
        .toList();
  }

  /**
   * Compares with the whole log, in its order.
   *
   * @param later whether answers may tell of a later position than that of what was recorded
   */
  void isIn(List<Logged> log, boolean later) {
    Map<String, List<Logged>> places = new HashMap<>();
    for (Logged event : log) {
      if (event.stream().startsWith("plan:")) {
        event
            .mark()
            .ifPresent(mark -> places.computeIfAbsent(mark, any -> new ArrayList<>()).add(event));
      }
    }
    for (Operation operation : all) {
      if (!operation.allowed()) {
        assertThat(operation.outcome()).as("%s", operation).isNotEqualTo(Outcome.OK);
      }
      List<Logged> found = places.getOrDefault(operation.mark(), List.of());
      switch (operation.outcome()) {
        case OK -> {
          assertThat(found).as("%s", operation).hasSize(1);
          assertThat(found.getFirst().stream())
              .as("%s", operation)
              .isEqualTo("plan:" + operation.plan());
          assertThat(found.getFirst().sequence())
              .as("%s", operation)
              .isEqualTo(operation.revision());
          assertThat(operation.position())
              .as("%s", operation)
              .isGreaterThanOrEqualTo(found.getFirst().position());
          if (!later) {
            assertThat(operation.position())
                .as("%s", operation)
                .isEqualTo(found.getFirst().position());
          }
        }
        case FAILED -> assertThat(found).as("%s", operation).isEmpty();
        case UNKNOWN -> assertThat(found).as("%s", operation).hasSizeLessThan(2);
      }
    }
    all.stream()
        .filter(operation -> operation.outcome() == Outcome.OK)
        .collect(Collectors.groupingBy(Operation::plan))
        .values()
        .forEach(History::isInOrder);
  }

  /** What was acknowledged before another was begun stands before it. */
  private static void isInOrder(List<Operation> ofPlan) {
    List<Operation> begun = new ArrayList<>(ofPlan);
    begun.sort(Comparator.comparingLong(Operation::start));
    List<Operation> ended = new ArrayList<>(ofPlan);
    ended.sort(Comparator.comparingLong(Operation::end));
    int next = 0;
    Operation last = null;
    for (Operation operation : begun) {
      for (; ended.get(next).end() < operation.start(); next++) {
        if (last == null || ended.get(next).revision() > last.revision()) {
          last = ended.get(next);
        }
      }
      if (last != null) {
        assertThat(operation.revision())
            .as("%s was begun after the end of %s", operation, last)
            .isGreaterThan(last.revision());
      }
    }
  }
}
