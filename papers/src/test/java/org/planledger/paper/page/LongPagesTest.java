package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planledger.paper.LongTexts;
import org.planledger.text.Redline.Op;

/** The longest texts are on pages as a whole, and on paper within its margins. */
class LongPagesTest {
  private static final double MILLIMETRE = 72 / 25.4;

  @ParameterizedTest
  @EnumSource
  void aDraftIsReadBack(LongTexts of) throws Exception {
    String html = PageProperties.text(HtmlPage::write, of.draft());
    of.requireWhole(of.text(), PageProperties.read(html, "vision", of.language(), Op.DELETE));
    String markdown = PageProperties.text(MarkdownPage::write, of.draft());
    assertThat(holds(markdown, MarkdownPage.escaped(of.text()))).isTrue();
    assertThat(holds(PageProperties.text(PlainText::write, of.draft()), of.text())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aRedlineHoldsBoth(LongTexts of) throws Exception {
    String html = PageProperties.text(HtmlPage::write, of.redline());
    of.requireWhole(of.text(), PageProperties.read(html, "vision", of.language(), Op.INSERT));
    of.requireWhole(of.next(), PageProperties.read(html, "vision", of.language(), Op.DELETE));
    assertThat(
            holds(
                PageProperties.text(MarkdownPage::write, of.redline()),
                "{--%s--}{++%s++}"
                    .formatted(MarkdownPage.escaped(of.text()), MarkdownPage.escaped(of.next()))))
        .isTrue();
    assertThat(
            holds(
                PageProperties.text(PlainText::write, of.redline()),
                "[-%s-]{+%s+}".formatted(of.text(), of.next())))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGLISH_WORDS", "CHINESE"})
  void aDraftIsOnPaperWithinItsMargins(LongTexts of) throws IOException {
    String onPaper = onPaper(PageProperties.bytes(PdfPage::write, of.draft()));
    assertThat(holds(onPaper, unspaced(of.text()))).as("%s", of).isTrue();
  }

  @Test
  void aRedlineOnPaperHoldsBothWithinItsMargins() throws IOException {
    LongTexts of = LongTexts.UNBROKEN_LETTERS;
    String onPaper = onPaper(PageProperties.bytes(PdfPage::write, of.redline()));
    assertThat(holds(onPaper, "[−%s−][+%s+]".formatted(of.text(), of.next()))).isTrue();
  }

  /** Each character stands there by its number, which takes eight times the place. */
  @Test
  void whatNoFontHasIsOnPaperByItsNumbers() throws IOException {
    String text = LongTexts.THAI.text().substring(0, LongTexts.LENGTH / 8);
    String onPaper =
        onPaper(
            PageProperties.bytes(PdfPage::write, PdfPageTest.draft(Map.of("th", List.of(text)))));
    LongTexts.THAI.requireWhole(
        text,
        Pattern.compile("\\[U\\+([0-9A-F]{4})]")
            .matcher(onPaper)
            .results()
            .collect(
                StringBuilder::new,
                (all, point) -> all.appendCodePoint(Integer.parseInt(point.group(1), 16)),
                StringBuilder::append)
            .toString());
  }

  private static boolean holds(String whole, String part) {
    return whole.contains(part);
  }

  private static String unspaced(String text) {
    return text.replaceAll("\\s", "");
  }

  /**
   * What stands on all pages above their numbers, line by line from left to right, without spaces
   * and numbers of notes; nothing may be in a margin.
   */
  private static String onPaper(byte[] file) throws IOException {
    Map<Long, List<TextPosition>> lines = new TreeMap<>();
    DoubleSummaryStatistics left = new DoubleSummaryStatistics();
    DoubleSummaryStatistics right = new DoubleSummaryStatistics();
    DoubleSummaryStatistics height = new DoubleSummaryStatistics();
    try (PDDocument document = Loader.loadPDF(file)) {
      PDRectangle sheet = document.getPage(0).getMediaBox();
      new PDFTextStripper() {
        @Override
        protected void processTextPosition(TextPosition at) {
          left.accept(at.getX());
          right.accept((double) at.getX() + at.getWidth());
          height.accept(at.getY());
          if (at.getY() < sheet.getHeight() - 20 * MILLIMETRE && at.getFontSizeInPt() > 7.5) {
            lines
                .computeIfAbsent(
                    getCurrentPageNo() * 10_000L + Math.round((double) at.getY()),
                    any -> new ArrayList<>())
                .add(at);
          }
        }
      }.getText(document);
      assertThat(left.getMin()).isGreaterThan(18 * MILLIMETRE);
      assertThat(right.getMax()).isLessThan(sheet.getWidth() - 18 * MILLIMETRE);
      assertThat(height.getMin()).isGreaterThan(20 * MILLIMETRE);
      assertThat(height.getMax()).isLessThan(sheet.getHeight() - 5 * MILLIMETRE);
    }
    return unspaced(
        lines.values().stream()
            .flatMap(line -> line.stream().sorted(Comparator.comparingDouble(TextPosition::getX)))
            .map(TextPosition::getUnicode)
            .collect(Collectors.joining()));
  }
}
