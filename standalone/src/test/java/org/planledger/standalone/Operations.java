package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.planledger.store.StoredEvent;

/**
 * What many writers did and what each was told, to be compared with what the log holds: whatever
 * was acknowledged is there once, whatever was refused is not, and what nobody knows is there at
 * most once.
 */
final class Operations {
  private final ConcurrentLinkedQueue<Operation> all = new ConcurrentLinkedQueue<>();

  /** What the writer knows of it. */
  enum Outcome {
    OK,
    REFUSED,
    UNKNOWN
  }

  /**
   * A command.
   *
   * @param writer who sends one after the other
   * @param mark found in the payload of its event and in no other
   * @param revision where it was recorded, if it was acknowledged
   */
  private record Operation(String writer, String mark, Outcome outcome, long revision) {}

  /** Takes what a writer was told. */
  Outcome told(String writer, String mark, Running.Answer answer) {
    Outcome outcome =
        switch (answer.status()) {
          case 200 -> Outcome.OK;
          case 500, 502, 503, 504 -> Outcome.UNKNOWN;
          default -> Outcome.REFUSED;
        };
    all.add(new Operation(writer, mark, outcome, answer.body().path("revision").asLong(-1)));
    return outcome;
  }

  long count(Outcome outcome) {
    return all.stream().filter(operation -> operation.outcome() == outcome).count();
  }

  /** Compares with the streams that were written to, each in its order. */
  void areIn(List<List<StoredEvent>> streams) {
    Map<String, List<Long>> places = new HashMap<>();
    for (List<StoredEvent> stream : streams) {
      long next = 0;
      for (StoredEvent event : stream) {
        assertThat(event.sequence()).as(event.aggregateId()).isEqualTo(next++);
        for (Operation operation : all) {
          if (event.payload().contains("\"" + operation.mark() + "\"")) {
            places
                .computeIfAbsent(operation.mark(), any -> new ArrayList<>())
                .add(event.sequence());
          }
        }
      }
    }
    Map<String, Long> last = new HashMap<>();
    for (Operation operation : all) {
      List<Long> found = places.getOrDefault(operation.mark(), Collections.emptyList());
      switch (operation.outcome()) {
        case OK -> {
          assertThat(found).as("%s", operation).containsExactly(operation.revision());
          Long before = last.put(operation.writer(), operation.revision());
          assertThat(before == null || before < operation.revision())
              .as("%s after revision %d of the same writer", operation, before)
              .isTrue();
        }
        case REFUSED -> assertThat(found).as("%s", operation).isEmpty();
        case UNKNOWN -> assertThat(found).as("%s", operation).hasSizeLessThan(2);
      }
    }
  }
}
