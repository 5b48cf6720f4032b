package org.planledger.paper.page;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import com.openhtmltopdf.bidi.support.ICUBidiSplitter;
import com.openhtmltopdf.bidi.support.ICUBreakers;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PDFCreationListener;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;

/**
 * A paper as PDF: its HTML page, set in fonts that are embedded as far as they are used. What none
 * of them has a character for is written as its code point, such as {@code [U+1F9FF]}. The date of
 * the file is the instant that the paper is known at.
 */
public final class PdfPage {
  private static final String STYLE = HtmlPage.resource("pdf.css");
  private static final int REGULAR = 400;
  private static final int BOLD = 700;

  static {
    // What it logs of its progress is of no use to anybody.
    XRLog.setLoggingEnabled(false);
  }

  private PdfPage() {}

  /** Writes a draft. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    write(Sheet.of(paper), paper.knownAt(), out);
  }

  /** Writes a redline. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(Sheet.of(paper), paper.to().knownAt(), out);
  }

  /** Writes the paper of a meeting. */
  public static void write(MeetingPaper paper, OutputStream out) throws IOException {
    Leaf leaf = Leaf.of(paper);
    write(style -> HtmlPage.of(leaf, style), false, false, paper.knownAt(), out);
  }

  private static void write(Sheet sheet, Instant date, OutputStream out) throws IOException {
    write(
        style -> HtmlPage.of(sheet, style),
        sheet.languages().size() > 2,
        sheet.language().dir().equals("rtl"),
        date,
        out);
  }

  /**
   * Writes a page.
   *
   * @param page in a style
   * @param wide whether it is landscape
   */
  private static void write(
      UnaryOperator<String> page, boolean wide, boolean rightToLeft, Instant date, OutputStream out)
      throws IOException {
    BitSet shown = shown(page.apply(""));
    BitSet characters = (BitSet) shown.clone();
    List<Font> fonts = new ArrayList<>();
    for (Font font : Font.values()) {
      if (font == Font.LATIN || characters.intersects(font.characters())) {
        fonts.add(font);
        characters.andNot(font.characters());
      }
    }
    PdfRendererBuilder builder = new PdfRendererBuilder();
    builder.useFastMode();
    builder.withHtmlContent(
        withoutThose(characters, page.apply(style(fonts, wide)))
            .replace("<ins>", "<ins><span>")
            .replace("</ins>", "</span></ins>"),
        null);
    builder.useExternalResourceAccessControl(
        (address, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
    for (Font font : fonts) {
      builder.useFont(() -> font.open(shown), font.family(), REGULAR, FontStyle.NORMAL, true);
    }
    builder.useFont(() -> Font.openBold(shown), Font.LATIN.family(), BOLD, FontStyle.NORMAL, true);
    builder.useUnicodeBidiSplitter(new ICUBidiSplitter.ICUBidiSplitterFactory());
    builder.useUnicodeBidiReorderer(new ICUBidiReorderer());
    builder.useUnicodeLineBreaker(new LineBreaks());
    // That of Java looks through all of the text first, for each line.
    builder.useUnicodeCharacterBreaker(new ICUBreakers.ICUCharacterBreaker(Locale.ROOT));
    builder.defaultTextDirection(rightToLeft ? TextDirection.RTL : TextDirection.LTR);
    builder.withProducer("Planledger");
    builder.toStream(out);
    try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
      renderer.setListener(
          new PDFCreationListener() {
            @Override
            public void preOpen(PdfBoxRenderer begun) {}

            @Override
            public void preWrite(PdfBoxRenderer begun, int pages) {}

            @Override
            public void onClose(PdfBoxRenderer finished) {
              finished
                  .getPdfDocument()
                  .getDocumentInformation()
                  .setCreationDate(GregorianCalendar.from(date.atZone(ZoneOffset.UTC)));
              // Without it, the identity of the file would depend on the clock.
              finished.getPdfDocument().setDocumentId(0L);
            }
          });
      renderer.createPDF();
    }
  }

  /**
   * The style of a page. A line stands under words as low as the lowest font of their element has
   * it, and those of Arabic script do so far below: hence the words in an element of their own.
   */
  private static String style(List<Font> fonts, boolean wide) {
    return fonts.stream()
            .map(font -> "'%s'".formatted(font.family()))
            .collect(Collectors.joining(", ", "body, ins span { font-family: ", "; }\n"))
        + "ins { font-family: '%s'; }\n".formatted(Font.LATIN.family())
        + STYLE
        + (wide ? "@page { size: A4 landscape; }\n" : "");
  }

  private static BitSet shown(String html) {
    BitSet shown = new BitSet();
    html.codePoints().filter(point -> !isInvisible(point)).forEach(shown::set);
    return shown;
  }

  /** What has no glyph in any font: white space, and what only says how others are shown. */
  private static boolean isInvisible(int point) {
    return Character.isWhitespace(point)
        || Character.isSpaceChar(point)
        || UCharacter.hasBinaryProperty(point, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }

  private static String withoutThose(BitSet missing, String html) {
    if (missing.isEmpty()) {
      return html;
    }
    StringBuilder all = new StringBuilder(html.length());
    html.codePoints()
        .forEach(
            point -> {
              if (missing.get(point)) {
                all.append("[U+%04X]".formatted(point));
              } else {
                all.appendCodePoint(point);
              }
            });
    return all.toString();
  }
}
