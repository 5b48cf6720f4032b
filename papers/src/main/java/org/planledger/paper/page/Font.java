package org.planledger.paper.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Objects;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;

/** The fonts that are embedded in PDFs, in the order in which they are asked for a character. */
enum Font {
  LATIN("Noto Sans", "NotoSans-Regular.ttf"),
  ARABIC("Noto Naskh Arabic", "NotoNaskhArabic-Regular.ttf"),
  CHINESE("Noto Sans SC", "NotoSansSC-Regular.ttf"),
  EMOJI("Noto Emoji", "NotoEmoji-Regular.ttf");

  /** Of the first family, for headings. */
  static final String BOLD = "NotoSans-Bold.ttf";

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

  InputStream open() {
    return open(file);
  }

  static InputStream open(String file) {
    return Objects.requireNonNull(Font.class.getResourceAsStream("fonts/" + file), file);
  }

  /** The code points that it has a glyph for. */
  synchronized BitSet characters() {
    if (characters == null) {
      characters = read();
    }
    return characters;
  }

  private BitSet read() {
    try (InputStream in = open();
        TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
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
