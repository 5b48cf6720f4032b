package org.planledger.bench.texts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.plan.event.PlanEvent;

/** What happened to the elements of a plan over 25 years; each log is read once. */
interface Log {
  String PLAN = "workload";

  String LANGUAGE = "en";

  Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** The first day. */
  LocalDate FIRST = day(START);

  /** Of 25 years, in seconds. */
  long SPAN = 25L * 31_557_600;

  /** Days that are asked for. */
  int DAYS = 25 * 365;

  /** Decisions of a meeting. */
  int DECISIONS = 20;

  /**
   * One version of an element.
   *
   * <p>{@code rank} says where it stands among the elements, {@code words} are its words, each with
   * the space or full stop that follows it; null: it is no longer in the draft.
   */
  @FunctionalInterface
  interface Version {
    /** Takes one. */
    void is(int element, long revision, Instant at, long rank, @Nullable List<String> words);
  }

  /** Hands out the events in order. */
  void each(Consumer<Recorded<PlanEvent>> consumer);

  /** Hands out what the events give, in decided order, to those who keep texts only. */
  void eachVersion(Version version);

  /** Likewise, for those who keep no version that reads as the last one of its element did. */
  default void eachChange(Version version) {
    Map<Integer, List<String>> last = new HashMap<>();
    eachVersion(
        (element, revision, at, rank, words) -> {
          if (!Objects.equals(last.put(element, words), words)) {
            version.is(element, revision, at, rank, words);
          }
        });
  }

  /** Random days, the same for the same seed. */
  static LocalDate[] days(long seed, int count) {
    Workload.Random random = new Workload.Random(seed);
    LocalDate[] days = new LocalDate[count];
    Arrays.setAll(days, i -> FIRST.plusDays(random.below(DAYS)));
    return days;
  }

  static LocalDate day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  static String id(int element) {
    return "e" + element;
  }

  /** Where an element stands that was there from the beginning and never moved. */
  static long rank(int element) {
    return (element + 1L) << Integer.SIZE;
  }

  /** Seconds from one meeting to the next. */
  static long step(int edits) {
    return SPAN / ((edits + DECISIONS - 1) / DECISIONS + 1);
  }

  static int meeting(int edit) {
    return 1 + edit / DECISIONS;
  }
}
