package org.planledger.paper.word;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What a document says once all its tracked changes are accepted or all are rejected, found from
 * the rules of the format alone: what was read here shares nothing with the reader under test.
 */
final class Resolved {
  private final String gone;
  private final Map<String, StringBuilder> open = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private final List<String> lines = new ArrayList<>();
  private final List<String> provisions = new ArrayList<>();

  private Resolved(boolean accepted) {
    this.gone = accepted ? "del" : "ins";
  }

  private static Resolved of(Document document, boolean accepted) {
    Resolved resolved = new Resolved(accepted);
    for (Element paragraph : Docx.all(document, "p")) {
      resolved.paragraph(paragraph);
    }
    return resolved;
  }

  /** Texts by the names of the bookmarks round them; without those whose paragraphs are gone. */
  static Map<String, String> texts(Document document, boolean accepted) {
    return of(document, accepted).texts;
  }

  /** All lines that are not empty, with what is no text of a provision. */
  static List<String> lines(Document document, boolean accepted) {
    return of(document, accepted).lines;
  }

  /**
   * The styles of the lines that provisions begin with, and the bookmarks there, in their order.
   */
  static List<String> provisions(Document document, boolean accepted) {
    return of(document, accepted).provisions;
  }

  private void paragraph(Element paragraph) {
    boolean joins = false;
    for (Element properties : Docx.all(paragraph, "pPr")) {
      joins |= !Docx.all(properties, gone).isEmpty();
    }
    Map<String, String> before = new LinkedHashMap<>(texts);
    StringBuilder all = new StringBuilder();
    walk(paragraph, all);
    if (joins && all.isEmpty()) {
      texts.keySet().retainAll(before.keySet());
    }
    if (!all.isEmpty()) {
      lines.add(all.toString());
      String style = Docx.value(Docx.all(paragraph, "pStyle").getFirst(), "val");
      Docx.all(paragraph, "bookmarkStart").stream()
          .map(start -> Docx.value(start, "name"))
          .filter(name -> name.startsWith("p_"))
          .forEach(name -> provisions.add(style + " " + name));
    }
  }

  private void walk(Node node, StringBuilder all) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (!(child instanceof Element element)) {
        continue;
      }
      String name = element.getLocalName();
      switch (name) {
        case "bookmarkStart" -> {
          names.put(Docx.value(element, "id"), Docx.value(element, "name"));
          open.put(Docx.value(element, "id"), new StringBuilder());
        }
        case "bookmarkEnd" -> {
          String id = Docx.value(element, "id");
          if (open.containsKey(id)) {
            texts.put(names.get(id), open.remove(id).toString());
          }
        }
        case "t", "delText" -> add(element.getTextContent(), all);
        case "br" -> add("\n", all);
        case "tab" -> add("\t", all);
        case "pPr", "rPr" -> {
          // Not text.
        }
        default -> {
          if (!name.equals(gone)) {
            walk(element, all);
          }
        }
      }
    }
  }

  private void add(String text, StringBuilder all) {
    all.append(text);
    open.values().forEach(each -> each.append(text));
  }

  /** Elements of tracked changes that stand in one another. */
  static List<Element> nested(Document document) {
    return List.of("ins", "del").stream()
        .flatMap(kind -> Docx.all(document, kind).stream())
        .filter(change -> !Docx.all(change, "ins").isEmpty() || !Docx.all(change, "del").isEmpty())
        .toList();
  }
}
