package org.planledger.paper.page;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;

/** The fonts that are embedded in PDFs, in the order in which they are asked for a character. */
enum Font {
  LATIN("Noto Sans", "NotoSans-Regular.ttf"),
  ARABIC("Noto Naskh Arabic", "NotoNaskhArabic-Regular.ttf"),
  HEBREW("Noto Sans Hebrew", "NotoSansHebrew-Regular.ttf"),
  CHINESE("Noto Sans SC", "NotoSansSC-Regular.ttf"),
  EMOJI("Noto Emoji", "NotoEmoji-Regular.ttf");

  /** Of the first family, for headings. */
  private static final String BOLD = "NotoSans-Bold.ttf";

  /** Where the head of a font has the number of its tables, and the tag of each. */
  private static final int TABLES = 4;

  private static final int DIRECTORY = 12;
  private static final int DIRECTORY_ENTRY = 16;
  private static final int GSUB = 'G' << 24 | 'S' << 16 | 'U' << 8 | 'B';
  private static final int UNKNOWN = 'n' << 24 | 'o' << 16 | 'n' << 8 | 'e';

  private static final int SOFT_HYPHEN = 0xad;

  /** Where each file has the outlines and the width of glyphs that must not be seen. */
  private static final Map<String, int[]> HIDDEN = new ConcurrentHashMap<>();

  private final String family;
  private final String file;
  private @Nullable BitSet characters;

  Font(String family, String file) {
    this.family = family;
    this.file = file;
  }

  /** As style sheets name it. */
  String family() {
    return family;
  }

  /** Opens it to set a text. */
  InputStream open(BitSet shown) {
    return open(file, shown);
  }

  /** Opens that of headings to set a text. */
  static InputStream openBold(BitSet shown) {
    return open(BOLD, shown);
  }

  /**
   * A font without the pictures and widths that it has of characters which only say how others are
   * shown, such as marks of direction: they would stand among the letters.
   *
   * <p>Of a font that has rules for Devanagari PDFBox tries these alone, on each run of any text:
   * without a character of that script they come to nothing in five sixths of the time of a page.
   */
  private static InputStream open(String file, BitSet shown) {
    byte[] font = bytes(file);
    if (file.startsWith("NotoSans-")
        && shown.stream().noneMatch(point -> UScript.getScript(point) == UScript.DEVANAGARI)) {
      withoutRules(font);
    }
    for (int at : HIDDEN.computeIfAbsent(file, any -> hidden(font))) {
      // No contours, or no width.
      font[at] = 0;
      font[at + 1] = 0;
    }
    return new ByteArrayInputStream(font);
  }

  /** Takes its table {@code GSUB} (OpenType 1.9) out of the directory at the head of a font. */
  private static void withoutRules(byte[] font) {
    ByteBuffer head = ByteBuffer.wrap(font);
    int tables = head.getShort(TABLES) & 0xffff;
    for (int table = 0; table < tables; table++) {
      int tag = DIRECTORY + table * DIRECTORY_ENTRY;
      if (head.getInt(tag) == GSUB) {
        head.putInt(tag, UNKNOWN);
      }
    }
  }

  private static byte[] bytes(String file) {
    try (InputStream in =
        Objects.requireNonNull(Font.class.getResourceAsStream("fonts/" + file), file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] hidden(byte[] file) {
    try (TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
      CmapLookup glyphs = font.getUnicodeCmapLookup();
      BitSet hidden = new BitSet();
      BitSet seen = new BitSet();
      for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
        boolean ignorable =
            point != SOFT_HYPHEN
                && UCharacter.hasBinaryProperty(point, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
        (ignorable ? hidden : seen).set(glyphs.getGlyphId(point));
      }
      hidden.andNot(seen);
      long outlines = font.getGlyph().getOffset();
      long[] at = font.getIndexToLocation().getOffsets();
      long widths = font.getHorizontalMetrics().getOffset();
      int wide = font.getHorizontalHeader().getNumberOfHMetrics();
      return IntStream.concat(
              hidden.stream()
                  .filter(glyph -> at[glyph] < at[glyph + 1])
                  .map(glyph -> Math.toIntExact(outlines + at[glyph])),
              hidden.stream()
                  .filter(glyph -> glyph < wide - 1)
                  .map(glyph -> Math.toIntExact(widths + 4L * glyph)))
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The code points that it has a glyph for. */
  synchronized BitSet characters() {
    if (characters == null) {
      characters = read();
    }
    return characters;
  }

  private BitSet read() {
    try (TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(bytes(file)))) {
      CmapLookup glyphs = font.getUnicodeCmapLookup();
      BitSet read = new BitSet();
      for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
        if (glyphs.getGlyphId(point) != 0) {
          read.set(point);
        }
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
