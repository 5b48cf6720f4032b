package org.planledger.paper.akn;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.plan.Amendment;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** Papers about nothing, with every character and every shape that makes trouble. */
final class RandomPapers {
  static final LocalDate OPENED = LocalDate.of(2017, 1, 25);

  private static final List<String> LANGUAGES = List.of("en", "fr", "es", "ru", "ar", "zh-Hans");
  private static final List<String> PIECES =
      List.of(
          "We serve",
          " ",
          "  ",
          "\n",
          "\t",
          "<script>alert(1)</script>",
          "]]>",
          "&amp;",
          "=1+1",
          "“enabled”",
          "\uD83D\uDE00",
          "\uD834\uDD1E",
          "\u202Eabc\u202C",
          "\u200F",
          "e\u0301",
          "\u2028",
          "\r",
          "信息社会",
          "مجتمع المعلومات");

  private final Random random;

  RandomPapers(Random random) {
    this.random = random;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T extends Enum<T>> T one(Class<T> of) {
    return of.getEnumConstants()[random.nextInt(of.getEnumConstants().length)];
  }

  private @Nullable String maybe(String value) {
    return random.nextBoolean() ? value : null;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(one(PIECES));
    }
    return text.toString();
  }

  private List<String> languages() {
    return LANGUAGES.subList(0, 1 + random.nextInt(LANGUAGES.size()));
  }

