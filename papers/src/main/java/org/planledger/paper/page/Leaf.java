package org.planledger.paper.page;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Direction;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper.Words;

/**
 * What is on the page of a meeting paper.
 *
 * @param marked whether anything in it is marked
 */
record Leaf(String title, List<String> about, boolean marked, List<Part> parts) {

  /** A part; without {@code headings} it has none. */
  record Part(String number, List<Line> headings, List<Block> blocks) {
    boolean headed() {
      return !number.isEmpty() || !headings.isEmpty();
    }
  }

  /** Either of the two. */
  record Block(@Nullable Line line, @Nullable Table table) {}

  /**
   * A paragraph.
   *
   * @param label empty: it has none
   */
  record Line(String label, boolean quoted, String lang, String dir, List<Sheet.Run> runs) {
    boolean labelled() {
      return !label.isEmpty();
    }
  }

  /** Rows of cells. */
  record Table(List<MeetingPaper.Column> columns, List<Row> rows) {}

  /** A row. */
  record Row(List<Cell> cells) {}

  /** A cell under the name of its column. */
  record Cell(String column, List<Line> lines) {}

  static Leaf of(MeetingPaper paper) {
    List<Part> parts =
        paper.parts().stream()
            .map(
                part ->
                    new Part(
                        part.number(),
                        part.headings().stream().map(words -> line("", false, words)).toList(),
                        part.blocks().stream().map(Leaf::block).toList()))
            .toList();
    return new Leaf(paper.title(), paper.about(), parts.stream().anyMatch(Leaf::marked), parts);
  }

  private static boolean marked(Part part) {
    return part.blocks().stream()
        .flatMap(
            block ->
                block.table() == null
                    ? java.util.stream.Stream.ofNullable(block.line())
                    : block.table().rows().stream()
                        .flatMap(row -> row.cells().stream())
                        .flatMap(cell -> cell.lines().stream()))
        .anyMatch(line -> line.runs().stream().anyMatch(run -> !run.equal()));
  }

  private static Block block(MeetingPaper.Block block) {
    return switch (block) {
      case MeetingPaper.Paragraph paragraph -> new Block(line(paragraph), null);
      case MeetingPaper.Table table ->
          new Block(
              null,
              new Table(
                  table.columns(),
                  table.rows().stream().map(row -> row(table.columns(), row)).toList()));
    };
  }

  private static Row row(
      List<MeetingPaper.Column> columns, List<List<MeetingPaper.Paragraph>> row) {
    return new Row(
        IntStream.range(0, row.size())
            .mapToObj(
                i -> new Cell(columns.get(i).name(), row.get(i).stream().map(Leaf::line).toList()))
            .toList());
  }

  private static Line line(MeetingPaper.Paragraph paragraph) {
    return line(paragraph.label(), paragraph.quoted(), paragraph.words());
  }

  private static Line line(String label, boolean quoted, Words words) {
    return new Line(
        label,
        quoted,
        words.lang(),
        Direction.of(words.lang()),
        words.runs().stream().map(run -> new Sheet.Run(run.op(), run.text(), 0)).toList());
  }
}
