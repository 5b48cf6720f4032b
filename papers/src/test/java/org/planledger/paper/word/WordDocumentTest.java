package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.LongTexts;
import org.planledger.paper.RedlinePaper;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class WordDocumentTest {

  @Test
  void aDraftHasHeadingsByLevelNumbersAndStatuses() {
    Document document = Docx.of(Samples.written(Samples.english())).document();
    assertThat(Docx.all(document, "p").stream().map(WordDocumentTest::line))
        .contains(
            "Title: Strategic plan <2020–2023> & more",
            "Heading1: 1\tVision",
            "ProvisionStatus: goal: provisionally agreed, which counts as drafted since 2017-09-12,"
                + " CWG-SFP-2, from CWG-SFP-2/10",
            "ProvisionText: An information society,\nempowered by\tthe interconnected world.",
            "Heading2: 2.1\tgoal",
            "PlanledgerNote: Framework: Goals",
            "ProvisionStatus: approved, which counts as provisionally agreed: goal-1");
    assertThat(Docx.all(document, "ins")).isEmpty();
    assertThat(Docx.of(Samples.written(Samples.english())).part("word/settings.xml"))
        .contains("<w:trackRevisions/>");
  }

  private static String line(Element paragraph) {
    StringBuilder line = new StringBuilder();
    line.append(Docx.value(Docx.all(paragraph, "pStyle").getFirst(), "val")).append(": ");
    for (Element run : Docx.all(paragraph, "r")) {
      for (var node = run.getFirstChild(); node != null; node = node.getNextSibling()) {
        switch (node.getLocalName()) {
          case "t" -> line.append(node.getTextContent());
          case "tab" -> line.append('\t');
          case "br" -> line.append('\n');
          default -> {
            // How it looks.
          }
        }
      }
    }
    return line.toString();
  }

  @ParameterizedTest
  @EnumSource
  void theLongestTextsComeBackAlsoWhenTheyAreReplaced(LongTexts of) {
    Document draft = Docx.of(Samples.written(of.draft())).document();
    of.requireWhole(of.text(), Resolved.texts(draft, true).get("t0_vision"));
    Document redline = Docx.of(Samples.written(of.redline())).document();
    of.requireWhole(of.text(), Resolved.texts(redline, false).get("t0_vision"));
    of.requireWhole(of.next(), Resolved.texts(redline, true).get("t0_vision"));
  }

  @Test
  void severalLanguagesStandSideBySideEachInItsOwnWay() {
    Document document = Docx.of(Samples.written(Samples.inSixLanguages())).document();
    List<Element> tables = Docx.all(document, "tbl");
    assertThat(tables).hasSize(3);
    assertThat(tables).allSatisfy(table -> assertThat(Docx.all(table, "tc")).hasSize(6));
    Element arabic = Docx.paragraph(document, "t4_vision");
    assertThat(Docx.all(arabic, "bidi")).hasSize(1);
    assertThat(Docx.all(arabic, "rtl")).hasSize(1);
    assertThat(Docx.value(Docx.all(arabic, "lang").getFirst(), "bidi")).isEqualTo("ar");
    Element chinese = Docx.paragraph(document, "t5_vision");
    assertThat(Docx.all(chinese, "bidi")).isEmpty();
    assertThat(Docx.value(Docx.all(chinese, "lang").getFirst(), "eastAsia")).isEqualTo("zh-CN");
    assertThat(Docx.value(Docx.all(chinese, "rFonts").getFirst(), "hint")).isEqualTo("eastAsia");
  }

  @Test
  void aRedlineNamesMeetingsDaysAndWhereDecisionsAreFound() {
    Docx docx = Docx.of(Samples.written(Samples.redline()));
    Document document = docx.document();
    Element insertion = Docx.all(Docx.paragraph(document, "t0_vision"), "ins").getFirst();
    assertThat(Docx.value(insertion, "author")).isEqualTo("CWG-SFP-2");
    assertThat(Docx.value(insertion, "date")).isEqualTo("2017-09-12T00:00:00Z");
    assertThat(Docx.all(Docx.paragraph(document, "t0_vision"), "ins").getLast())
        .satisfies(unknown -> assertThat(Docx.value(unknown, "author")).isEqualTo("Planledger"));
    Document comments = Docx.parsed(docx.part("word/comments.xml"));
    assertThat(Docx.all(comments, "comment").getFirst().getTextContent())
        .isEqualTo(
            "ProvisionallyAgreed, amendment A-1, of Brazil, document CWG-SFP-2/8, meeting"
                + " CWG-SFP-2, agenda item 6, paragraph 6.3, decided on 2017-09-12, revision 11,"
                + " recorded at 2017-09-12T18:00:00Z.");
    assertThat(Docx.all(comments, "comment").stream().map(Element::getTextContent))
        .contains("added.", "removed.");
    assertThat(docx.part("customXml/item1.xml"))
        .contains("plan=\"itu-2020\"", "<from point=\"rev:4\" revision=\"4\"", "revision=\"12\"");
  }

  @Test
  void aStatusAndAPlaceSayWhereTheyWereDecided() {
    DraftPaper.Item item = Samples.english().items().getFirst();
    RedlinePaper.Reason agreed = Samples.reason("CWG-SFP-3", null);
    Docx docx =
        Docx.of(
            Samples.written(
                new RedlinePaper(
                    Samples.draft(List.of("en"), List.of(item)),
                    Samples.draft(List.of("en"), List.of(item)),
                    List.of(
                        new RedlinePaper.Item(
                            item,
                            item,
                            List.of(),
                            List.of(),
                            List.of(
                                new RedlinePaper.Label(
                                    RedlinePaper.Change.REWORDED, "Edited (en)", null),
                                new RedlinePaper.Label(
                                    RedlinePaper.Change.STATUS,
                                    "Status: approved, was drafted",
                                    agreed),
                                new RedlinePaper.Label(
                                    RedlinePaper.Change.MOVED, "Moved from 2 to 1", agreed)))))));
    Element comment = Docx.all(Docx.parsed(docx.part("word/comments.xml")), "comment").getFirst();
    String where =
        "ProvisionallyAgreed, of Brazil, document CWG-SFP-2/8, meeting CWG-SFP-3, agenda item 6,"
            + " paragraph 6.3, decided on 2017-09-12, revision 11, recorded at"
            + " 2017-09-12T18:00:00Z.";
    assertThat(comment.getTextContent())
        .isEqualTo(
            "Edited (en). Status: approved, was drafted. %s Moved from 2 to 1. %s"
                .formatted(where, where));
    assertThat(Docx.value(comment, "author")).isEqualTo("CWG-SFP-3");
    assertThat(Docx.all(docx.document(), "commentReference")).hasSize(1);
  }

  /** A paragraph whose mark is deleted joins the next: all of its own has to be deleted too. */
  @Test
  void ofAProvisionThatIsGoneNothingIsLeftOnceThatIsAccepted() {
    Document document = Docx.of(Samples.written(Samples.redline())).document();
    List<String> left = new ArrayList<>();
    for (Element paragraph : Docx.all(document, "p")) {
      boolean removed =
          Docx.all(paragraph, "pPr").stream()
              .anyMatch(properties -> !Docx.all(properties, "del").isEmpty());
      if (removed) {
        Docx.all(paragraph, "r").stream()
            .filter(run -> !((Element) run.getParentNode()).getLocalName().equals("del"))
            .map(Element::getTextContent)
            .forEach(left::add);
      }
    }
    assertThat(left).isEmpty();
  }

  @Test
  void theSamePaperGivesTheSameBytesInAnyZone() {
    byte[] here = Samples.written(Samples.redline());
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      assertThat(Samples.written(Samples.redline())).isEqualTo(here);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void idsOfAnyLengthAndLetterCaseAreBookmarksThatWordTellsApart() throws Exception {
    List<String> ids =
        List.of("Goal/1", "goal/1", "x".repeat(120), "x".repeat(119) + "y", "-._()/", "__");
    DraftPaper paper =
        Samples.draft(
            List.of("en"),
            ids.stream()
                .map(id -> Samples.item(id, "1", Map.of(), Map.of("en", "Text of " + id)))
                .toList());
    byte[] written = Samples.written(paper);
    List<String> names =
        Docx.all(Docx.of(written).document(), "bookmarkStart").stream()
            .map(start -> Docx.value(start, "name"))
            .toList();
    assertThat(names).allSatisfy(name -> assertThat(name).matches("[a-z][A-Za-z0-9_]{1,39}"));
    assertThat(names.stream().map(name -> name.toLowerCase(java.util.Locale.ROOT)))
        .doesNotHaveDuplicates();
    assertThat(WordAmendments.read(written).asked()).isEmpty();
  }

  @Test
  void anEmptyPlanAndALongTextAreDocumentsToo() throws Exception {
    byte[] empty = Samples.written(Samples.draft(List.of("en"), List.of()));
    assertThat(WordAmendments.read(empty).asked()).isEmpty();
    String longest = "x".repeat(50_000) + "\n" + "计".repeat(49_999);
    byte[] full =
        Samples.written(
            Samples.draft(
                List.of("en"), List.of(Samples.item("v", "1", Map.of(), Map.of("en", longest)))));
    assertThat(Resolved.texts(Docx.of(full).document(), true)).containsEntry("t0_v", longest);
    assertThat(WordAmendments.read(full).asked()).isEmpty();
  }
}