  private Map<String, String> texts(List<String> languages) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String language : languages) {
      if (random.nextInt(4) > 0) {
        texts.put(language, text());
      }
    }
    return texts;
  }

  private Map<String, String> headings(List<String> languages) {
    Map<String, String> headings = texts(languages);
    headings.values().removeIf(String::isEmpty);
    return headings;
  }

  private DraftPaper.Since since() {
    int revision = random.nextInt(40);
    return new DraftPaper.Since(
        revision,
        revision % 3 == 0 ? null : "CWG/(" + revision % 3 + ")",
        revision % 5 == 0 ? "CWG-SFP-2/6(Rev.2)" : null,
        OPENED.plusDays(revision));
  }

  private DraftPaper.Item item(int id, String number, int level, List<String> languages) {
    return new DraftPaper.Item(
        "goal/" + id,
        one(List.of("goal", "vision", "structural-part")),
        number,
        level,
        headings(languages),
        texts(languages),
        one(Status.class),
        one(Status.class),
        since());
  }

  /** Numbers a tree as it grows, depth first. */
  private static final class Numbers {
    private final List<Integer> path = new ArrayList<>();

    String next(int level) {
      while (path.size() > level) {
        path.removeLast();
      }
      if (path.size() < level) {
        path.add(0);
      }
      path.add(path.removeLast() + 1);
      return String.join(".", path.stream().map(String::valueOf).toList());
    }

    int depth() {
      return path.size();
    }
  }

  private DraftPaper draft(List<String> languages, List<DraftPaper.Item> items) {
    Instant known = Instant.parse("2018-02-01T12:00:00.5Z");
    return new DraftPaper(
        "itu/2020 (draft)".replace(" ", ""),
        texts(languages),
        OPENED,
        languages,
        "en",
        one(List.of("latest", "date:2017-09-12", "doc:CWG-SFP-2/6(Rev.2)")),
        42,
        random.nextBoolean() ? "2017-09-12" : known.toString(),
        known,
        items,
        random.nextBoolean()
            ? List.of()
            : List.of(
                new DraftPaper.Framework(
                    "goals",
                    texts(languages),
                    one(Status.class),
                    one(Status.class),
                    List.of("goal/1", "goal/2"))));
  }

  DraftPaper draft() {
    List<String> languages = languages();
    List<DraftPaper.Item> items = new ArrayList<>();
    Numbers numbers = new Numbers();
    for (int i = random.nextInt(12); i > 0; i--) {
      int level = 1 + random.nextInt(numbers.depth() + 1);
      items.add(item(i, numbers.next(level), level, languages));
    }
    return draft(languages, items);
  }

  RedlinePaper redline() {
    List<String> languages = languages();
    List<RedlinePaper.Item> items = new ArrayList<>();
    Numbers before = new Numbers();
    Numbers after = new Numbers();
    for (int i = random.nextInt(8); i > 0; i--) {
      boolean was = random.nextInt(4) > 0;
      boolean is = !was || random.nextInt(4) > 0;
      int levelBefore = 1 + random.nextInt(before.depth() + 1);
      int levelAfter = 1 + random.nextInt(after.depth() + 1);
      DraftPaper.Item old = was ? item(i, before.next(levelBefore), levelBefore, languages) : null;
      DraftPaper.Item now = is ? item(i, after.next(levelAfter), levelAfter, languages) : null;
      items.add(
          new RedlinePaper.Item(
              old,
              now,
              words(languages, was, is, 1),
              words(languages, was, is, 0),
              random.nextBoolean()
                  ? List.of()
                  : List.of(
                      new RedlinePaper.Label(
                          RedlinePaper.Change.MOVED, "Moved from 1 to 2", reason()),
                      new RedlinePaper.Label(RedlinePaper.Change.REWORDED, "Edited (en)", null))));
    }
    return new RedlinePaper(draft(languages, List.of()), draft(languages, List.of()), items);
  }

  private List<Words> words(List<String> languages, boolean was, boolean is, int least) {
    List<Words> all = new ArrayList<>();
    for (String language : languages) {
      List<Run> runs = runs(was, is);
      if (runs.size() >= least && random.nextInt(4) > 0) {
        all.add(new Words(language, runs));
      }
    }
    return all;
  }

  private List<Run> runs(boolean was, boolean is) {
    List<Run> runs = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      String text = text();
      Op op = was && is ? one(Op.class) : is ? Op.INSERT : Op.DELETE;
      if (!text.isEmpty()) {
        runs.add(new Run(op, text, op == Op.EQUAL ? null : reason()));
      }
    }
    return runs;
  }

  private @Nullable Reason reason() {
    int revision = 100 + random.nextInt(4);
    return revision == 100
        ? null
        : new Reason(
            revision,
            "ProvisionallyAgreed",
            maybe("A-1"),
            maybe("Ruritania & Co. <b>"),
            maybe("CWG-SFP-2/10"),
            revision == 101 ? null : "CWG-SFP-2",
            maybe("4.1"),
            maybe("6.2"),
            OPENED.plusDays(revision),
            Instant.parse("2017-09-13T08:00:00Z"));
  }

  AmendmentPaper amendment(int number) {
    AmendmentPaper.Change change = one(AmendmentPaper.Change.class);
    List<String> languages = languages();
    boolean was = change != AmendmentPaper.Change.INSERT;
    boolean is = change != AmendmentPaper.Change.REMOVE;
    List<Words> headings = new ArrayList<>();
    List<Words> texts = new ArrayList<>();
    if (change != AmendmentPaper.Change.MOVE) {
      headings.addAll(words(languages, was, is, 1));
      texts.addAll(words(languages, was, is, 0));
      if (headings.isEmpty() && texts.isEmpty()) {
        texts.add(new Words("en", List.of(new Run(is ? Op.INSERT : Op.DELETE, "Something", null))));
      }
    }
    Amendment.State state = one(Amendment.State.class);
    return new AmendmentPaper(
        "itu/2020",
        OPENED,
        "en",
        "A-" + number,
        "goal/" + random.nextInt(3),
        "goal",
        was ? "2.1" : null,
        change,
        12,
        Instant.parse("2017-08-01T10:00:00Z"),
        one(List.of("Ruritania", "Delegate of <Ruritania> & Sons")),
        maybe("CWG-SFP-2/10(Rev.1)"),
        maybe("Because:\n" + text()),
        17,
        OPENED.plusDays(50),
        Instant.parse("2017-09-01T10:00:00.123Z"),
        state,
        state == Amendment.State.PENDING
            ? null
            : new AmendmentPaper.Outcome(
                30,
                state == Amendment.State.WITHDRAWN ? null : "CWG-SFP-2",
                maybe("4"),
                maybe("6.2"),
                OPENED.plusDays(200),
                Instant.parse("2017-09-13T08:00:00Z")),
        headings,
        texts,
        change == AmendmentPaper.Change.INSERT || change == AmendmentPaper.Change.MOVE
            ? place()
            : null);
  }

  private AmendmentPaper.Place place() {
    AmendmentPaper.Sibling parent =
        random.nextBoolean() ? null : new AmendmentPaper.Sibling("goals", maybe("2"));
    boolean last = random.nextBoolean();
    return new AmendmentPaper.Place(
        parent,
        last || random.nextBoolean() ? null : new AmendmentPaper.Sibling("goal/9", maybe("2.3")),
        last);
  }
}
