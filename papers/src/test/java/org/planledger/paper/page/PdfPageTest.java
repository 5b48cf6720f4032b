package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.fontbox.ttf.model.GsubData;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

class PdfPageTest {
  private static final Instant KNOWN = Instant.parse("2018-01-02T08:00:00Z");

  /** An agreement at a meeting. */
  static final RedlinePaper.Reason AGREED =
      new RedlinePaper.Reason(
          7,
          "ProvisionallyAgreed",
          "A-1",
          "Ruritania",
          "CWG-SFP-2/8",
          "CWG-SFP-2",
          "3",
          "3.1",
          LocalDate.parse("2017-09-12"),
          KNOWN);

  static DraftPaper draft(Map<String, List<String>> texts) {
    List<DraftPaper.Item> items = new ArrayList<>();
    int count = texts.values().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < count; i++) {
      Map<String, String> text = new LinkedHashMap<>();
      for (String language : texts.keySet()) {
        if (i < texts.get(language).size()) {
          text.put(language, texts.get(language).get(i));
        }
      }
      items.add(
          new DraftPaper.Item(
              "goal-" + (i + 1),
              "goal",
              String.valueOf(i + 1),
              1,
              Map.of(),
              text,
              Status.APPROVED,
              Status.PROVISIONALLY_AGREED,
              new DraftPaper.Since(3, "CWG-SFP-2", "CWG-SFP-2/8", LocalDate.parse("2017-09-12"))));
    }
    return new DraftPaper(
        "itu-2020",
        Map.of("en", "Strategic plan", "ar", "الخطة الاستراتيجية", "zh", "战略规划"),
        LocalDate.of(2017, 1, 25),
        List.copyOf(texts.keySet()),
        "en",
        "rev:7",
        7,
        "2018-01-02T08:00:00Z",
        KNOWN,
        items,
        List.of());
  }

  private static Map<String, List<String>> languages(String... textsByLanguage) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (int i = 0; i < textsByLanguage.length; i += 2) {
      texts.put(textsByLanguage[i], List.of(textsByLanguage[i + 1]));
    }
    return texts;
  }

  @Test
  void everyFontIsEmbeddedAsFarAsItIsUsed() throws IOException {
    DraftPaper paper =
        draft(
            languages(
                "en", "An information society 🧿 for all.",
                "ar", "مجتمع المعلومات للجميع 2020",
                "zh", "面向全体人民的信息社会。"));
    byte[] file = PageProperties.bytes(PdfPage::write, paper);
    assertThat(file.length).isLessThan(200_000);
    try (PDDocument document = Loader.loadPDF(file)) {
      TreeSet<String> names = new TreeSet<>();
      for (PDPage page : document.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          PDFont font = page.getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
          assertThat(font.getName()).matches("[A-Z]{6}\\+Noto.*");
          names.add(font.getName().substring(7));
        }
      }
      assertThat(names)
          .containsExactly(
              "NotoEmoji-Regular",
              "NotoNaskhArabic-Regular",
              "NotoSans-Bold",
              "NotoSans-Regular",
              "NotoSansSC-Regular");
    }
    assertThat(text(draft(languages("en", "An information society 🧿 for all."))))
        .contains("An information society 🧿 for all.");
    assertThat(text(draft(languages("zh", "面向全体人民的信息社会。")))).contains("面向全体人民的信息社会。");
  }

  @Test
  void aFileSaysWhatItIsOfAndNothingOfWhenItWasWritten() throws IOException {
    byte[] file = PageProperties.bytes(PdfPage::write, draft(languages("en", "One.")));
    try (PDDocument document = Loader.loadPDF(file)) {
      assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Strategic plan: rev:7");
      assertThat(document.getDocumentInformation().getCreationDate().toInstant()).isEqualTo(KNOWN);
      assertThat(new PDFTextStripper().getText(document))
          .contains("approved, counts as provisionally agreed since 2017-09-12", "1 / 1");
    }
  }

  @Test
  void whatNoFontHasIsWrittenAsItsCodePoint() throws IOException {
    assertThat(text(draft(languages("en", "Runes \u16a0, a house \ud83c\udfe0\ufe0f."))))
        .contains("Runes [U+16A0], a house")
        .doesNotContain("FE0F");
  }

  /** PDFBox would try them on each run of any text. */
  @Test
  void aFontHasItsRulesOfDevanagariWhereThatIsShown() throws IOException {
    assertThat(hasRules("Growth, \u0440\u043e\u0441\u0442")).isFalse();
    assertThat(hasRules("Growth, \u0935\u0943\u0926\u094d\u0927\u093f")).isTrue();
  }

  private static boolean hasRules(String shown) throws IOException {
    BitSet characters = new BitSet();
    shown.codePoints().forEach(characters::set);
    boolean regular = hasRules(Font.LATIN.open(characters));
    assertThat(hasRules(Font.openBold(characters))).isEqualTo(regular);
    return regular;
  }

  private static boolean hasRules(InputStream file) throws IOException {
    try (TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
      return !font.getGsubData().equals(GsubData.NO_DATA_FOUND);
    }
  }

  @Test
  void anEmptyPlanIsWritten() throws IOException {
    assertThat(text(draft(Map.of("en", List.of())))).contains("The draft has no provisions.");
  }

  @Test
  void aRedlineIsMarkedInCharactersAndItsReasonsStandAtTheEnd() throws IOException {
    DraftPaper paper = draft(languages("en", "One."));
    RedlinePaper.Reason moved =
        new RedlinePaper.Reason(
            5,
            "ProvisionMoved",
            null,
            null,
            null,
            null,
            null,
            null,
            LocalDate.parse("2017-05-03"),
            KNOWN);
    RedlinePaper redline =
        new RedlinePaper(
            paper,
            paper,
            List.of(
                new RedlinePaper.Item(
                    paper.items().getFirst(),
                    paper.items().getFirst(),
                    List.of(),
                    List.of(
                        new RedlinePaper.Words(
                            "en",
                            List.of(
                                new RedlinePaper.Run(Op.EQUAL, "We serve ", null),
                                new RedlinePaper.Run(Op.DELETE, "all", AGREED),
                                new RedlinePaper.Run(Op.INSERT, "each", AGREED)))),
                    List.of(
                        new RedlinePaper.Label(RedlinePaper.Change.REWORDED, "Edited (en)", null),
                        new RedlinePaper.Label(
                            RedlinePaper.Change.MOVED, "Moved from 2 to 1", moved),
                        new RedlinePaper.Label(
                            RedlinePaper.Change.STATUS,
                            "Status: approved, was drafted",
                            AGREED)))));
    String said =
        "Provisionally agreed, meeting CWG-SFP-2, agenda item 3, paragraph 3.1, 2017-09-12";
    assertThat(text(PageProperties.bytes(PdfPage::write, redline)))
        .contains(
            "We serve [−all−][+each+][2]",
            "Moved from 2 to 1[1]",
            "Status: approved, was drafted[2]",
            "Provision moved, 2017-05-03, revision 5.",
            said);
    assertThat(PageProperties.text(PlainText::write, redline))
        .contains(
            "* Edited (en)\n* Moved from 2 to 1[1]\n* Status: approved, was drafted[2]\n",
            "We serve [-all-]{+each+}[2]",
            "[1] Provision moved, 2017-05-03, revision 5.\n[2] " + said);
    assertThat(PageProperties.text(MarkdownPage::write, redline))
        .contains("- Edited (en)\n- Moved from 2 to 1[^1]\n- Status: approved, was drafted[^2]\n")
        .contains("\n[^1]: Provision moved, ", "\n[^2]: Provisionally agreed, ");
    assertThat(PageProperties.text(HtmlPage::write, redline))
        .contains("<li>Edited (en)</li><li>Moved from 2 to 1<a class=\"note\" href=\"#why:1\"")
        .contains("<li id=\"why:1\">Provision moved, ", "goal-1</a>: Edited (en). Moved from");
  }

  private static String text(DraftPaper paper) throws IOException {
    return text(PageProperties.bytes(PdfPage::write, paper));
  }

  /** As it reads, without regard to lines. */
  private static String text(byte[] file) throws IOException {
    PDFTextStripper reader = new PDFTextStripper();
    reader.setSortByPosition(true);
    try (PDDocument document = Loader.loadPDF(file)) {
      return reader.getText(document).replaceAll("\\s+", " ");
    }
  }
}
