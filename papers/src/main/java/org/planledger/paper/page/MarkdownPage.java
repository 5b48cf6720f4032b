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
 * A paper as Markdown (CommonMark), UTF-8 with line ends LF. Nothing of a text can be taken for
 * markup or HTML, and each text can be read back exactly: a backslash stands before what could be
 * markup, {@code <}, {@code >}, {@code &} and white space that Markdown would drop are character
 * references, a line end is {@code <br>}. What was brought stands in <code>{++</code> and <code>
 * ++}</code>, what was taken out in <code>{--</code> and <code>--}</code> (CriticMarkup), each with
 * its reason in a footnote.
 */
public final class MarkdownPage {
  private static final String MARKUP = "\\`*_{}[]~|^$@#=";

  private final Writer out;
  private final boolean several;

  private MarkdownPage(Writer out, boolean several) {
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
    new MarkdownPage(writer, sheet.several()).all(sheet);
    writer.flush();
  }

  private void all(Sheet sheet) throws IOException {
    for (Sheet.Title title : sheet.titles()) {
      block("# " + escaped(title.title()));
    }
    block(escaped(sheet.about()));
    if (sheet.same()) {
      block("**Nothing changed between the two.**");
    }
    for (Sheet.Item item : sheet.items()) {
      item(item);
    }
    if (!sheet.frameworks().isEmpty()) {
      block("## Frameworks");
    }
    for (Sheet.Framework framework : sheet.frameworks()) {
      block(
          "- "
              + escaped(
                  "%s (%s): %s. Members: %s"
                      .formatted(
                          framework.title(),
                          framework.id(),
                          framework.standing(),
                          framework.members())));
    }
    for (Sheet.Reason reason : sheet.reasons()) {
      block("[^%d]: %s".formatted(reason.number(), escaped(reason.sentence())));
    }
  }

  private void item(Sheet.Item item) throws IOException {
    String name = "%s (%s)".formatted(item.id(), item.kind());
    StringBuilder heading = new StringBuilder("#".repeat(item.depth())).append(' ');
    heading.append(escaped(item.number()));
    if (!several && item.cells().getFirst().headed()) {
      heading.append(' ').append(marked(item.cells().getFirst().heading()));
    }
    block(heading.toString());
    block(escaped(item.standing().isEmpty() ? name : "%s: %s".formatted(name, item.standing())));
    if (item.changed()) {
      block(String.join("\n", item.labels().stream().map(label -> "- " + escaped(label)).toList()));
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
    out.write(block);
    out.write("\n\n");
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
