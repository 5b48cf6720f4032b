package org.planledger.bench.texts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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

/** The workload as the events of a plan: each edit is an agreement of a meeting of 20 decisions. */
final class WorkloadLog {
  static final String PLAN = "workload";

  static final String LANGUAGE = "en";

  /** Revisions before the first edit: the opening, and an addition for each element. */
  static final int BEFORE = 1 + Workload.ELEMENTS;

  static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** The first day. */
  static final LocalDate FIRST = day(START);

  private static final long SPAN = 25L * 31_557_600;
  private static final int DECISIONS = 20;

  private final Workload workload = new Workload();
  private final int edits;
  private final long step;
  private final List<List<String>> tokens = new ArrayList<>();
  private final long[] base = new long[Workload.ELEMENTS];
  private long revision;

  /** Of the elements the versions of the last meetings, if some entries are to be late. */
  private final @Nullable List<Deque<Earlier>> recent;

  private final Workload.Random lateness = new Workload.Random(5);

  /** A version that a late entry may be made from. */
  private record Earlier(int meeting, long revision, List<String> tokens) {}

  /** With this many edits over 25 years. */
  WorkloadLog(int edits) {
    this(edits, null);
  }

  /** With a fiftieth of the edits decided one to five meetings before they are recorded. */
  static WorkloadLog withLateEntries(int edits) {
    List<Deque<Earlier>> recent = new ArrayList<>();
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      recent.add(new ArrayDeque<>());
    }
    return new WorkloadLog(edits, recent);
  }

  private WorkloadLog(int edits, @Nullable List<Deque<Earlier>> recent) {
    this.edits = edits;
    this.recent = recent;
    this.step = SPAN / ((edits + DECISIONS - 1) / DECISIONS + 1);
  }

  /** Hands out the events in order. */
  void each(Consumer<Recorded<PlanEvent>> consumer) {
    consumer.accept(
        recorded(
            START,
            new PlanOpened(
                PLAN,
                Map.of(LANGUAGE, "Workload"),
                ZoneId.of("UTC"),
                List.of(LANGUAGE),
                LANGUAGE,
                List.of(),
                List.of(),
                FIRST)));
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      List<String> words = tokens(element, workload.words(element), true);
      tokens.add(new ArrayList<>(words));
      base[element] = revision;
      consumer.accept(
          recorded(
              START,
              new ProvisionAdded(
                  PLAN,
                  new NewProvision(
                      id(element),
                      "element",
                      new Place(null, null),
                      Map.of(),
                      Map.of(LANGUAGE, change(null, new Edit(0, List.of(), words, null), words)),
                      List.of()),
                  FIRST)));
    }
    for (int edit = 0; edit < edits; edit++) {
      Recorded<PlanEvent> late = lateness.below(50) == 0 ? late(edit) : null;
      consumer.accept(late == null ? agreed(edit) : late);
    }
  }

  /** A word of an older version replaced; nothing of what was decided since is changed. */
  private @Nullable Recorded<PlanEvent> late(int number) {
    if (recent == null) {
      return null;
    }
    int element = lateness.below(Workload.ELEMENTS);
    int decided = meeting(number) - 1 - lateness.below(5);
    Earlier from = null;
    for (Earlier version : recent.get(element)) {
      if (version.meeting() <= decided) {
        from = version;
      }
    }
    if (from == null || from.tokens().size() < 10 || decided < 1) {
      return null;
    }
    List<String> now = new ArrayList<>(from.tokens());
    int at = lateness.below(now.size());
    if (isSeparator(now.get(at))) {
      return null;
    }
    String brought = "late" + number;
    Edit made = new Edit(at, List.of(now.set(at, brought)), List.of(brought), null);
    Instant day = START.plusSeconds(decided * step);
    boolean latest = from.revision() == base[element];
    Recorded<PlanEvent> late =
        recorded(
            at(number),
            new ProvisionallyAgreed(
                PLAN,
                new Minute("W-" + decided, "6", "6.late"),
                List.of(item(element, decided, change(from.revision(), made, now))),
                List.of(),
                day(day)));
    if (latest) {
      tokens.set(element, new ArrayList<>(now));
      base[element] = late.revision();
    }
    Deque<Earlier> versions = recent.get(element);
    List<Earlier> later = versions.stream().filter(v -> v.meeting() > decided).toList();
    versions.removeAll(later);
    versions.add(new Earlier(decided, late.revision(), now));
    versions.addAll(later);
    return late;
  }

  private static AgreedItem item(int element, int meeting, TextChange change) {
    return new AgreedItem(
        id(element),
        Scope.TEXT,
        List.of(),
        true,
        "W/" + meeting,
        null,
        false,
        null,
        Map.of(LANGUAGE, change),
        Map.of());
  }

  private void remember(int element, int meeting) {
    if (recent != null) {
      Deque<Earlier> versions = recent.get(element);
      versions.add(new Earlier(meeting, base[element], List.copyOf(tokens.get(element))));
      if (versions.size() > 50) {
        versions.removeFirst();
      }
    }
  }

  private Recorded<PlanEvent> agreed(int number) {
    int meeting = meeting(number);
    Instant at = at(number);
    Workload.Edit edit = workload.next();
    int element = edit.element();
    List<String> now = tokens.get(element);
    Edit made = inTokens(element, edit, now);
    List<String> section = now.subList(made.at(), made.at() + made.removes().size());
    section.clear();
    now.addAll(made.at(), made.brings());
    AgreedItem item = item(element, meeting, change(base[element], made, now));
    base[element] = revision;
    remember(element, meeting);
    return recorded(
        at,
        new ProvisionallyAgreed(
            PLAN,
            new Minute("W-" + meeting, "6", "6." + number % DECISIONS),
            List.of(item),
            List.of(),
            day(at)));
  }

  private Recorded<PlanEvent> recorded(Instant at, PlanEvent event) {
    return new Recorded<>(revision, revision++, at, event);
  }

  private static TextChange change(@Nullable Long base, Edit edit, List<String> words) {
    return new TextChange(base, List.of(edit), String.join("", words));
  }

  static int meeting(int edit) {
    return 1 + edit / DECISIONS;
  }

  static LocalDate day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  static String id(int element) {
    return "e" + element;
  }

  /** The same edit, counted in words and separators. */
  private static Edit inTokens(int element, Workload.Edit edit, List<String> now) {
    int from = token(now, edit.at());
    int end = token(now, edit.at() + edit.removed());
    boolean latin = !Workload.chinese(element);
    List<String> brings = tokens(element, edit.brought(), from == 0);
    if (latin && from == 0 && end < now.size() && !brings.isEmpty()) {
      // What follows is told off by the space that the words taken out leave behind.
      if (end == 0) {
        brings.add(" ");
      }
    } else if (latin && from == 0 && end < now.size()) {
      end++;
    }
    return new Edit(from, List.copyOf(now.subList(from, end)), brings, null);
  }

  /** Where the separator before a word of the workload stands, or the word if it is the first. */
  private static int token(List<String> now, int word) {
    int words = 0;
    int i = 0;
    while (i < now.size() && words < word) {
      String token = now.get(i);
      if (!isSeparator(token)) {
        words++;
      }
      i++;
    }
    while (i < now.size() && (now.get(i).equals(".") || now.get(i).equals("。"))) {
      i++;
    }
    return i;
  }

  private static boolean isSeparator(String token) {
    return token.equals(" ") || token.equals(".") || token.equals("。");
  }

  /** Words and separators; a space before each word but the first of a text. */
  static List<String> tokens(int element, List<String> words, boolean first) {
    List<String> tokens = new ArrayList<>();
    boolean space = !first;
    for (String word : words) {
      if (space && !Workload.chinese(element)) {
        tokens.add(" ");
      }
      space = true;
      char last = word.charAt(word.length() - 1);
      if (last == '.' || last == '。') {
        tokens.add(word.substring(0, word.length() - 1));
        tokens.add(String.valueOf(last));
      } else {
        tokens.add(word);
      }
    }
    return tokens;
  }

  /** One version of an element: its words, each with the space or full stop that follows it. */
  @FunctionalInterface
  interface Version {
    void is(int element, long revision, Instant at, List<String> words);
  }

  /** Hands out what the events give, version by version, to those who keep texts only. */
  void eachVersion(Version version) {
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      version.is(element, 1L + element, START, words(element));
    }
    for (int edit = 0; edit < edits; edit++) {
      int element = workload.next().element();
      version.is(element, (long) BEFORE + edit, at(edit), words(element));
    }
  }

  private List<String> words(int element) {
    List<String> words = new ArrayList<>(workload.words(element));
    if (!Workload.chinese(element)) {
      for (int i = 0; i < words.size() - 1; i++) {
        words.set(i, words.get(i) + " ");
      }
    }
    return words;
  }

  private Instant at(int edit) {
    return START.plusSeconds((1L + edit / DECISIONS) * step);
  }
}
