package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a reader sees of a page: its glyphs, where each stands, and its ink. */
class PdfPictureTest {
  private static final int DOTS_A_POINT = 2;
  private static final int DARK = 160;

  private static final String MARKUP = "One <script>alert(1)</script> & 🌍.";
  private static final String CHINESE = "面向全体人民的信息社会。";
  private static final String HEBREW_IN_ENGLISH = "The שלום of the Union";
  private static final String MARKED = "end \u200f\u200e\u2066\u2069\u202a\u202c\u2060 ings";
  private static final String OVERRIDDEN = "from \u202eabc\u202c to";

  /**
   * The letters of the first word all join; in the second those before and behind the waw do not.
   */
  private static final String ARABIC = "مجتمع نموذج";

  private static final String ENGLISH_IN_ARABIC = "نمو Union كله";
  private static final String ENGLISH_IN_HEBREW = "שלום Union 2020";

  private static Page english;
  private static Page arabic;
  private static Page hebrew;

  /** A glyph, in points from the left and the top of its page. */
  private record Glyph(String text, double left, double right, double base, boolean there) {
    boolean isSeen() {
      return text.codePoints()
          .noneMatch(
              point ->
                  Character.isWhitespace(point) || Character.getType(point) == Character.FORMAT);
    }
  }

  /** The glyphs of a page, line by line and from left to right, and its picture. */
  private record Page(List<List<Glyph>> lines, BufferedImage picture) {
    static Page of(String language, String... texts) throws IOException {
      byte[] file =
          PageProperties.bytes(PdfPage::write, PdfPageTest.draft(Map.of(language, List.of(texts))));
      try (PDDocument document = Loader.loadPDF(file)) {
        BufferedImage picture =
            new PDFRenderer(document).renderImage(0, DOTS_A_POINT, ImageType.GRAY);
        // To be looked at.
        ImageIO.write(picture, "png", Path.of("target/page-%s.png".formatted(language)).toFile());
        return new Page(lines(document), picture);
      }
    }

    private static List<List<Glyph>> lines(PDDocument document) throws IOException {
      Map<Long, List<Glyph>> lines = new TreeMap<>();
      new PDFTextStripper() {
        @Override
        protected void processTextPosition(TextPosition at) {
          lines
              .computeIfAbsent(Math.round((double) at.getY()), any -> new ArrayList<>())
              .add(
                  new Glyph(
                      at.getUnicode(),
                      at.getX(),
                      at.getX() + (double) at.getWidth(),
                      at.getY(),
                      isThere(at)));
        }
      }.getText(document);
      lines.values().forEach(line -> line.sort(Comparator.comparingDouble(Glyph::left)));
      return List.copyOf(lines.values());
    }

