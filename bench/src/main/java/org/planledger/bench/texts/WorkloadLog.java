package org.planledger.bench.texts;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
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
final class WorkloadLog implements Log {
  /** Revisions before the first edit: the opening, and an addition for each element. */
  static final int BEFORE = 1 + Workload.ELEMENTS;

  private final Workload workload = new Workload();
  private final int edits;
  private final long step;
  private final List<List<String>> tokens = new ArrayList<>();
  private final long[] base = new long[Workload.ELEMENTS];
  private long revision;

  /** With this many edits over 25 years. */
  WorkloadLog(int edits) {
    this.edits = edits;
    this.step = Log.step(edits);
  }

  @Override
  public void each(Consumer<Recorded<PlanEvent>> consumer) {
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
                      Log.id(element),
                      "element",
                      new Place(null, null),
                      Map.of(),
                      Map.of(LANGUAGE, change(null, new Edit(0, List.of(), words, null), words)),
                      List.of()),
                  FIRST)));
    }
    for (int edit = 0; edit < edits; edit++) {
      consumer.accept(agreed(edit));
    }
  }

  private static AgreedItem item(int element, int meeting, TextChange change) {
    return new AgreedItem(
        Log.id(element),
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

  private Recorded<PlanEvent> agreed(int number) {
    int meeting = Log.meeting(number);
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
    return recorded(
        at,
        new ProvisionallyAgreed(
            PLAN,
            new Minute("W-" + meeting, "6", "6." + number % DECISIONS),
            List.of(item),
            List.of(),
            Log.day(at)));
  }

  private Recorded<PlanEvent> recorded(Instant at, PlanEvent event) {
    return new Recorded<>(revision, revision++, at, event);
  }

  private static TextChange change(@Nullable Long base, Edit edit, List<String> words) {
    return new TextChange(base, List.of(edit), String.join("", words));
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

  @Override
  public void eachVersion(Version version) {
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      version.is(element, 1L + element, START, Log.rank(element), words(element));
    }
    for (int edit = 0; edit < edits; edit++) {
      int element = workload.next().element();
      version.is(element, (long) BEFORE + edit, at(edit), Log.rank(element), words(element));
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
    return START.plusSeconds(Log.meeting(edit) * step);
  }
}
