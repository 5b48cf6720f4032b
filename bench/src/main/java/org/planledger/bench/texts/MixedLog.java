package org.planledger.bench.texts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.Scope;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;

/**
 * A second workload, of another seed: beside edits, texts that are restored, elements that move,
 * leave and enter, and decisions that are recorded one to five meetings late.
 *
 * <p>Of 1,000 decisions 20 are late, 20 restore an earlier text of an element, 10 move an element,
 * 2 take one out or bring a new one in.
 */
final class MixedLog implements Log {
  private static final int REMEMBERED = 50;

  private final int edits;
  private final long step;
  private final Workload.Random random = new Workload.Random(43);
  private final List<Element> all = new ArrayList<>();
  private final List<Element> order = new ArrayList<>();
  private final PriorityQueue<Told> told =
      new PriorityQueue<>(Comparator.comparing(Told::day).thenComparingLong(Told::revision));
  private Consumer<Recorded<PlanEvent>> events = any -> {};
  private Version versions = (element, revision, at, rank, words) -> {};
  private long revision;

  /** What is known of an element. */
  private static final class Element {
    private final int number;
    private final Deque<State> states = new ArrayDeque<>();

    Element(int number) {
      this.number = number;
    }

    State now() {
      return states.getLast();
    }
  }

  /**
   * An element after a decision.
   *
   * @param revision of the decision
   * @param text revision that made its text
   * @param words null: it is not in the draft
   */
  private record State(
      LocalDate day, long revision, long text, long rank, @Nullable List<String> words) {
    /** The same decision on another text: it was one on the place alone. */
    State on(State before) {
      return new State(day, revision, before.text(), rank, words == null ? null : before.words());
    }
  }

  private record Told(
      LocalDate day,
      long revision,
      int element,
      Instant at,
      long rank,
      @Nullable List<String> words) {}

  /** With this many decisions over 25 years. */
  MixedLog(int edits) {
    this.edits = edits;
    this.step = Log.step(edits);
  }

  @Override
  public void each(Consumer<Recorded<PlanEvent>> consumer) {
    events = consumer;
    run();
  }

  @Override
  public void eachVersion(Version version) {
    versions = version;
    run();
  }

  private void run() {
    record(
        START,
        new PlanOpened(
            PLAN,
            Map.of(LANGUAGE, "Workload"),
            ZoneId.of("UTC"),
            List.of(LANGUAGE),
            LANGUAGE,
            List.of(),
            List.of(),
            FIRST));
    for (int number = 0; number < Workload.ELEMENTS; number++) {
      Element element = new Element(number);
      List<String> words = drawn(number, 20 + random.below(81));
      all.add(element);
      order.add(element);
      take(element, START, new State(FIRST, revision, revision, Log.rank(number), words));
      record(START, new ProvisionAdded(PLAN, provision(element, null, words), FIRST));
    }
    for (int edit = 0; edit < edits; edit++) {
      decide(edit);
      LocalDate settled = Log.day(at(Log.meeting(edit) - 7));
      while (!told.isEmpty() && told.peek().day().isBefore(settled)) {
        hand(told.remove());
      }
    }
    while (!told.isEmpty()) {
      hand(told.remove());
    }
  }

  private void hand(Told next) {
    versions.is(next.element(), next.revision(), next.at(), next.rank(), next.words());
  }

  private void decide(int edit) {
    int kind = random.below(1_000);
    Element element = order.get(random.skew(order.size()));
    int meeting = Log.meeting(edit);
    if (kind < 20 && reworded(element, meeting - 1 - random.below(5))) {
      return;
    }
    if (kind >= 20 && kind < 40 && restored(element, meeting)) {
      return;
    }
    if (kind >= 40 && kind < 50) {
      moved(element, meeting);
    } else if (kind == 50 && order.size() > Workload.ELEMENTS / 2) {
      removed(element, meeting);
    } else if (kind == 51) {
      entered(meeting);
    } else {
      reworded(element, meeting);
    }
  }

  /** Up to three words replaced by others, in the text as it was decided until then. */
  private boolean reworded(Element element, int meeting) {
    LocalDate day = Log.day(at(meeting));
    State from = null;
    for (State state : element.states) {
      from = state.day().isAfter(day) ? from : state;
    }
    if (meeting < 1 || from == null || from.words() == null) {
      return false;
    }
    List<String> words = new ArrayList<>(from.words());
    int at = random.below(words.size());
    int removed = Math.min(random.below(4), words.size() - at);
    int brought = random.below(4);
    if (words.size() - removed < 10) {
      removed = 0;
    }
    if (words.size() - removed + brought > 120) {
      brought = removed;
    }
    if (removed == 0 && brought == 0) {
      removed = 1;
      brought = 1;
    }
    List<String> place = words.subList(at, at + removed);
    place.clear();
    place.addAll(drawn(element.number, brought));
    agreed(element, meeting, from, words);
    return true;
  }

  private boolean restored(Element element, int meeting) {
    State now = element.now();
    State[] earlier =
        element.states.stream()
            .filter(state -> state.words() != null && !state.words().equals(now.words()))
            .toArray(State[]::new);
    if (earlier.length == 0) {
      return false;
    }
    List<String> words = earlier[random.below(earlier.length)].words();
    if (words == null) {
      return false;
    }
    agreed(element, meeting, now, words);
    return true;
  }

