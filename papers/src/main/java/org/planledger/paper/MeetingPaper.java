package org.planledger.paper;

import java.time.Instant;
import java.util.List;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/**
 * What a meeting did or has before it, to be written out: a report, a list, or amendments beside
 * the texts that they would change. The same record known at the same instant gives equal papers.
 *
 * @param title in English
 * @param about what it is of and how that stands, in English, a sentence each
 * @param languages of what is quoted, in their order; never empty
 * @param knownAt what was recorded later does not count
 */
public record MeetingPaper(
    String title, List<String> about, List<String> languages, Instant knownAt, List<Part> parts) {

  /**
   * A part, such as an item of the agenda.
   *
   * @param number empty: it has none
   * @param headings by language; empty: it has none
   */
  public record Part(String number, List<Words> headings, List<Block> blocks) {}

  /** What a part is made of. */
  public sealed interface Block {}

  /**
   * A paragraph.
   *
   * @param label its number or letter, or the language of a quotation; empty: it has none
   * @param quoted whether it is words of a plan, not of the paper
   */
  public record Paragraph(String label, boolean quoted, Words words) implements Block {}

  /** Rows of cells, each of them paragraphs. */
  public record Table(List<Column> columns, List<List<List<Paragraph>>> rows) implements Block {}

  /**
   * A column.
   *
   * @param share of the width, in percent
   */
  public record Column(String name, int share) {}

  /** A paragraph in English. */
  public static Paragraph said(String label, String text) {
    return new Paragraph(label, false, plain("en", text));
  }

  /** Words that are not marked. */
  public static Words plain(String lang, String text) {
    return new Words(lang, text.isEmpty() ? List.of() : List.of(new Run(Op.EQUAL, text, null)));
  }

  /** Whether what is quoted is in several languages, which are then named. */
  public boolean several() {
    return languages.size() > 1;
  }
}
