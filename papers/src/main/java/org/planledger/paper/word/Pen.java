package org.planledger.paper.word;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Redline.Op;

/** Writes into the main part of a document what any of them is made of. */
final class Pen {
  private final Markup out;
  private final Set<Hand> changes = new LinkedHashSet<>();

  /** Of bookmarks and tracked changes, which have one number space. */
  private int ids;

  Pen(Markup out) {
    this.out = out;
  }

  /** Whose changes were tracked so far. */
  Set<Hand> changes() {
    return changes;
  }

  String nextId() {
    return String.valueOf(ids++);
  }

  /** Attributes of a tracked change. */
  String[] mark(Hand by) {
    changes.add(by);
    return new String[] {"w:id", nextId(), "w:author", by.author(), "w:date", by.written()};
  }

  void tracked(Op op, Hand by, Runnable content) {
    if (op == Op.EQUAL) {
      content.run();
      return;
    }
    out.start(op == Op.INSERT ? "w:ins" : "w:del", mark(by));
    content.run();
    out.end();
  }

  void run(String text, Language language, @Nullable String style, boolean deleted) {
    out.start("w:r");
    language.properties(out, style);
    characters(text, deleted);
    out.end();
  }

  /** A paragraph that nobody edits. */
  void generated(String style, String text) {
    out.start("w:p").start("w:pPr").empty("w:pStyle", "w:val", style).end();
    if (!text.isEmpty()) {
      out.start("w:r");
      characters(text, false);
      out.end();
    }
    out.end();
  }

  /** Line ends and tabs are elements; Word takes the characters for spaces. */
  private void characters(String text, boolean deleted) {
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '\n' : text.charAt(i);
      if (c != '\n' && c != '\t') {
        continue;
      }
      if (from < i) {
        out.start(deleted ? "w:delText" : "w:t", "xml:space", "preserve")
            .text(text.substring(from, i))
            .end();
      }
      if (i < text.length()) {
        out.empty(c == '\n' ? "w:br" : "w:tab");
      }
      from = i + 1;
    }
  }

  /** Opens a table. */
  void table(List<Integer> widths) {
    int all = widths.stream().mapToInt(Integer::intValue).sum();
    out.start("w:tbl")
        .start("w:tblPr")
        .empty("w:tblW", "w:w", String.valueOf(all), "w:type", "dxa")
        .start("w:tblBorders");
    for (String border : List.of("top", "left", "bottom", "right", "insideH", "insideV")) {
      out.empty("w:" + border, "w:val", "single", "w:sz", "4", "w:color", "BFBFBF");
    }
    out.end().empty("w:tblLayout", "w:type", "fixed").end().start("w:tblGrid");
    widths.forEach(width -> out.empty("w:gridCol", "w:w", String.valueOf(width)));
    out.end();
  }

  /** The cells of a row, each with at least one paragraph; the row is opened and closed outside. */
  void cells(List<Integer> widths, IntConsumer cell) {
    for (int i = 0; i < widths.size(); i++) {
      out.start("w:tc")
          .start("w:tcPr")
          .empty("w:tcW", "w:w", String.valueOf(widths.get(i)), "w:type", "dxa")
          .end();
      cell.accept(i);
      out.end();
    }
  }

  /** What a page is like; stands at the end of the body. */
  void section(boolean wide, boolean rightToLeft) {
    out.start("w:sectPr");
    if (wide) {
      out.empty("w:pgSz", "w:w", "16838", "w:h", "11906", "w:orient", "landscape");
    } else {
      out.empty("w:pgSz", "w:w", "11906", "w:h", "16838");
    }
    out.empty(
        "w:pgMar",
        "w:top",
        "1134",
        "w:right",
        "1134",
        "w:bottom",
        "1134",
        "w:left",
        "1134",
        "w:header",
        "709",
        "w:footer",
        "709",
        "w:gutter",
        "0");
    if (rightToLeft) {
      out.empty("w:bidi");
    }
    out.end();
  }
}
