package org.planledger.paper.word;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** Papers to be written out. */
final class Samples {
  static final List<String> SIX = List.of("en", "fr", "es", "ru", "ar", "zh");
  static final Instant KNOWN = Instant.parse("2017-09-13T08:00:00.123Z");
  static final LocalDate DECIDED = LocalDate.of(2017, 9, 12);

  private Samples() {}

  /** A provision of the top level or below. */
  static DraftPaper.Item item(
      String id, String number, Map<String, String> heading, Map<String, String> text) {
    return new DraftPaper.Item(
        id,
        "goal",
        number,
        (int) number.chars().filter(c -> c == '.').count() + 1,
        heading,
        text,
        Status.PROVISIONALLY_AGREED,
        Status.DRAFTED,
        new DraftPaper.Since(7, "CWG-SFP-2", "CWG-SFP-2/10", DECIDED));
  }

  static DraftPaper draft(List<String> languages, List<DraftPaper.Item> items) {
    return new DraftPaper(
        "itu-2020",
        Map.of("en", "Strategic plan <2020–2023> & more"),
        LocalDate.of(2017, 1, 25),
        languages,
        "en",
        "latest",
        12,
        "2017-09-12",
        KNOWN,
        items,
        List.of(
            new DraftPaper.Framework(
                "goals",
                Map.of("en", "Goals"),
                Status.APPROVED,
                Status.PROVISIONALLY_AGREED,
                List.of("goal-1"))));
  }

  /** What a delegate is sent: a vision, and two goals, the first with two targets. */
  static DraftPaper english() {
    return draft(
        List.of("en"),
        List.of(
            item(
                "vision",
                "1",
                Map.of("en", "Vision"),
                Map.of("en", "An information society,\nempowered by\tthe interconnected world.")),
            item("goal-1", "2", Map.of("en", "Growth"), Map.of("en", "Enable access to telecoms.")),
            item("target-1", "2.1", Map.of(), Map.of("en", "In 2020, 55% of households online.")),
            item("target-2", "2.2", Map.of(), Map.of("en", "In 2023, 65% of households online.")),
            item("goal-2", "3", Map.of("en", "Inclusion"), Map.of("en", "Bridge the divide."))));
  }

  static DraftPaper inSixLanguages() {
    Map<String, String> vision = new TreeMap<>();
    vision.put("en", "An information society.\nSecond line.");
    vision.put("fr", "Une société de l’information «\u00a0ouverte\u00a0».");
    vision.put("es", "Una sociedad de la información.");
    vision.put("ru", "Информационное общество.");
    vision.put("ar", "مجتمع معلومات \u200f(2023)\u200e ITU.");
    vision.put("zh", "信息社会\t互联互通的世界 👩‍👩‍👧");
    return draft(
        SIX,
        List.of(
            item("vision", "1", Map.of("en", "Vision", "ar", "الرؤية"), vision),
            item("goal-1", "2", Map.of(), Map.of("en", "Growth.", "zh", "增长"))));
  }

  static RedlinePaper.Reason reason(String meeting, String amendment) {
    return new RedlinePaper.Reason(
        11,
        "ProvisionallyAgreed",
        amendment,
        "Brazil",
        "CWG-SFP-2/8",
        meeting,
        "6",
        "6.3",
        DECIDED,
        Instant.parse("2017-09-12T18:00:00Z"));
  }

  /** From an older draft to {@link #english}: reworded, brought in, taken out. */
  static RedlinePaper redline() {
    DraftPaper to = english();
    RedlinePaper.Reason reason = reason("CWG-SFP-2", "A-1");
    List<RedlinePaper.Item> items = new ArrayList<>();
    for (DraftPaper.Item item : to.items()) {
      switch (item.id()) {
        case "vision" -> {
          DraftPaper.Item before =
              item(
                  "vision",
                  "1",
                  Map.of("en", "Vision"),
                  Map.of("en", "A knowledge society,\nempowered by\tthe world."));
          items.add(
              new RedlinePaper.Item(
                  before,
                  item,
                  words("en", run(Op.EQUAL, "Vision", null)),
                  words(
                      "en",
                      run(Op.DELETE, "A knowledge", reason),
                      run(Op.INSERT, "An information", reason),
                      run(Op.EQUAL, " society,\nempowered by\tthe ", null),
                      run(Op.INSERT, "interconnected ", null),
                      run(Op.EQUAL, "world.", null)),
                  List.of()));
        }
        case "target-1" ->
            items.add(
                new RedlinePaper.Item(
                    null,
                    item,
                    List.of(),
                    words("en", run(Op.INSERT, item.text().get("en"), reason)),
                    labels(RedlinePaper.Change.ADDED, "added")));
        default ->
            items.add(
                new RedlinePaper.Item(
                    item,
                    item,
                    item.heading().isEmpty()
                        ? List.of()
                        : words("en", run(Op.EQUAL, item.heading().get("en"), null)),
                    words("en", run(Op.EQUAL, item.text().get("en"), null)),
                    List.of()));
      }
    }
    DraftPaper.Item old =
        item("goal-3", "4", Map.of("en", "Old"), Map.of("en", "No longer.\nReally."));
    items.add(
        new RedlinePaper.Item(
            old,
            null,
            words("en", run(Op.DELETE, "Old", reason)),
            words("en", run(Op.DELETE, "No longer.\nReally.", reason)),
            labels(RedlinePaper.Change.REMOVED, "removed")));
    return redline(to, items);
  }