    /** Whether the font has it: its glyph 0 stands for what it has not. */
    private static boolean isThere(TextPosition at) {
      PDType0Font font = (PDType0Font) at.getFont();
      return IntStream.of(at.getCharacterCodes())
          .allMatch(
              code -> {
                try {
                  return font.codeToGID(code) != 0;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }

    /** Those that read so from left to right, with letters as they are without their forms. */
    Stream<List<Glyph>> lines(String leftToRight) {
      return lines.stream().filter(line -> seen(line).equals(seen(leftToRight)));
    }

    List<Glyph> line(String leftToRight) {
      return lines(leftToRight)
          .findFirst()
          .orElseThrow(
              () ->
                  new AssertionError(
                      "%s in %s".formatted(leftToRight, lines.stream().map(Page::seen).toList())));
    }

    private static String seen(List<Glyph> line) {
      return seen(
          line.stream()
              .map(glyph -> Normalizer.normalize(glyph.text(), Normalizer.Form.NFKC))
              .collect(Collectors.joining()));
    }

    private static String seen(String text) {
      return text.replaceAll("[\\p{Cf}\\s]", "");
    }

    /** Dark dots from a height above the line to below it, between two distances from the left. */
    long ink(double base, double left, double right) {
      return IntStream.range((int) Math.floor(left * DOTS_A_POINT), dots(right))
          .mapToLong(
              x ->
                  IntStream.range(dots(base - 10), dots(base + 4))
                      .filter(y -> picture.getRaster().getSample(x, y, 0) < DARK)
                      .count())
          .sum();
    }

    private static int dots(double points) {
      return (int) Math.ceil(points * DOTS_A_POINT);
    }

    double width() {
      return (double) picture.getWidth() / DOTS_A_POINT;
    }
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @BeforeAll
  static void draw() throws IOException {
    english = Page.of("en", MARKUP, CHINESE, HEBREW_IN_ENGLISH, MARKED, "end  ings", OVERRIDDEN);
    arabic = Page.of("ar", ARABIC, ENGLISH_IN_ARABIC);
    hebrew = Page.of("he", ENGLISH_IN_HEBREW);
  }

  @Test
  void eachGlyphIsInItsFontAndHasInk() {
    for (Page page : List.of(english, arabic, hebrew)) {
      for (List<Glyph> line : page.lines()) {
        assertThat(line).allMatch(Glyph::there);
        assertThat(line)
            .filteredOn(Glyph::isSeen)
            .isNotEmpty()
            .allMatch(glyph -> page.ink(glyph.base(), glyph.left(), glyph.right()) > 0);
      }
    }
  }

  @Test
  void whatOnlySaysHowOthersAreShownHasNoInkAndNoWidth() {
    List<List<Glyph>> both = english.lines("endings").toList();
    assertThat(both).hasSize(2);
    assertThat(both.getFirst().size()).isGreaterThan(both.getLast().size());
    assertThat(both.getFirst().getLast().right())
        .isCloseTo(both.getLast().getLast().right(), offset(0.1));
    List<Glyph> marked = both.getFirst().stream().filter(Glyph::isSeen).toList();
    assertThat(
            english.ink(
                marked.getFirst().base(), marked.get(2).right() + 0.5, marked.get(3).left() - 0.5))
        .isZero();
  }

  @Test
  void leftToRightStandsAtTheLeftAndRightToLeftAtTheRight() {
    for (String text :
        List.of(MARKUP, CHINESE, "The םולש of the Union", "endings", "from cba to")) {
      List<Glyph> line = english.line(text);
      double middle = english.width() / 2;
      assertThat(english.ink(line.getFirst().base(), 0, middle)).as(text).isPositive();
      assertThat(english.ink(line.getFirst().base(), middle, english.width())).as(text).isZero();
    }
    for (String text : List.of(reversed(ARABIC), "هلك Union ومن")) {
      requireAtTheRight(arabic, arabic.line(text));
    }
    requireAtTheRight(hebrew, hebrew.line("Union 2020 םולש"));
  }

  private static void requireAtTheRight(Page page, List<Glyph> line) {
    double middle = page.width() / 2;
    assertThat(page.ink(line.getFirst().base(), 0, middle)).isZero();
    assertThat(page.ink(line.getFirst().base(), middle, page.width())).isPositive();
  }

  /** Meem, teh, jeem, meem, ain: one that begins, three that go on, one that ends. */
  @Test
  void arabicLettersRunFromRightToLeftInTheirJoinedForms() {
    List<Glyph> word = arabic.line(reversed(ARABIC)).reversed().subList(0, 5);
    assertThat(word)
        .extracting(Glyph::text)
        .containsExactly("\ufee3", "\ufea0", "\ufe98", "\ufee4", "\ufeca");
    for (int i = 1; i < word.size(); i++) {
      // Without a gap: where one letter begins the ink of the next goes on.
      double seam = word.get(i).right();
      assertThat(seam).isCloseTo(word.get(i - 1).left(), offset(0.1));
      assertThat(arabic.ink(word.get(i).base(), seam - 0.5, seam + 0.5)).isPositive();
    }
  }
}
