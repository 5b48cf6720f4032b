package org.planledger.paper.page;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;

/**
 * A paper as Markdown (CommonMark), UTF-8 with line ends LF. Nothing of a text can be taken for
 * markup or HTML, and each text can be read back exactly: a backslash stands before what could be
 * markup, {@code <}, {@code >}, {@code &} and white space that Markdown would drop are character
 * references, a line end is {@code <br>}. What was brought stands in <code>{++</code> and <code>
 * ++}</code>, what was taken out in <code>{--</code> and <code>--}</code> (CriticMarkup), each with
 * its reason in a footnote.
 */
public final class MarkdownPage extends Characters {
  private static final String MARKUP = "\\`*_{}[]~|^$@#=";

  private MarkdownPage(Writer out) {
    super(out);
  }

  /** Writes a draft. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    write(MarkdownPage::new, Sheet.of(paper), out);
  }

  /** Writes a redline. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(MarkdownPage::new, Sheet.of(paper), out);
  }

  /** Writes the paper of a meeting; the rows of a table stand one below the other. */
  public static void write(MeetingPaper paper, OutputStream out) throws IOException {
    write(MarkdownPage::new, Leaf.of(paper), out);
  }

  @Override
  void title(String title) throws IOException {
    block("# " + escaped(title));
  }

  @Override
  void sentence(String sentence) throws IOException {
    block(escaped(sentence));
  }

  @Override
  void remark(String sentence) throws IOException {
    block("**%s**".formatted(escaped(sentence)));
  }

  @Override
  void section(String heading) throws IOException {
    block("## " + escaped(heading));
  }

  @Override
  void listed(String entry) throws IOException {
    block("- " + escaped(entry));
  }

  @Override
  void reasons() {
    // Footnotes say what they are.
  }

  @Override
  void reason(int number, String sentence) throws IOException {
    block("[^%d]: %s".formatted(number, escaped(sentence)));
  }

  @Override
  void heading(Leaf.Part part) throws IOException {
    StringBuilder heading = new StringBuilder("##");
    if (!part.number().isEmpty()) {
      heading.append(' ').append(escaped(part.number()));
    }
    if (!part.headings().isEmpty()) {
      heading.append(' ');
    }
    block(
        heading
            + String.join(
                " / ", part.headings().stream().map(line -> marked(line.runs())).toList()));
  }

  @Override
  void line(Leaf.Line line) throws IOException {
    block((line.quoted() ? "> " : "") + labelled(line));
  }

  @Override
  void row(Leaf.Row row) throws IOException {
    block("---");
    for (Leaf.Cell cell : row.cells()) {
      String name = "**%s:**".formatted(escaped(cell.column()));
      for (Leaf.Line line : cell.lines()) {
        block((name + " " + labelled(line)).strip());
        name = "";
      }
    }
  }

  private static String labelled(Leaf.Line line) {
    return line.labelled()
        ? "**%s** %s".formatted(escaped(line.label()), marked(line.runs()))
        : marked(line.runs());
  }

  @Override
  void item(Sheet.Item item, boolean several) throws IOException {
    String name = "%s (%s)".formatted(item.id(), item.kind());
    StringBuilder heading = new StringBuilder("#".repeat(item.depth())).append(' ');
    heading.append(escaped(item.number()));
    if (!several && item.cells().getFirst().headed()) {
      heading.append(' ').append(marked(item.cells().getFirst().heading()));
    }
    block(heading.toString());
    block(escaped(item.standing().isEmpty() ? name : "%s: %s".formatted(name, item.standing())));
    if (item.changed()) {
      block(String.join("\n", item.labels().stream().map(MarkdownPage::listed).toList()));
    }
    for (Sheet.Cell cell : item.cells()) {
      if (several && (cell.headed() || cell.said())) {
        block("**%s:**".formatted(escaped(cell.lang())));
      }
      if (several && cell.headed()) {
        block("%s %s".formatted("#".repeat(Math.min(6, item.depth() + 1)), marked(cell.heading())));
      }
      if (cell.said()) {
        block(marked(cell.text()));
      }
    }
  }

  private static String listed(Sheet.Label label) {
    return "- " + escaped(label.said()) + (label.noted() ? "[^%d]".formatted(label.note()) : "");
  }

  private static String marked(List<Sheet.Run> runs) {
    StringBuilder marked = new StringBuilder();
    for (Sheet.Run run : runs) {
      String text = escaped(run.text());
      marked.append(
          switch (run.op()) {
            case EQUAL -> text;
            case INSERT -> "{++%s++}".formatted(text);
            case DELETE -> "{--%s--}".formatted(text);
          });
      if (run.noted()) {
        marked.append("[^%d]".formatted(run.note()));
      }
    }
    return marked.toString();
  }

  private void block(String block) throws IOException {
    write(block);
    write("\n\n");
  }

  /** A text that is read as nothing but itself, in one line. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + text.length() / 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '\n' -> escaped.append("<br>");
        case '\t' -> escaped.append("&#9;");
        case ' ' -> escaped.append(isDropped(text, i) ? "&#32;" : " ");
        default -> {
          if (MARKUP.indexOf(c) >= 0 || isMarkup(text, i, c)) {
            escaped.append('\\');
          }
          escaped.append(c);
        }
      }
    }
    return escaped.toString();
  }

  /** Whether a space stands where Markdown keeps none: at an end of a line, or behind another. */
  private static boolean isDropped(String text, int i) {
    return i == 0
        || i + 1 == text.length()
        || text.charAt(i - 1) == ' '
        || text.charAt(i - 1) == '\n'
        || text.charAt(i + 1) == '\n';
  }

  /** Whether a character that is markup in some places stands in one: of a list, a link, a dash. */
  private static boolean isMarkup(String text, int i, char c) {
    return switch (c) {
      case '+' -> i == 0;
      case '-' -> i == 0 || text.charAt(i - 1) == '-';
      case ')' -> isNumber(text, i);
      case '.' -> isNumber(text, i) || text.regionMatches(true, i - 3, "www", 0, 3);
      case ':' -> i + 1 < text.length() && !Character.isWhitespace(text.charAt(i + 1));
      default -> false;
    };
  }

  private static boolean isNumber(String text, int end) {
    return end > 0 && text.chars().limit(end).allMatch(c -> c >= '0' && c <= '9');
  }
}
