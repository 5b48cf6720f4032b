package org.planledger.paper.page;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** Papers with whatever may stand in a text. */
final class RandomPapers {
  static final List<String> PIECES =
      List.of(
          "growth ",
          "<script>alert(1)</script>",
          "a & b &amp; &#9;",
          "\"quoted\" 'so' `code`",
          "=SUM(A1:A9)",
          "{++brought++} {--gone--} {+x+} [-y-] [^1]",
          "# heading #",
          "1. one",
          "\n- item\n+ item\n",
          "\n\n    code\n",
          "---\n===",
          "\ttab",
          "  two  spaces  ",
          "\\*not\\* **bold** _it_ ~~no~~ ^ $x$ | a | b |",
          "http://example.org www.example.org me@example.org :smile:",
          "![image](x) [link](y)",
          "<br>",
          "]]>",
          "é\u0301\u00a0\u2028",
          "人民，我们。",
          "نمو \u202eمستدام\u202c 123",
          "\u2066isolate\u2069 \u200f\u061c",
          "👩‍🌾🧿🇨🇭",
          "𠮷𝒳",
          "\u007f");

  private static final List<String> LANGUAGES = List.of("en", "ar", "zh", "fr", "ru", "es");

  private final Random random;

  RandomPapers(long seed) {
    this.random = new Random(seed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(one(PIECES));
    }
    return text.toString();
  }

  DraftPaper draft() {
    return redline().to();
  }

  RedlinePaper redline() {
    return redline(LANGUAGES.subList(0, 1 + random.nextInt(LANGUAGES.size())));
  }

  RedlinePaper redline(List<String> languages) {
    List<RedlinePaper.Item> items = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      items.add(item("p/" + i, String.valueOf(i + 1), languages));
    }
    return new RedlinePaper(
        draft(
            languages,
            "rev:3",
            items.stream().map(RedlinePaper.Item::before).filter(item -> item != null).toList()),
        draft(
            languages,
            "latest",
            items.stream().map(RedlinePaper.Item::after).filter(item -> item != null).toList()),
        items);
  }

  private DraftPaper draft(List<String> languages, String point, List<DraftPaper.Item> items) {
    return new DraftPaper(
        "plan<1>",
        Map.of("en", "Plan <b> & \"co\"", "ar", "خطة"),
        LocalDate.of(2017, 1, 25),
        languages,
        "en",
        point,
        7,
        "2018-01-02T08:00:00Z",
        Instant.parse("2018-01-02T08:00:00Z"),
        items,
        items.isEmpty()
            ? List.of()
            : List.of(
                new DraftPaper.Framework(
                    "f",
                    Map.of("en", "<Framework>"),
                    Status.APPROVED,
                    Status.PROVISIONALLY_AGREED,
                    List.of(items.getFirst().id(), "gone"))));
  }

  private RedlinePaper.Item item(String id, String number, List<String> languages) {
    int fate = random.nextInt(5);
    boolean added = fate == 0;
    boolean removed = fate == 1;
    List<RedlinePaper.Words> headings = new ArrayList<>();
    List<RedlinePaper.Words> texts = new ArrayList<>();
    for (String language : languages) {
      if (random.nextBoolean()) {
        headings.add(new RedlinePaper.Words(language, runs(added, removed)));
      }
      if (random.nextInt(4) > 0) {
        texts.add(new RedlinePaper.Words(language, runs(added, removed)));
      }
    }
    boolean marked =
        added
            || removed
            || java.util.stream.Stream.concat(headings.stream(), texts.stream())
                .flatMap(words -> words.runs().stream())
                .anyMatch(run -> run.op() != Op.EQUAL);
    return new RedlinePaper.Item(
        added ? null : item(id, number, headings, texts, Op.INSERT),
        removed ? null : item(id, number, headings, texts, Op.DELETE),
        headings,
        texts,
        marked
            ? List.of(
                added
                    ? new RedlinePaper.Label(RedlinePaper.Change.ADDED, "Added", reason())
                    : removed
                        ? new RedlinePaper.Label(RedlinePaper.Change.REMOVED, "Removed", reason())
                        : new RedlinePaper.Label(RedlinePaper.Change.REWORDED, "Edited", reason()))
            : List.of());
  }

  private List<RedlinePaper.Run> runs(boolean added, boolean removed) {
    if (added || removed) {
      return List.of(new RedlinePaper.Run(added ? Op.INSERT : Op.DELETE, text(), reason()));
    }
    List<RedlinePaper.Run> runs = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      Op op = one(List.of(Op.values()));
      runs.add(new RedlinePaper.Run(op, text(), op == Op.EQUAL ? null : reason()));
    }
    return runs;
  }

  private RedlinePaper.Reason reason() {
    if (random.nextInt(4) == 0) {
      return null;
    }
    long revision = 4L + random.nextInt(3);
    return new RedlinePaper.Reason(
        revision,
        "ProvisionallyAgreed",
        "A-" + revision,
        "Ruritania & <sons>",
        "M/1",
        "M",
        "1",
        "1.1",
        LocalDate.parse("2017-09-12"),
        Instant.parse("2018-01-02T08:00:00Z"));
  }

  private static DraftPaper.Item item(
      String id,
      String number,
      List<RedlinePaper.Words> headings,
      List<RedlinePaper.Words> texts,
      Op but) {
    return new DraftPaper.Item(
        id,
        "goal",
        number,
        1,
        without(headings, but),
        without(texts, but),
        Status.APPROVED,
        Status.PROVISIONALLY_AGREED,
        new DraftPaper.Since(3, "M", "M/1", LocalDate.parse("2017-09-12")));
  }

  /** One side of a redline, by language. */
  static Map<String, String> without(List<RedlinePaper.Words> all, Op but) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (RedlinePaper.Words words : all) {
      texts.put(
          words.lang(),
          words.runs().stream()
              .filter(run -> run.op() != but)
              .map(RedlinePaper.Run::text)
              .collect(Collectors.joining()));
    }
    return texts;
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
