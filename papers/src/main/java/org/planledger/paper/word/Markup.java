package org.planledger.paper.word;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes XML: the same calls give the same bytes. */
final class Markup implements AutoCloseable {
  private final Writer out;
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inTag;

  Markup(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
  }

  /** Opens an element; {@code attributes} are names and values in turn. */
  Markup start(String element, String... attributes) {
    closeTag();
    raw("<");
    raw(element);
    for (int i = 0; i < attributes.length; i += 2) {
      raw(" ");
      raw(attributes[i]);
      raw("=\"");
      escaped(attributes[i + 1]);
      raw("\"");
    }
    open.push(element);
    inTag = true;
    return this;
  }

  /** Closes the element that was opened last. */
  Markup end() {
    String element = open.pop();
    if (inTag) {
      raw("/>");
      inTag = false;
    } else {
      raw("</");
      raw(element);
      raw(">");
    }
    return this;
  }

  /** An element with nothing in it. */
  Markup empty(String element, String... attributes) {
    return start(element, attributes).end();
  }

  Markup text(String text) {
    closeTag();
    escaped(text);
    return this;
  }

  private void closeTag() {
    if (inTag) {
      raw(">");
      inTag = false;
    }
  }

  private void escaped(String text) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      String instead =
          switch (text.charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default -> "";
          };
      if (!instead.isEmpty()) {
        raw(text, from, i);
        raw(instead);
        from = i + 1;
      }
    }
    raw(text, from, text.length());
  }

  private void raw(String text) {
    raw(text, 0, text.length());
  }

  private void raw(String text, int from, int to) {
    try {
      out.write(text, from, to - from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
