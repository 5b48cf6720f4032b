package org.planledger.paper.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;

/**
 * A paper as one HTML document that needs nothing else, to be read on any screen and printed. It is
 * well-formed XML as well.
 */
public final class HtmlPage {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .emptyStringIsFalse(true)
          .withLoader(part -> new StringReader(resource(part + ".html")));
  private static final Template SHEET = COMPILER.compile(resource("page.html"));
  private static final Template LEAF = COMPILER.compile(resource("meeting.html"));
  private static final String STYLE = resource("page.css");

  private HtmlPage() {}

  /** What a template is filled with. */
  record Page(String style, Object sheet) {}

  /** Writes a draft. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    write(SHEET, Sheet.of(paper), out);
  }

  /** Writes a redline. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(SHEET, Sheet.of(paper), out);
  }

  /** Writes the paper of a meeting. */
  public static void write(MeetingPaper paper, OutputStream out) throws IOException {
    write(LEAF, Leaf.of(paper), out);
  }

  private static void write(Template template, Object sheet, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    template.execute(new Page(STYLE, sheet), writer);
    writer.flush();
  }

  /** The document with another style. */
  static String of(Sheet sheet, String style) {
    return SHEET.execute(new Page(style, sheet));
  }

  /** The document with another style. */
  static String of(Leaf leaf, String style) {
    return LEAF.execute(new Page(style, leaf));
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
