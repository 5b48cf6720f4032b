package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.paper.page.PageProperties.bytes;
import static org.planledger.paper.page.PageProperties.text;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.MeetingPapers;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Whatever a meeting said is read as nothing but what it said. */
class MeetingPageProperties {

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void nothingSaidIsTakenForMarkup(@ForAll long seed) throws Exception {
    String said = new RandomPapers(seed).text();
    MeetingPaper paper = MeetingPapers.saying(said);
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text(HtmlPage::write, paper))));
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("tr").getLength()).isEqualTo(3);
    assertThat(page.getDocumentElement().getTextContent()).contains(said, "[+%s+]".formatted(said));
    String escaped = MarkdownPage.escaped(said);
    assertThat(text(MarkdownPage::write, paper).split("\n\n"))
        .contains("**3.1** " + escaped, "**A-1** {++%s++}".formatted(escaped))
        .contains("> **fr** {--%s--}".formatted(escaped));
    assertThat(text(PlainText::write, paper))
        .contains("3.1  " + said, "Proposed: A-1  {+%s+}".formatted(said));
  }

  @Example
  void equalPapersGiveTheSameBytes() {
    MeetingPaper one = MeetingPapers.saying("We agreed. 我们。");
    MeetingPaper other = MeetingPapers.saying("We agreed. 我们。");
    List<PageProperties.Writing<MeetingPaper>> all =
        List.of(HtmlPage::write, MarkdownPage::write, PlainText::write, PdfPage::write);
    all.forEach(writing -> assertThat(bytes(writing, one)).isEqualTo(bytes(writing, other)));
  }

  @Example
  void aFileSaysWhatThePageSays() throws Exception {
    try (PDDocument file = Loader.loadPDF(bytes(PdfPage::write, MeetingPapers.saying("Growth.")))) {
      assertThat(file.getDocumentInformation().getTitle()).isEqualTo("Draft report of a meeting");
      assertThat(new PDFTextStripper().getText(file).replaceAll("\\s+", " "))
          .contains(
              "Draft report of a meeting",
              "All outcomes are preliminary.",
              "3 The plan / Le plan",
              "3.1 Growth.",
              "fr [−Growth.−]",
              "Text Proposed",
              "A-1 [+Growth.+]");
    }
  }
}
