package org.planledger.paper.page;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A page of characters alone, UTF-8 with line ends LF: what stands on it, in order. */
abstract class Characters {
  private final Writer out;

  Characters(Writer out) {
    this.out = out;
  }

  static void write(Function<Writer, Characters> page, Sheet sheet, OutputStream out)
      throws IOException {
    Writer writer = writer(out);
    page.apply(writer).all(sheet);
    writer.flush();
  }

  static void write(Function<Writer, Characters> page, Leaf leaf, OutputStream out)
      throws IOException {
    Writer writer = writer(out);
    page.apply(writer).all(leaf);
    writer.flush();
  }

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  private void all(Sheet sheet) throws IOException {
    for (Sheet.Title title : sheet.titles()) {
      title(title.title());
    }
    if (!sheet.extract().isEmpty()) {
      remark(sheet.extract());
    }
    sentence(sheet.about());
    if (sheet.summary() != null) {
      sentence(sheet.summary().sentence());
    }
    if (!sheet.same().isEmpty()) {
      remark(sheet.same());
    }
    for (Sheet.Item item : sheet.items()) {
      item(item, sheet.several());
    }
    if (!sheet.frameworks().isEmpty()) {
      section("Frameworks");
    }
    for (Sheet.Framework framework : sheet.frameworks()) {
      listed(
          "%s (%s): %s. Members: %s"
              .formatted(
                  framework.title(), framework.id(), framework.standing(), framework.members()));
    }
    if (!sheet.reasons().isEmpty()) {
      reasons();
    }
    for (Sheet.Reason reason : sheet.reasons()) {
      reason(reason.number(), reason.sentence());
    }
  }

  private void all(Leaf leaf) throws IOException {
    title(leaf.title());
    for (String about : leaf.about()) {
      sentence(about);
    }
    for (Leaf.Part part : leaf.parts()) {
      if (part.headed()) {
        heading(part);
      }
      for (Leaf.Block block : part.blocks()) {
        if (block.line() != null) {
          line(block.line());
        }
        if (block.table() != null) {
          for (Leaf.Row row : block.table().rows()) {
            row(row);
          }
        }
      }
    }
  }

  /** Of the whole. */
  abstract void title(String title) throws IOException;

  abstract void sentence(String sentence) throws IOException;

  /** A sentence that is not to be missed. */
  abstract void remark(String sentence) throws IOException;

  abstract void section(String heading) throws IOException;

  abstract void listed(String entry) throws IOException;

  /** Before the first of them. */
  abstract void reasons() throws IOException;

  abstract void reason(int number, String sentence) throws IOException;

  /**
   * A provision.
   *
   * @param several whether languages stand one below the other
   */
  abstract void item(Sheet.Item item, boolean several) throws IOException;

  abstract void heading(Leaf.Part part) throws IOException;

  abstract void line(Leaf.Line line) throws IOException;

  abstract void row(Leaf.Row row) throws IOException;

  final void write(String text) throws IOException {
    out.write(text);
  }
}
