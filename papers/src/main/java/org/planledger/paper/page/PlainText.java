package org.planledger.paper.page;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;

/**
 * A paper as plain text, UTF-8 with line ends LF. Texts stand as they are, unwrapped; what was
 * brought stands in <code>{+</code> and <code>+}</code>, what was taken out in <code>[-</code> and
 * <code>-]</code>, each with the number of its reason behind it. It is to be read: a text may
 * contain the marks as well, and is not told from them.
 */
public final class PlainText extends Characters {
  private PlainText(Writer out) {
    super(out);
  }

  /** Writes a draft. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    write(PlainText::new, Sheet.of(paper), out);
  }

  /** Writes a redline. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(PlainText::new, Sheet.of(paper), out);
  }

  /** Writes the paper of a meeting; the rows of a table stand one below the other. */
  public static void write(MeetingPaper paper, OutputStream out) throws IOException {
    write(PlainText::new, Leaf.of(paper), out);
  }

  @Override
  void title(String title) throws IOException {
    line(title);
  }

  @Override
  void sentence(String sentence) throws IOException {
    line(sentence);
  }

  @Override
  void remark(String sentence) throws IOException {
    line(sentence);
  }

  @Override
  void section(String heading) throws IOException {
    line("");
    line(heading);
  }

  @Override
  void listed(String entry) throws IOException {
    line(entry);
  }

  @Override
  void reasons() throws IOException {
    section("Reasons");
  }

  @Override
  void reason(int number, String sentence) throws IOException {
    line("[%d] %s".formatted(number, sentence));
  }

  @Override
  void heading(Leaf.Part part) throws IOException {
    line("");
    write(part.number());
    for (Leaf.Line heading : part.headings()) {
      write("  ");
      runs(heading.runs());
    }
    line("");
  }

  @Override
  void line(Leaf.Line line) throws IOException {
    line("");
    write(line.quoted() ? "  " : "");
    write(line.labelled() ? line.label() + "  " : "");
    runs(line.runs());
    line("");
  }

  @Override
  void row(Leaf.Row row) throws IOException {
    line("");
    for (Leaf.Cell cell : row.cells()) {
      String name = cell.column() + ": ";
      for (Leaf.Line line : cell.lines()) {
        write(name);
        write(line.labelled() ? line.label() + "  " : "");
        runs(line.runs());
        line("");
        name = "  ";
      }
    }
  }

  @Override
  void item(Sheet.Item item, boolean several) throws IOException {
    line("");
    line("%s  %s (%s)".formatted(item.number(), item.id(), item.kind()));
    if (!item.standing().isEmpty()) {
      line(item.standing());
    }
    for (Sheet.Label label : item.labels()) {
      line("* %s%s".formatted(label.said(), label.noted() ? "[%d]".formatted(label.note()) : ""));
    }
    for (Sheet.Cell cell : item.cells()) {
      if (cell.headed() || cell.said()) {
        line("");
        if (several) {
          line(cell.lang() + ":");
        }
        runsAlone(cell.heading());
        runsAlone(cell.text());
      }
    }
  }

  private void runs(List<Sheet.Run> runs) throws IOException {
    for (Sheet.Run run : runs) {
      write(
          switch (run.op()) {
            case EQUAL -> run.text();
            case INSERT -> "{+%s+}".formatted(run.text());
            case DELETE -> "[-%s-]".formatted(run.text());
          });
      if (run.noted()) {
        write("[%d]".formatted(run.note()));
      }
    }
  }

  private void runsAlone(List<Sheet.Run> runs) throws IOException {
    if (!runs.isEmpty()) {
      runs(runs);
      line("");
    }
  }

  private void line(String text) throws IOException {
    write(text);
    write("\n");
  }
}
