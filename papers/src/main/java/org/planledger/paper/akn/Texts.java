package org.planledger.paper.akn;

import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/**
 * Texts as paragraphs. A line feed that stays ends a paragraph; one that comes or leaves is an
 * {@code eol} in the mark that it comes or leaves with, since only characters can be marked. So the
 * paragraphs of a text, joined by line feeds, give it exactly.
 */
final class Texts {
  private Texts() {}

  /** Writes the runs that do not stay. */
  @FunctionalInterface
  interface Marks {
    /**
     * Writes a run that comes or leaves.
     *
     * @param paragraph id of the element it stands in
     */
    void write(Xml xml, Run run, String paragraph) throws XMLStreamException;

    /** A run that stays was written. */
    default void kept() {}
  }

  /**
   * Writes texts into an element: in one language its paragraphs, in several a block of each, all
   * of them alternatives of the first.
   *
   * @param id of the element
   */
  static void write(
      Xml xml, String element, String id, List<Words> texts, boolean oneLanguage, Marks marks)
      throws XMLStreamException {
    xml.open(element).with("eId", id);
    if (oneLanguage) {
      xml.with("xml:lang", texts.getFirst().lang());
      paragraphs(xml, id, texts.getFirst().runs(), marks);
    } else {
      for (int i = 0; i < texts.size(); i++) {
        String block = id + "__blockContainer_" + (i + 1);
        xml.open("blockContainer")
            .with("eId", block)
            .with("xml:lang", texts.get(i).lang())
            .with("alternativeTo", i == 0 ? null : "#" + id + "__blockContainer_1");
        paragraphs(xml, block, texts.get(i).runs(), marks);
        xml.close();
      }
    }
    xml.close();
  }

  private static void paragraphs(Xml xml, String id, List<Run> runs, Marks marks)
      throws XMLStreamException {
    int number = 1;
    xml.open("p").with("eId", id + "__p_1");
    for (Run run : runs) {
      if (run.op() != Op.EQUAL) {
        marks.write(xml, run, id + "__p_" + number);
        continue;
      }
      String[] lines = run.text().split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        if (i > 0) {
          number++;
          xml.close().open("p").with("eId", id + "__p_" + number);
        }
        xml.text(lines[i]);
      }
      marks.kept();
    }
    xml.close();
  }

  /** Writes headings, each in a language. */
  static void headings(Xml xml, String id, List<Words> headings, Marks marks)
      throws XMLStreamException {
    for (int i = 0; i < headings.size(); i++) {
      String heading = id + "__heading_" + (i + 1);
      xml.open("heading")
          .with("eId", heading)
          .with("xml:lang", headings.get(i).lang())
          .with("alternativeTo", i == 0 ? null : "#" + id + "__heading_1");
      for (Run run : headings.get(i).runs()) {
        if (run.op() == Op.EQUAL) {
          xml.lines(run.text());
          marks.kept();
        } else {
          marks.write(xml, run, heading);
        }
      }
      xml.close();
    }
  }
}
