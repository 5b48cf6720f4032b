package org.planledger.bench.papers;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** A plan of many provisions, of 60 words each, a tenth of which change in one word of ten. */
final class LongPapers {
  private static final String[] WORDS = {
    "the",
    "Union",
    "networks",
    "services",
    "and",
    "of",
    "members",
    "digital",
    "growth",
    "all",
    "access",
    "by",
    "affordable",
    "standards",
    "spectrum",
    "development",
    "to",
    "share",
    "people",
    "connected",
    "resilient",
    "partnership",
    "in",
    "sustainable",
    "innovation"
  };
  private static final int WORDS_A_TEXT = 60;
  private static final int ONE_IN = 10;
  private static final LocalDate ON = LocalDate.of(2017, 9, 12);
  private static final Instant KNOWN = Instant.parse("2017-09-13T08:00:00Z");

  private LongPapers() {}

  static DraftPaper draft(int provisions) {
    return redline(provisions).to();
  }

  static RedlinePaper redline(int provisions) {
    SplittableRandom random = new SplittableRandom(42);
    List<RedlinePaper.Item> items = new ArrayList<>(provisions);
    for (int i = 0; i < provisions; i++) {
      items.add(item(i, random));
    }
    return new RedlinePaper(
        draft("rev:1", items.stream().map(RedlinePaper.Item::before).toList()),
        draft("latest", items.stream().map(RedlinePaper.Item::after).toList()),
        items);
  }

  private static RedlinePaper.Item item(int i, SplittableRandom random) {
    int level = i % 100 == 0 ? 1 : i % 10 == 0 ? 2 : 3;
    String number =
        String.valueOf(1 + i / 100)
            + (level > 1 ? "." + (1 + i / 10 % 10) : "")
            + (level > 2 ? "." + i % 10 : "");
    boolean changed = random.nextInt(ONE_IN) == 0;
    List<RedlinePaper.Run> runs = new ArrayList<>();
    StringBuilder same = new StringBuilder();
    for (int word = 0; word < WORDS_A_TEXT; word++) {
      if (changed && random.nextInt(ONE_IN) == 0) {
        runs.add(new RedlinePaper.Run(Op.EQUAL, same + " ", null));
        same.setLength(0);
        runs.add(new RedlinePaper.Run(Op.DELETE, word(random), reason(i)));
        runs.add(new RedlinePaper.Run(Op.INSERT, word(random), reason(i)));
      }
      same.append(word == 0 ? "" : " ").append(word(random));
    }
    runs.add(new RedlinePaper.Run(Op.EQUAL, same + ".", null));
    String heading = level < 3 ? word(random) + " " + word(random) : "";
    return new RedlinePaper.Item(
        item(i, level, number, heading, runs, Op.INSERT),
        item(i, level, number, heading, runs, Op.DELETE),
        heading.isEmpty()
            ? List.of()
            : List.of(
                new RedlinePaper.Words(
                    "en", List.of(new RedlinePaper.Run(Op.EQUAL, heading, null)))),
        List.of(new RedlinePaper.Words("en", runs)),
        runs.size() > 1
            ? List.of(new RedlinePaper.Label(RedlinePaper.Change.REWORDED, "Edited (en)", null))
            : List.of());
  }

  private static DraftPaper.Item item(
      int i, int level, String number, String heading, List<RedlinePaper.Run> runs, Op but) {
    StringBuilder text = new StringBuilder();
    runs.stream().filter(run -> run.op() != but).forEach(run -> text.append(run.text()));
    return new DraftPaper.Item(
        "provision-" + i,
        "goal",
        number,
        level,
        heading.isEmpty() ? Map.of() : Map.of("en", heading),
        Map.of("en", text.toString()),
        Status.PROVISIONALLY_AGREED,
        Status.PROVISIONALLY_AGREED,
        new DraftPaper.Since(1 + i / 100, "M-" + i / 1000, "M/" + i / 100, ON));
  }

  private static String word(SplittableRandom random) {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private static RedlinePaper.Reason reason(int i) {
    return new RedlinePaper.Reason(
        i,
        "ProvisionallyAgreed",
        "A-" + i,
        "Ruritania",
        "M/" + i / 100,
        "M-" + i / 1000,
        "3",
        "3.1",
        ON,
        KNOWN);
  }

  private static DraftPaper draft(String point, List<DraftPaper.Item> items) {
    return new DraftPaper(
        "long",
        Map.of("en", "A long plan"),
        LocalDate.of(2017, 1, 25),
        List.of("en"),
        "en",
        point,
        items.size(),
        "2017-09-12",
        KNOWN,
        items,
        List.of());
  }
}
