package org.planledger.paper.word;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A document as a tree, to be looked at and edited as a word processor does. */
final class Docx {
  static final String W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  static final String DOCUMENT = "word/document.xml";

  private final Map<String, byte[]> parts;

  private Docx(Map<String, byte[]> parts) {
    this.parts = parts;
  }

  static Docx of(byte[] bytes) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new Docx(parts);
  }

  /** Names of the parts, in their order. */
  List<String> names() {
    return List.copyOf(parts.keySet());
  }

  String part(String name) {
    return new String(parts.get(name), StandardCharsets.UTF_8);
  }

  /** The same with another part, or one more. */
  Docx with(String name, byte[] content) {
    Map<String, byte[]> other = new LinkedHashMap<>(parts);
    other.put(name, content);
    return new Docx(other);
  }

  Docx with(String name, UnaryOperator<String> edit) {
    return with(name, edit.apply(part(name)).getBytes(StandardCharsets.UTF_8));
  }

  Docx without(String name) {
    Map<String, byte[]> other = new LinkedHashMap<>(parts);
    other.remove(name);
    return new Docx(other);
  }

  /** The same with the document edited as a tree. */
  Docx edited(Consumer<Document> edit) {
    Document document = document();
    edit.accept(document);
    try {
      StringWriter written = new StringWriter();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(written));
      return with(DOCUMENT, written.toString().getBytes(StandardCharsets.UTF_8));
    } catch (javax.xml.transform.TransformerException e) {
      throw new AssertionError(e);
    }
  }

  Document document() {
    return parsed(part(DOCUMENT));
  }

  static Document parsed(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    } catch (Exception e) {
      throw new AssertionError(xml, e);
    }
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Elements of a name below a node, in document order. */
  static List<Element> all(Node below, String name) {
    NodeList found =
        below instanceof Document document
            ? document.getElementsByTagNameNS(W, name)
            : ((Element) below).getElementsByTagNameNS(W, name);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  static String value(Element element, String attribute) {
    return element.getAttributeNS(W, attribute);
  }

  /** The bookmark of a name. */
  static Element bookmark(Document document, String name) {
    return all(document, "bookmarkStart").stream()
        .filter(start -> value(start, "name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bookmark " + name));
  }

  static Element bookmarkEnd(Document document, Element start) {
    return all(document, "bookmarkEnd").stream()
        .filter(end -> value(end, "id").equals(value(start, "id")))
        .findFirst()
        .orElseThrow();
  }

  /** The paragraph of a bookmark. */
  static Element paragraph(Document document, String bookmark) {
    return (Element) bookmark(document, bookmark).getParentNode();
  }

  static Element element(Document document, String name, String... attributes) {
    Element element = document.createElementNS(W, "w:" + name);
    for (int i = 0; i < attributes.length; i += 2) {
      element.setAttributeNS(W, "w:" + attributes[i], attributes[i + 1]);
    }
    return element;
  }

  /** A run of text. */
  static Element run(Document document, String text, boolean deleted) {
    Element run = element(document, "r");
    Element characters = element(document, deleted ? "delText" : "t");
    characters.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:space", "preserve");
    characters.setTextContent(text);
    run.appendChild(characters);
    return run;
  }

  /** A tracked change by somebody. */
  static Element change(Document document, String kind, String author, String date, Element run) {
    Element change =
        element(document, kind, "id", "9" + author.length(), "author", author, "date", date);
    change.appendChild(run);
    return change;
  }
}