  private static RedlinePaper redline(DraftPaper to, List<RedlinePaper.Item> items) {
    DraftPaper from =
        new DraftPaper(
            to.plan(),
            to.title(),
            to.opened(),
            to.languages(),
            "en",
            "rev:4",
            4,
            "2017-05-01",
            KNOWN,
            items.stream()
                .map(RedlinePaper.Item::before)
                .filter(java.util.Objects::nonNull)
                .toList(),
            List.of());
    return new RedlinePaper(from, to, items);
  }

  /** From an older draft to {@link #inSixLanguages}: the vision began otherwise in each. */
  static RedlinePaper redlineInSixLanguages() {
    Map<String, String> was =
        Map.of(
            "en", "One", "fr", "Cette", "es", "Esta", "ru", "Глобальное", "ar", "عالم", "zh", "知识");
    DraftPaper to = inSixLanguages();
    DraftPaper.Item vision = to.items().getFirst();
    DraftPaper.Item goal = to.items().getLast();
    RedlinePaper.Reason reason = reason("CWG-SFP-2", "A-1");
    Map<String, String> before = new TreeMap<>();
    List<RedlinePaper.Words> texts = new ArrayList<>();
    for (String lang : SIX) {
      String text = vision.text().get(lang);
      int begun = lang.equals("zh") ? 2 : text.indexOf(' ');
      before.put(lang, was.get(lang) + text.substring(begun));
      texts.addAll(
          words(
              lang,
              run(Op.DELETE, was.get(lang), reason),
              run(Op.INSERT, text.substring(0, begun), reason),
              run(Op.EQUAL, text.substring(begun), null)));
    }
    return redline(
        to,
        List.of(
            new RedlinePaper.Item(
                item("vision", "1", vision.heading(), before),
                vision,
                unchanged(vision.heading()),
                texts,
                List.of()),
            new RedlinePaper.Item(goal, goal, List.of(), unchanged(goal.text()), List.of())));
  }

  private static List<RedlinePaper.Words> unchanged(Map<String, String> texts) {
    return SIX.stream()
        .filter(texts::containsKey)
        .flatMap(lang -> words(lang, run(Op.EQUAL, texts.get(lang), null)).stream())
        .toList();
  }

  /** What looks like markup, fields and formulas, and turns the direction of writing. */
  static DraftPaper strange() {
    return draft(
        List.of("en", "ar"),
        List.of(
            item(
                "goal-1",
                "1",
                Map.of("en", "<script>alert('1')</script> & ]]>"),
                Map.of(
                    "en",
                    "=HYPERLINK(\"http://a.example\",\"b\")\n{ DDEAUTO cmd } «+1+1» @SUM(1)"
                        + "\n\u202ereversed\u202c and \u2067isolated\u2069, 👩‍👩‍👧 🇨🇭.",
                    "ar",
                    "نمو الشبكة \u200f(2023)\u200e =1+1"))));
  }

  static List<RedlinePaper.Label> labels(RedlinePaper.Change change, String said) {
    return List.of(new RedlinePaper.Label(change, said, null));
  }

  static List<RedlinePaper.Words> words(String lang, RedlinePaper.Run... runs) {
    return List.of(new RedlinePaper.Words(lang, List.of(runs)));
  }

  static RedlinePaper.Run run(Op op, String text, RedlinePaper.Reason reason) {
    return new RedlinePaper.Run(op, text, reason);
  }

  static byte[] written(DraftPaper paper) {
    return written(out -> WordDocument.write(paper, out));
  }

  static byte[] written(RedlinePaper paper) {
    return written(out -> WordDocument.write(paper, out));
  }

  static byte[] written(MeetingPaper paper) {
    return written(out -> WordDocument.write(paper, out));
  }

  private interface Writing {
    void to(ByteArrayOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }
}
