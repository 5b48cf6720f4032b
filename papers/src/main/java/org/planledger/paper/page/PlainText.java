package org.planledger.paper.page;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;

/**
 * A paper as plain text, UTF-8 with line ends LF. Texts stand as they are, unwrapped; what was
 * brought stands in <code>{+</code> and <code>+}</code>, what was taken out in <code>[-</code> and
 * <code>-]</code>, each with the number of its reason behind it. It is to be read: a text may
 * contain the marks as well, and is not told from them.
 */
public final class PlainText {
  private final Writer out;
  private final boolean several;

  private PlainText(Writer out, boolean several) {
    this.out = out;
    this.several = several;
  }

  /** Writes a draft. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    write(Sheet.of(paper), out);
  }

  /** Writes a redline. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(Sheet.of(paper), out);
  }

  private static void write(Sheet sheet, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    new PlainText(writer, sheet.several()).all(sheet);
    writer.flush();
  }

  private void all(Sheet sheet) throws IOException {
    for (Sheet.Title title : sheet.titles()) {
      line(title.title());
    }
    line(sheet.about());
    if (sheet.same()) {
      line("Nothing changed between the two.");
    }
    for (Sheet.Item item : sheet.items()) {
      item(item);
    }
    if (!sheet.frameworks().isEmpty()) {
      line("");
      line("Frameworks");
    }
    for (Sheet.Framework framework : sheet.frameworks()) {
      line(
          "%s (%s): %s. Members: %s"
              .formatted(
                  framework.title(), framework.id(), framework.standing(), framework.members()));
    }
    if (!sheet.reasons().isEmpty()) {
      line("");
      line("Reasons");
    }
    for (Sheet.Reason reason : sheet.reasons()) {
      line("[%d] %s".formatted(reason.number(), reason.sentence()));
    }
  }

  private void item(Sheet.Item item) throws IOException {
    line("");
    line("%s  %s (%s)".formatted(item.number(), item.id(), item.kind()));
    if (!item.standing().isEmpty()) {
      line(item.standing());
    }
    for (String label : item.labels()) {
      line("* " + label);
    }
    for (Sheet.Cell cell : item.cells()) {
      if (cell.headed() || cell.said()) {
        line("");
        if (several) {
          line(cell.lang() + ":");
        }
        runs(cell.heading());
        runs(cell.text());
      }
    }
  }

  private void runs(List<Sheet.Run> runs) throws IOException {
    for (Sheet.Run run : runs) {
      out.write(
          switch (run.op()) {
            case EQUAL -> run.text();
            case INSERT -> "{+%s+}".formatted(run.text());
            case DELETE -> "[-%s-]".formatted(run.text());
          });
      if (run.noted()) {
        out.write("[%d]".formatted(run.note()));
      }
    }
    if (!runs.isEmpty()) {
      line("");
    }
  }

  private void line(String text) throws IOException {
    out.write(text);
    out.write('\n');
  }
}
