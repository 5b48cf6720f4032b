package org.planledger.paper.akn;

import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Elements one after the other. White space is only written where the schema allows nothing but
 * elements.
 */
final class Xml {
  private static final String AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

  /** Of what Akoma Ntoso has no word for. */
  private static final String OWN = "urn:planledger:paper";

  private static final Pattern RETURN = Pattern.compile("\r");

  private final Writer out;
  private final XMLStreamWriter to;

  Xml(Writer out) throws XMLStreamException {
    this.out = out;
    // The one of the JDK: every XML library of a class path writes in a way of its own.
    this.to = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
  }

  /** Begins a document. */
  Xml root() throws XMLStreamException {
    to.writeStartDocument("UTF-8", "1.0");
    return open("akomaNtoso").with("xmlns", AKN).with("xmlns:pl", OWN);
  }

  /** Begins an element on a line of its own. */
  Xml open(String element) throws XMLStreamException {
    to.writeCharacters("\n");
    return inline(element);
  }

  /** Begins an element in the midst of text. */
  Xml inline(String element) throws XMLStreamException {
    to.writeStartElement(element);
    return this;
  }

  /** An element without content, on a line of its own. */
  Xml leaf(String element) throws XMLStreamException {
    to.writeCharacters("\n");
    return mark(element);
  }

  /** An element without content in the midst of text. */
  Xml mark(String element) throws XMLStreamException {
    to.writeEmptyElement(element);
    return this;
  }

  /** An attribute of the element begun last; null: it has none. */
  Xml with(String attribute, @Nullable Object value) throws XMLStreamException {
    if (value != null) {
      to.writeAttribute(attribute, value.toString());
    }
    return this;
  }

  /** Characters, exactly: a carriage return would be read as a line feed. */
  Xml text(String text) throws XMLStreamException {
    String[] parts = RETURN.split(text, -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        to.writeEntityRef("#13");
      }
      to.writeCharacters(parts[i]);
    }
    return this;
  }

  /** Characters of one line or several. */
  Xml lines(String text) throws XMLStreamException {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        mark("eol");
      }
      text(lines[i]);
    }
    return this;
  }

  Xml close() throws XMLStreamException {
    to.writeEndElement();
    return this;
  }

  /** Elements that are written already. */
  Xml raw(CharSequence elements) throws XMLStreamException {
    to.flush();
    try {
      out.append(elements);
    } catch (IOException e) {
      throw new XMLStreamException(e);
    }
    return this;
  }

  /** Writes what is still held back. */
  void end() throws XMLStreamException {
    to.writeEndDocument();
    to.flush();
  }
}