  private void agreed(Element element, int meeting, State from, List<String> words) {
    List<String> before = tokens(element.number, from.words());
    List<String> after = tokens(element.number, words);
    int same = 0;
    while (same < Math.min(before.size(), after.size())
        && before.get(same).equals(after.get(same))) {
      same++;
    }
    int end = 0;
    while (end < Math.min(before.size(), after.size()) - same
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    if (same == before.size() && same == after.size()) {
      // Words that read the same were drawn: the meeting agreed to the text as it is.
      decided(element, meeting, null, false, null, Map.of());
      return;
    }
    TextChange change =
        new TextChange(
            from.text(),
            List.of(
                new Edit(
                    same,
                    before.subList(same, before.size() - end),
                    after.subList(same, after.size() - end),
                    null)),
            String.join("", after));
    take(
        element,
        at(meeting),
        new State(Log.day(at(meeting)), revision, revision, from.rank(), List.copyOf(words)));
    decided(element, meeting, null, false, null, Map.of(LANGUAGE, change));
  }

  private void moved(Element element, int meeting) {
    order.remove(element);
    Element after = order.get(random.below(order.size()));
    long rank = behind(after);
    State now = element.now();
    take(
        element,
        at(meeting),
        new State(Log.day(at(meeting)), revision, now.text(), rank, now.words()));
    decided(element, meeting, null, false, new Place(null, Log.id(after.number)), Map.of());
  }

  /** A rank behind an element, or behind all where there is no more room; it stands there now. */
  private long behind(Element after) {
    int place = order.indexOf(after) + 1;
    long low = after.now().rank();
    long high = place == order.size() ? low + (2L << Integer.SIZE) : order.get(place).now().rank();
    if (high - low < 2) {
      throw new IllegalStateException("There is no room behind " + after.number);
    }
    return low + (high - low) / 2;
  }

  private void removed(Element element, int meeting) {
    order.remove(element);
    State now = element.now();
    take(
        element,
        at(meeting),
        new State(Log.day(at(meeting)), revision, now.text(), now.rank(), null));
    decided(element, meeting, null, true, null, Map.of());
  }

  private void entered(int meeting) {
    Element element = new Element(all.size());
    Element after = order.get(random.below(order.size()));
    List<String> words = drawn(element.number, 20 + random.below(81));
    long rank = behind(after);
    all.add(element);
    take(element, at(meeting), new State(Log.day(at(meeting)), revision, revision, rank, words));
    decided(
        element, meeting, provision(element, Log.id(after.number), words), false, null, Map.of());
  }

  /** The state of an element from a day on, before what was decided later. */
  private void take(Element element, Instant at, State state) {
    List<State> later =
        element.states.stream().filter(other -> other.day().isAfter(state.day())).toList();
    element.states.removeAll(later);
    State before = element.states.peekLast();
    element.states.add(state);
    told.add(told(element, at, state));
    boolean carried = true;
    for (State next : later) {
      carried &= before != null && next.text() == before.text();
      if (carried) {
        Told old =
            told.stream().filter(t -> t.revision() == next.revision()).findAny().orElseThrow();
        told.remove(old);
        told.add(told(element, old.at(), next.on(state)));
      }
      element.states.add(carried ? next.on(state) : next);
    }
    while (element.states.size() > REMEMBERED) {
      element.states.removeFirst();
    }
    if (later.isEmpty()) {
      order.remove(element);
      if (state.words() != null) {
        int place = 0;
        while (place < order.size() && order.get(place).now().rank() < state.rank()) {
          place++;
        }
        order.add(place, element);
      }
    }
  }

  private static Told told(Element element, Instant at, State state) {
    return new Told(
        state.day(),
        state.revision(),
        element.number,
        at,
        state.rank(),
        state.words() == null ? null : followed(element.number, state.words()));
  }

  private void decided(
      Element element,
      int meeting,
      @Nullable NewProvision inserted,
      boolean removed,
      @Nullable Place place,
      Map<String, TextChange> text) {
    record(
        at(meeting),
        new ProvisionallyAgreed(
            PLAN,
            new Minute("W-" + meeting, "6", "6." + revision),
            List.of(
                new AgreedItem(
                    Log.id(element.number),
                    Scope.TEXT,
                    List.of(),
                    true,
                    "W/" + meeting,
                    inserted,
                    removed,
                    place,
                    text,
                    Map.of())),
            List.of(),
            Log.day(at(meeting))));
  }

  private void record(Instant at, PlanEvent event) {
    events.accept(new Recorded<>(revision, revision, at, event));
    revision++;
  }

  private Instant at(int meeting) {
    return START.plusSeconds(Math.max(0, meeting) * step);
  }

  private List<String> drawn(int element, int count) {
    return Workload.drawn(random, element, count);
  }

  private static NewProvision provision(
      Element element, @Nullable String after, List<String> words) {
    List<String> tokens = tokens(element.number, words);
    return new NewProvision(
        Log.id(element.number),
        "element",
        new Place(null, after),
        Map.of(),
        Map.of(
            LANGUAGE,
            new TextChange(
                null, List.of(new Edit(0, List.of(), tokens, null)), String.join("", tokens))),
        List.of());
  }

  private static List<String> tokens(int element, @Nullable List<String> words) {
    return WorkloadLog.tokens(element, words == null ? List.of() : words, true);
  }

  private static List<String> followed(int element, List<String> words) {
    return Workload.chinese(element) ? words : Arrays.asList(String.join(" \0", words).split("\0"));
  }
}
