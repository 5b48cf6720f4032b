package org.planledger.paper.word;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The paragraphs of a document as they stand in it: which characters are there, whose changes
 * brought them or take them out, and which bookmarks stand round them. How words look is not read,
 * and neither is what is no text; the latter is remembered as an oddity of its paragraph.
 */
final class Manuscript {
  private static final Set<String> NAMESPACES =
      Set.of(Body.NAMESPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main");

  private final Map<String, String> styles;
  private final List<Paragraph> paragraphs = new ArrayList<>();
  private final Map<String, Range> bookmarks = new LinkedHashMap<>();
  private final Map<String, Opened> opened = new HashMap<>();
  private final Deque<Hand> inserted = new ArrayDeque<>();
  private final Deque<Hand> deleted = new ArrayDeque<>();
  private final Deque<Cell> cells = new ArrayDeque<>();
  private int cellsSoFar;
  private @Nullable Paragraph paragraph;
  private boolean numbering;

  private Manuscript(Map<String, String> styles) {
    this.styles = styles;
  }

  /**
   * A stretch of characters with one history.
   *
   * @param inserted whose changes brought it; empty: it was there before
   * @param deleted whose changes take it out
   * @param generated whether it is a number or a status that was written into the document
   */
  record Piece(String text, List<Hand> inserted, List<Hand> deleted, boolean generated) {
    /** Whether it is there once the changes of some are accepted and those of others rejected. */
    boolean isThere(Predicate<Hand> accepted) {
      return inserted.stream().allMatch(accepted) && deleted.stream().noneMatch(accepted);
    }
  }

  /** A place between pieces. */
  private record Opened(String name, int paragraph, int piece) {}

  /** What a bookmark encloses: from a place between pieces to another. */
  record Range(int first, int firstPiece, int last, int lastPiece) {}

  /** Where a paragraph stands in a table. */
  private static final class Cell {
    private int id;
    private int column = -1;
  }

  /** A paragraph. */
  static final class Paragraph {
    private final int index;
    private final int cell;
    private final int column;
    private final List<Piece> pieces = new ArrayList<>();
    private final Set<String> oddities = new LinkedHashSet<>();
    private String style = "";
    private List<Hand> markInserted = List.of();
    private List<Hand> markDeleted = List.of();

    private Paragraph(int index, int cell, int column) {
      this.index = index;
      this.cell = cell;
      this.column = column;
    }

    int index() {
      return index;
    }

    /** Number of its cell, from 1; 0: it stands in no table. */
    int cell() {
      return cell;
    }

    /** Of the row that its cell is in, from 0. */
    int column() {
      return column;
    }

    /** Its name in lower case. */
    String style() {
      return style;
    }

    List<Piece> pieces() {
      return pieces;
    }

    /** What is in it and not read. */
    Set<String> oddities() {
      return oddities;
    }

    /** Its end, as a piece that reads so. */
    Piece end(String text) {
      return new Piece(text, markInserted, markDeleted, false);
    }

    /** What it says; a number or a status is no part of that. */
    String text(Predicate<Hand> accepted) {
      return text(accepted, false);
    }

    /** The same with numbers and statuses. */
    String whole(Predicate<Hand> accepted) {
      return text(accepted, true);
    }

    private String text(Predicate<Hand> accepted, boolean generated) {
      StringBuilder text = new StringBuilder();
      for (Piece piece : pieces) {
        if ((generated || !piece.generated()) && piece.isThere(accepted)) {
          text.append(piece.text());
        }
      }
      return text.toString();
    }

    /** 1 to 9; 0: it is no heading. */
    int level() {
      return style.matches("heading [1-9]") ? style.charAt(style.length() - 1) - '0' : 0;
    }

    /** Whether all of it is ours and none of it words of the plan. */
    boolean isGenerated() {
      return switch (style) {
        case "title", "subtitle", "provisionstatus", "planledgernote" -> true;
        default -> false;
      };
    }
  }

  /** Reads the main part of a document. */
  static Manuscript read(XMLStreamReader xml, Map<String, String> styles)
      throws XMLStreamException {
    Manuscript manuscript = new Manuscript(styles);
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        manuscript.start(xml);
      } else if (event == XMLStreamReader.END_ELEMENT && isWord(xml)) {
        manuscript.end(xml.getLocalName());
      }
    }
    return manuscript;
  }

  List<Paragraph> paragraphs() {
    return paragraphs;
  }

  /** By name. */
  Map<String, Range> bookmarks() {
    return bookmarks;
  }

  private static boolean isWord(XMLStreamReader xml) {
    return NAMESPACES.contains(xml.getNamespaceURI());
  }

  private void start(XMLStreamReader xml) throws XMLStreamException {
    if (!isWord(xml)) {
      odd("something that is not of Word's own (%s)".formatted(xml.getLocalName()));
      skip(xml);
      return;
    }
    switch (xml.getLocalName()) {
      case "tbl" -> cells.push(new Cell());
      case "tr" -> {
        if (!cells.isEmpty()) {
          cells.getFirst().column = -1;
        }
      }
      case "tc" -> {
        if (!cells.isEmpty()) {
          cells.getFirst().id = ++cellsSoFar;
          cells.getFirst().column++;
        }
      }
      case "p" -> begin();
      case "pPr" -> paragraphProperties(xml);
      case "r" -> numbering = false;
      case "rPr" -> runProperties(xml);
      case "t", "delText" -> text(xml);
      case "tab", "ptab" -> add("\t");
      case "cr" -> add("\n");
      case "br" -> {
        String type = WordFile.attribute(xml, "type");
        if (type == null || type.equals("textWrapping")) {
          add("\n");
        }
      }
      case "noBreakHyphen" -> add("\u2011");
      case "softHyphen" -> add("\u00AD");
      case "ins", "moveTo" -> inserted.push(hand(xml));
      case "del", "moveFrom" -> deleted.push(hand(xml));
      case "bookmarkStart" -> open(xml);
      case "bookmarkEnd" -> close(xml);
      case "footnoteReference", "endnoteReference" -> odd("a footnote");
      case "sym" -> odd("a character of a symbol font");
      case "fldSimple", "fldChar" -> odd("a field, whose result counts as text");
      case "drawing", "pict", "object" -> {
        odd("a picture, a drawing or another object");
        skip(xml);
      }
      case "instrText",
          "delInstrText",
          "rt",
          "tblPr",
          "tblPrEx",
          "tblGrid",
          "trPr",
          "tcPr",
          "sdtPr",
          "sdtEndPr",
          "sectPr" ->
          skip(xml);
      default -> {
        // A frame round what is read, or nothing that is read.
      }
    }
  }

  private void end(String element) {
    switch (element) {
      case "tbl" -> cells.poll();
      case "p" -> paragraph = null;
      case "ins", "moveTo" -> inserted.poll();
      case "del", "moveFrom" -> deleted.poll();
      default -> {
        // Nothing was kept for it.
      }
    }
  }

  private void begin() {
    Cell cell = cells.peek();
    paragraph =
        new Paragraph(
            paragraphs.size(), cell == null ? 0 : cell.id, cell == null ? 0 : cell.column);
    paragraphs.add(paragraph);
  }

  private void paragraphProperties(XMLStreamReader xml) throws XMLStreamException {
    Paragraph of = paragraph;
    while (next(xml, "pPr")) {
      switch (xml.getLocalName()) {
        case "pStyle" -> {
          if (of != null) {
            of.style = styled(xml);
          }
        }
        case "ins", "moveTo" -> {
          if (of != null) {
            of.markInserted = with(of.markInserted, hand(xml));
          }
        }
        case "del", "moveFrom" -> {
          if (of != null) {
            of.markDeleted = with(of.markDeleted, hand(xml));
          }
        }
        case "numPr", "pPrChange", "rPrChange", "sectPr" -> skip(xml);
        default -> {
          // How it looks.
        }
      }
    }
  }

  private void runProperties(XMLStreamReader xml) throws XMLStreamException {
    while (next(xml, "rPr")) {
      switch (xml.getLocalName()) {
        case "rStyle" -> numbering = styled(xml).equals("provisionnumber");
        case "rPrChange" -> skip(xml);
        default -> {
          // How it looks.
        }
      }
    }
  }

  /** Goes to the next element within another; false: that has ended. */
  private static boolean next(XMLStreamReader xml, String within) throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        return true;
      }
      if (event == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals(within)) {
        return false;
      }
    }
    return false;
  }

  private String styled(XMLStreamReader xml) {
    String id = WordFile.attribute(xml, "val");
    return id == null ? "" : styles.getOrDefault(id, "");
  }

  private static List<Hand> with(List<Hand> some, Hand one) {
    List<Hand> all = new ArrayList<>(some);
    all.add(one);
    return all;
  }

  private void text(XMLStreamReader xml) throws XMLStreamException {
    boolean kept = "preserve".equals(WordFile.attribute(xml, "space"));
    StringBuilder text = new StringBuilder();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamReader.END_ELEMENT) {
        break;
      }
      if (event == XMLStreamReader.START_ELEMENT) {
        skip(xml);
      } else if (xml.hasText() && event != XMLStreamReader.COMMENT) {
        text.append(xml.getText());
      }
    }
    add(kept ? text.toString() : text.toString().strip());
  }

  private void add(String text) {
    if (paragraph == null || text.isEmpty()) {
      return;
    }
    paragraph.pieces.add(
        new Piece(
            text,
            List.copyOf(inserted),
            List.copyOf(deleted),
            numbering || paragraph.isGenerated()));
  }

  private static Hand hand(XMLStreamReader xml) {
    return Hand.read(WordFile.attribute(xml, "author"), WordFile.attribute(xml, "date"));
  }

  private void open(XMLStreamReader xml) {
    String id = WordFile.attribute(xml, "id");
    String name = WordFile.attribute(xml, "name");
    if (id != null && name != null) {
      opened.put(
          id,
          paragraph == null
              ? new Opened(name, paragraphs.size(), 0)
              : new Opened(name, paragraph.index(), paragraph.pieces.size()));
    }
  }

  private void close(XMLStreamReader xml) {
    Opened start = opened.remove(String.valueOf(WordFile.attribute(xml, "id")));
    if (start == null) {
      return;
    }
    int last = paragraph == null ? paragraphs.size() - 1 : paragraph.index();
    if (last >= start.paragraph()) {
      bookmarks.putIfAbsent(
          start.name(),
          new Range(start.paragraph(), start.piece(), last, paragraphs.get(last).pieces().size()));
    }
  }

  private void odd(String what) {
    if (paragraph != null) {
      paragraph.oddities.add(what);
    }
  }

  /** Passes over an element that has begun. */
  private static void skip(XMLStreamReader xml) throws XMLStreamException {
    int depth = 1;
    while (depth > 0 && xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        depth++;
      } else if (event == XMLStreamReader.END_ELEMENT) {
        depth--;
      }
    }
  }
}
