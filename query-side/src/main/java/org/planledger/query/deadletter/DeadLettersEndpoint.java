package org.planledger.query.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.query.entry.Person;
import org.planledger.query.reading.Reads;
import org.planledger.store.DeadLetters;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers which events were set aside, and which were given up. */
@RestController
@Reads(DeadLetterRequests.GROUP)
public final class DeadLettersEndpoint {
  /** Letters told of a sequence. */
  private static final int MOST = 10;

  private final DeadLetters letters;
  private final People people;

  /** Answers from these. */
  public DeadLettersEndpoint(DeadLetters letters, People people) {
    this.letters = letters;
    this.people = people;
  }

  /** What waits, and what was given up, as the log says. */
  record All(List<Sequence> deadLetters, List<Discarded> discarded) {}

  /**
   * Events of one stream that a group has set aside.
   *
   * @param sequence id of the stream
   * @param waiting how many there are
   * @param letters the first ten of them
   */
  record Sequence(String group, String sequence, long waiting, List<Letter> letters) {}

  /**
   * An event that was set aside.
   *
   * @param event its id
   * @param triedAt when it last failed; absent: it waits for the first, and was not tried
   * @param cause what is wrong with it, as the rest of a sentence; absent: as above
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Letter(
      String event,
      String type,
      long revision,
      @Nullable Long position,
      Instant parkedAt,
      @Nullable Instant triedAt,
      @Nullable String cause) {}

  /**
   * An event that somebody gave up.
   *
   * @param event its id
   * @param position of what says so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Discarded(
      String group,
      String sequence,
      String event,
      String reason,
      Instant recordedAt,
      long position,
      @Nullable Person actor) {}

  @GetMapping("/api/operations/dead-letters")
  All all() {
    return new All(
        letters.all(MOST).stream().map(DeadLettersEndpoint::sequence).toList(), discarded());
  }

  private static Sequence sequence(DeadLetters.Sequence sequence) {
    return new Sequence(
        sequence.group(),
        sequence.sequence(),
        sequence.waiting(),
        sequence.letters().stream().map(DeadLettersEndpoint::letter).toList());
  }

  private static Letter letter(DeadLetters.Letter letter) {
    return new Letter(
        letter.event(),
        letter.type(),
        letter.revision(),
        letter.position(),
        letter.parkedAt(),
        letter.cause() == null ? null : letter.triedAt(),
        letter.cause());
  }

  private List<Discarded> discarded() {
    List<DeadLetters.Discarded> discarded = letters.discarded();
    Map<String, String> names =
        people.names(
            discarded.stream().map(DeadLetters.Discarded::actor).filter(Objects::nonNull).toList());
    return discarded.stream()
        .map(
            given ->
                new Discarded(
                    given.group(),
                    given.sequence(),
                    given.event(),
                    given.reason(),
                    given.recordedAt(),
                    given.position(),
                    given.actor() == null
                        ? null
                        : new Person(given.actor(), names.get(given.actor()))))
        .toList();
  }
}
