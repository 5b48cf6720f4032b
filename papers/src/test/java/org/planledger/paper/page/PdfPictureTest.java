package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPapers;
import org.planledger.paper.RedlinePaper;
import org.planledger.text.Redline.Op;

/** What a reader sees of a page: its glyphs, where each stands, and its ink. */
class PdfPictureTest {
  private static final int DOTS_A_POINT = 2;
  private static final int DARK = 160;

  /** A thin line may lie on two rows of dots. */
  private static final int GREY = 220;

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

  private static final double MILLIMETRE = 72 / 25.4;
  private static final double SIDE = 18 * MILLIMETRE;
  private static final double TOP = 20 * MILLIMETRE;
  private static final List<String> SIX = List.of("en", "fr", "es", "ru", "ar", "zh");

  private static Page english;
  private static Page arabic;
  private static Page hebrew;
  private static List<Page> redline;
  private static List<Page> six;
  private static List<Page> meeting;

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
      return all(
              language,
              PageProperties.bytes(
                  PdfPage::write, PdfPageTest.draft(Map.of(language, List.of(texts)))))
          .getFirst();
    }

    static List<Page> all(String name, byte[] file) throws IOException {
      List<Page> pages = new ArrayList<>();
      try (PDDocument document = Loader.loadPDF(file)) {
        for (int i = 0; i < document.getNumberOfPages(); i++) {
          BufferedImage picture =
              new PDFRenderer(document).renderImage(i, DOTS_A_POINT, ImageType.GRAY);
          // To be looked at.
          ImageIO.write(
              picture, "png", Path.of("target/page-%s-%d.png".formatted(name, i + 1)).toFile());
          pages.add(new Page(lines(document, i), picture));
        }
      }
      return pages;
    }

    private static List<List<Glyph>> lines(PDDocument document, int page) throws IOException {
      Map<Long, List<Glyph>> lines = new TreeMap<>();
      PDFTextStripper reader =
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
          };
      reader.setStartPage(page + 1);
      reader.setEndPage(page + 1);
      reader.getText(document);
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

    /** Whether there is ink between two distances from the left and two from the top. */
    boolean isInked(double left, double right, double top, double bottom) {
      for (int y = (int) (top * DOTS_A_POINT);
          y < Math.min(dots(bottom), picture.getHeight());
          y++) {
        for (int x = (int) (left * DOTS_A_POINT);
            x < Math.min(dots(right), picture.getWidth());
            x++) {
          if (picture.getRaster().getSample(x, y, 0) < DARK) {
            return true;
          }
        }
      }
      return false;
    }

    /** Whether a line is drawn from a place to another, between two heights from the top. */
    boolean isRuled(double left, double right, double top, double bottom) {
      return IntStream.range((int) Math.floor(top * DOTS_A_POINT), dots(bottom))
          .anyMatch(
              y ->
                  IntStream.range(dots(left), (int) Math.floor(right * DOTS_A_POINT))
                      .allMatch(x -> picture.getRaster().getSample(x, y, 0) < GREY));
    }

    /** The glyphs of a word that stands once on the page, as they read from left to right. */
    List<Glyph> word(String leftToRight) {
      List<List<Glyph>> found = new ArrayList<>();
      for (List<Glyph> line : lines) {
        for (int i = 0; i + leftToRight.length() <= line.size(); i++) {
          List<Glyph> part = line.subList(i, i + leftToRight.length());
          String text =
              part.stream()
                  .map(glyph -> Normalizer.normalize(glyph.text(), Normalizer.Form.NFKC))
                  .collect(Collectors.joining());
          if (text.equals(leftToRight)) {
            found.add(part);
          }
        }
      }
      assertThat(found).as(leftToRight).hasSize(1);
      return found.getFirst();
    }

    double height() {
      return (double) picture.getHeight() / DOTS_A_POINT;
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
    redline = Page.all("redline", PageProperties.bytes(PdfPage::write, marked()));
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (String language : SIX) {
      texts.put(language, Collections.nCopies(12, IN_SIX.get(language)));
    }
    six = Page.all("six", PageProperties.bytes(PdfPage::write, PdfPageTest.draft(texts)));
    meeting =
        Page.all(
            "meeting",
            PageProperties.bytes(
                PdfPage::write,
                MeetingPapers.saying("The group agreed to it. ".repeat(40) + "Договорено. 通过。")));
  }

  private static final Map<String, String> IN_SIX =
      Map.of(
          "en", "An information society, empowered by the interconnected world.",
          "fr", "Une société de l’information, stimulée par l’interconnexion du monde.",
          "es", "Una sociedad de la información propiciada por el mundo interconectado.",
          "ru", "Информационное общество, возможности которого расширяются благодаря сетям.",
          "ar", "مجتمع المعلومات الذي يتمكن بفضل العالم الموصول حيث تتيح الاتصالات النمو.",
          "zh", "由互连世界赋能的信息社会，在此电信/信息通信技术促成并加速可持续增长。");

  /** Words that come and go in both directions, side by side. */
  private static RedlinePaper marked() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put("en", List.of("We serve each people of the world."));
    texts.put("ar", List.of("نخدم مجتمع."));
    DraftPaper paper = PdfPageTest.draft(texts);
    DraftPaper.Item item = paper.items().getFirst();
    return new RedlinePaper(
        paper,
        paper,
        List.of(
            new RedlinePaper.Item(
                item,
                item,
                List.of(),
                List.of(
                    new RedlinePaper.Words(
                        "en",
                        List.of(
                            new RedlinePaper.Run(Op.EQUAL, "We serve ", null),
                            new RedlinePaper.Run(Op.DELETE, "nobody", PdfPageTest.AGREED),
                            new RedlinePaper.Run(Op.INSERT, "whoever", PdfPageTest.AGREED),
                            new RedlinePaper.Run(Op.EQUAL, " wants it.", null))),
                    new RedlinePaper.Words(
                        "ar",
                        List.of(
                            new RedlinePaper.Run(Op.EQUAL, "نخدم ", null),
                            new RedlinePaper.Run(Op.DELETE, "نموذج", PdfPageTest.AGREED),
                            new RedlinePaper.Run(Op.INSERT, "مجتمع", PdfPageTest.AGREED)))),
                List.of(
                    new RedlinePaper.Label(
                        RedlinePaper.Change.REWORDED, "Edited", PdfPageTest.AGREED)))));
  }

  private static Stream<Page> all() {
    return Stream.of(List.of(english, arabic, hebrew), redline, six, meeting).flatMap(List::stream);
  }

  @Test
  void noPageIsEmptyAndNothingButItsNumberStandsInAMargin() {
    assertThat(redline).hasSize(1);
    assertThat(six).hasSizeGreaterThan(1);
    assertThat(meeting).hasSizeGreaterThan(1);
    all()
        .forEach(
            page -> {
              double right = page.width() - SIDE;
              double bottom = page.height() - TOP;
              assertThat(page.isInked(SIDE, right, TOP, bottom)).isTrue();
              assertThat(page.isInked(0, SIDE - 1, 0, page.height())).isFalse();
              assertThat(page.isInked(right + 1, page.width(), 0, page.height())).isFalse();
              assertThat(page.isInked(0, page.width(), 0, TOP - 1)).isFalse();
              double middle = page.width() / 2;
              assertThat(page.isInked(middle - 30, middle + 30, bottom, page.height())).isTrue();
              assertThat(page.isInked(0, middle - 30, bottom + 1, page.height())).isFalse();
              assertThat(page.isInked(middle + 30, page.width(), bottom + 1, page.height()))
                  .isFalse();
            });
  }

  @Test
  void whatCameIsUnderlinedAndWhatLeftIsStruckThrough() {
    Page page = redline.getFirst();
    for (String came : List.of("whoever", reversed("مجتمع"))) {
      assertThat(isUnderlined(page, page.word(came))).as(came).isTrue();
      assertThat(isStruck(page, page.word(came))).as(came).isFalse();
    }
    for (String left : List.of("nobody", reversed("نموذج"))) {
      assertThat(isUnderlined(page, page.word(left))).as(left).isFalse();
      assertThat(isStruck(page, page.word(left))).as(left).isTrue();
    }
    for (String stayed : List.of("serve", "wants", reversed("نخدم"))) {
      assertThat(isUnderlined(page, page.word(stayed))).as(stayed).isFalse();
      assertThat(isStruck(page, page.word(stayed))).as(stayed).isFalse();
    }
  }

  private static boolean isUnderlined(Page page, List<Glyph> word) {
    double base = word.getFirst().base();
    return page.isRuled(word.getFirst().left(), word.getLast().right(), base + 1.5, base + 4.5);
  }

  private static boolean isStruck(Page page, List<Glyph> word) {
    double base = word.getFirst().base();
    return page.isRuled(word.getFirst().left(), word.getLast().right(), base - 5, base - 1.5);
  }

  /** Each language within its column, at the side where it begins. */
  @Test
  void languagesStandSideBySideEachFromItsOwnSide() {
    for (Page page : six) {
      double column = (page.width() - 2 * SIDE) / (1 + SIX.size());
      for (String language : SIX) {
        double left = SIDE + column * (1 + SIX.indexOf(language));
        List<List<Glyph>> lines =
            page.lines().stream()
                .map(
                    line ->
                        line.stream()
                            .filter(Glyph::isSeen)
                            .filter(glyph -> glyph.left() >= left && glyph.left() < left + column)
                            .filter(glyph -> isOf(language, glyph))
                            .toList())
                .filter(line -> line.size() > 3)
                .toList();
        assertThat(lines).as(language).isNotEmpty();
        for (List<Glyph> line : lines) {
          if (language.equals("ar")) {
            assertThat(line.getLast().right()).isCloseTo(left + column - 4, offset(3.0));
          } else {
            assertThat(line.getFirst().left()).isCloseTo(left + 4, offset(3.0));
          }
          assertThat(line.getLast().right()).isLessThan(left + column);
        }
      }
    }
  }

  private static boolean isOf(String language, Glyph glyph) {
    Character.UnicodeScript script = Character.UnicodeScript.of(glyph.text().codePointAt(0));
    return switch (language) {
      case "ar" -> script == Character.UnicodeScript.ARABIC;
      case "zh" -> script == Character.UnicodeScript.HAN;
      case "ru" -> script == Character.UnicodeScript.CYRILLIC;
      default -> script == Character.UnicodeScript.LATIN;
    };
  }

  @Test
  void eachGlyphIsInItsFontAndHasInk() {
    for (Page page : all().toList()) {
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
