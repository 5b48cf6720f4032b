package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Change;
import org.planledger.paper.RedlinePaper.Label;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/** The way from change to change on a page, and what is said of all of them ahead. */
class WalkTest {
  private static final Label ADDED = new Label(Change.ADDED, "Added", null);
  private static final Label REMOVED = new Label(Change.REMOVED, "Removed", null);
  private static final Label MOVED = new Label(Change.MOVED, "Moved from 3 to 4", null);
  private static final Label STATUS = new Label(Change.STATUS, "Status: agreed", null);
  private static final Label EDITED = new Label(Change.REWORDED, "Edited", null);

  private record Changed(List<Run> runs, List<Label> labels) {
    Changed(Op op, String text, Label... labels) {
      this(List.of(new Run(op, text, null)), List.of(labels));
    }
  }

  private static final Changed SAME = new Changed(Op.EQUAL, "As it was.");

  /** Provisions with the ids goal/1, goal/2 and so on; the same in each language. */
  private static RedlinePaper redline(List<String> languages, List<Changed> changes) {
    Map<String, List<String>> texts = new TreeMap<>();
    languages.forEach(language -> texts.put(language, changes.stream().map(c -> "x").toList()));
    DraftPaper.Item like = PdfPageTest.draft(texts).items().getFirst();
    List<RedlinePaper.Item> items = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      List<Label> labels = changes.get(i).labels();
      List<Words> said =
          languages.stream().map(language -> new Words(language, changes(changes, items))).toList();
      items.add(
          new RedlinePaper.Item(
              labels.contains(ADDED) ? null : item(like, i + 1, said, Op.INSERT),
              labels.contains(REMOVED) ? null : item(like, i + 1, said, Op.DELETE),
              List.of(),
              said,
              labels));
    }
    return new RedlinePaper(
        draft(languages, items.stream().map(RedlinePaper.Item::before)),
        draft(languages, items.stream().map(RedlinePaper.Item::after)),
        items);
  }

  private static List<Run> changes(List<Changed> changes, List<RedlinePaper.Item> before) {
    return changes.get(before.size()).runs();
  }

  private static DraftPaper.Item item(DraftPaper.Item like, int number, List<Words> said, Op but) {
    return new DraftPaper.Item(
        "goal/" + number,
        "goal",
        String.valueOf(number),
        1,
        Map.of(),
        RandomPapers.without(said, but),
        like.status(),
        like.effectiveStatus(),
        like.since());
  }

  private static DraftPaper draft(List<String> languages, Stream<DraftPaper.Item> items) {
    Map<String, List<String>> none = new java.util.LinkedHashMap<>();
    languages.forEach(language -> none.put(language, List.of()));
    DraftPaper empty = PdfPageTest.draft(none);
    return new DraftPaper(
        empty.plan(),
        empty.title(),
        empty.opened(),
        languages,
        "en",
        empty.point(),
        empty.revision(),
        empty.asOf(),
        empty.knownAt(),
        items.filter(Objects::nonNull).toList(),
        List.of());
  }

  private static RedlinePaper sample(List<String> languages) {
    return redline(
        languages,
        List.of(
            SAME,
            new Changed(Op.INSERT, "A new goal, of five.", ADDED),
            SAME,
            new Changed(
                List.of(
                    new Run(Op.EQUAL, "We ", null),
                    new Run(Op.DELETE, "serve", null),
                    new Run(Op.INSERT, "have always served", null),
                    new Run(Op.EQUAL, " all.", null)),
                List.of(MOVED, EDITED, STATUS)),
            new Changed(Op.EQUAL, "Elsewhere.", MOVED),
            new Changed(Op.DELETE, "No longer.", REMOVED)));
  }

  /** What each provision that changed leads to, by the words of the link. */
  private static Map<String, Map<String, String>> walks(String html) {
    Map<String, Map<String, String>> walks = new TreeMap<>();
    Pattern link = Pattern.compile("<a href=\"#([^\"]*)\">([^<]*)</a>");
    Pattern.compile("(?s)<(article|tr) id=\"([^\"]*)\".*?</\\1>")
        .matcher(html)
        .results()
        .filter(item -> item.group().contains("class=\"walk\""))
        .forEach(
            item -> {
              String nav = item.group().replaceFirst("(?s).*(<nav.*</nav>).*", "$1");
              Map<String, String> links = new TreeMap<>();
              link.matcher(nav).results().forEach(a -> links.put(a.group(2), a.group(1)));
              walks.put(item.group(2), links);
            });
    return walks;
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ar", "en,ar,zh"})
  void everyChangeLeadsToTheNextAndThePreviousOne(String languages) {
    String html = PageProperties.text(HtmlPage::write, sample(List.of(languages.split(",", -1))));
    assertThat(walks(html))
        .isEqualTo(
            Map.of(
                "goal/2",
                Map.of("Next change: 4 goal/4", "goal/4", "All changes", "page:changes"),
                "goal/4",
                Map.of(
                    "Next change: 5 goal/5",
                    "goal/5",
                    "Previous change: 2 goal/2",
                    "goal/2",
                    "All changes",
                    "page:changes"),
                "goal/5",
                Map.of(
                    "Next change: 6 goal/6",
                    "goal/6",
                    "Previous change: 4 goal/4",
                    "goal/4",
                    "All changes",
                    "page:changes"),
                "goal/6",
                Map.of("Previous change: 5 goal/5", "goal/5", "All changes", "page:changes")));
    assertThat(html)
        .contains(
            "<h2 id=\"page:changes\">",
            "<nav class=\"walk\" lang=\"en\" dir=\"ltr\" aria-label=\"From 4 goal/4\">",
            "<span>Change 2 of 4</span>");
  }

  @Test
  void everyLinkOfAPageLeadsToOnePlaceOnIt() {
    String html = PageProperties.text(HtmlPage::write, sample(List.of("en", "fr")));
    List<String> ids = found(html, " id=\"([^\"]*)\"");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).containsAll(found(html, "href=\"#([^\"]*)\""));
  }

  private static List<String> found(String html, String pattern) {
    return Pattern.compile(pattern)
        .matcher(html)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @Test
  void theSummaryCountsWhatIsMarkedAndLeadsToTheFirstOfEachKind() {
    String html = PageProperties.text(HtmlPage::write, sample(List.of("en")));
    assertThat(found(html, "<li>(<a href=\"[^\"]*\">[0-9]+ [a-z ]*</a>|[0-9]+ [a-z ]*)</li>"))
        .containsExactly(
            "<a href=\"#goal/2\">8 words added</a>",
            "<a href=\"#goal/4\">3 words removed</a>",
            "<a href=\"#goal/2\">1 provision added</a>",
            "<a href=\"#goal/6\">1 provision removed</a>",
            "<a href=\"#goal/4\">2 provisions moved</a>",
            "<a href=\"#goal/4\">1 provision reworded</a>",
            "<a href=\"#goal/4\">1 provision with another status</a>");
    String sentence =
        "4 provisions changed: 8 words added, 3 words removed, 1 provision added, 1 provision"
            + " removed, 2 provisions moved, 1 provision reworded, 1 provision with another"
            + " status.";
    assertThat(PageProperties.text(PlainText::write, sample(List.of("en")))).contains(sentence);
    assertThat(PageProperties.text(MarkdownPage::write, sample(List.of("en")))).contains(sentence);
  }

  @Test
  void wordsAreCountedByLanguageAndWhatDidNotHappenIsNoLink() {
    RedlinePaper paper =
        redline(List.of("en", "zh"), List.of(new Changed(Op.INSERT, "面向全体人民的信息社会。", EDITED)));
    assertThat(PageProperties.text(HtmlPage::write, paper))
        .contains(
            "1 provision changed:",
            "<li><a href=\"#goal/1\">6 words added (zh)</a></li>",
            "<li>0 words removed (zh)</li>",
            "<li>0 provisions moved</li>");
  }

  @Test
  void whereNothingChangedThereIsNoWayToWalk() {
    assertThat(PageProperties.text(HtmlPage::write, redline(List.of("en"), List.of(SAME))))
        .contains("Nothing changed between the two.")
        .doesNotContain("<nav", "page:changes", "class=\"summary\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ar,en"})
  void printHasTheSummaryAndNotTheWay(String languages) throws Exception {
    byte[] file = PageProperties.bytes(PdfPage::write, sample(List.of(languages.split(",", -1))));
    try (PDDocument document = Loader.loadPDF(file)) {
      assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
          .contains("4 provisions changed", "8 words added", "1 provision with another status")
          .doesNotContain("Next change", "Previous change", "All changes", "Change 1 of");
    }
  }

  @Test
  void aPageGrowsAsItsChangesDo() {
    int small = page(300).length();
    assertThat(page(3_000)).hasSizeLessThan(11 * small);
    assertThat(walks(page(3_000))).hasSize(3_000);
  }

  private static String page(int changes) {
    return PageProperties.text(
        HtmlPage::write,
        redline(
            List.of("en"),
            Stream.generate(() -> new Changed(Op.INSERT, "New.", ADDED)).limit(changes).toList()));
  }
}
