package org.planledger.paper.akn;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingAmendmentsPaper;
import org.planledger.paper.RedlinePaper;

/**
 * Writes papers as Akoma Ntoso 3.0 (OASIS, {@code application/akn+xml}), valid against its schema.
 *
 * <p>A provision is an {@code hcontainer} with its kind as name, its lasting id as {@code GUID}, an
 * id by its present number, and the one by its former number as {@code wId} where that is another.
 * Its text is in {@code content}, or in {@code intro} if there are provisions below it. Texts and
 * headings come back exactly: the paragraphs of a text joined by line feeds, each {@code eol} a
 * line feed, without {@code ins} the text as it was, without {@code del} as it is.
 */
public final class AkomaNtoso {
  private AkomaNtoso() {}

  /** What is written into a document. */
  private interface Content {
    void write(Xml xml) throws XMLStreamException;
  }

  /**
   * Writes a draft: a {@code doc} of a single version, in one language or several.
   *
   * @throws IOException when it cannot be written; it is not closed
   */
  public static void write(DraftPaper draft, OutputStream to) throws IOException {
    write(to, xml -> PlanDocument.write(xml, draft));
  }

  /**
   * Writes a redline: a {@code doc} of multiple versions, with a modification for every change.
   *
   * @throws IOException when it cannot be written; it is not closed
   */
  public static void write(RedlinePaper redline, OutputStream to) throws IOException {
    write(to, xml -> PlanDocument.write(xml, redline));
  }

  /**
   * Writes an {@code amendment}.
   *
   * @throws IOException when it cannot be written; it is not closed
   */
  public static void write(AmendmentPaper amendment, OutputStream to) throws IOException {
    write(to, xml -> new AmendmentDocument(amendment, "").write(xml));
  }

  /**
   * Writes an {@code amendmentList}.
   *
   * @throws IOException when it cannot be written; it is not closed
   */
  public static void write(MeetingAmendmentsPaper list, OutputStream to) throws IOException {
    write(to, xml -> list(xml, list));
  }

  private static void list(Xml xml, MeetingAmendmentsPaper paper) throws XMLStreamException {
    References references = new References("");
    String meeting = references.meeting(paper.meeting());
    Instant last = last(paper.amendments());
    List<String> languages =
        paper.amendments().stream()
            .flatMap(amendment -> AmendmentDocument.languages(amendment).stream())
            .distinct()
            .toList();
    xml.open("amendmentList").with("name", "amendmentList").with("contains", "originalVersion");
    xml.open("meta");
    new Identification(
            Iri.amendmentList(paper.from(), paper.meeting()),
            paper.from(),
            Map.of("meeting", paper.meeting()),
            languages,
            "@" + last,
            last.toString(),
            paper.amendments().size(),
            last)
        .write(xml, meeting, references.secretariat());
    references.write(xml);
    xml.close();
    xml.open("collectionBody");
    int number = 1;
    for (AmendmentPaper amendment : paper.amendments()) {
      String component = "component_" + number++;
      xml.open("component").with("eId", component);
      new AmendmentDocument(amendment, component + "__").write(xml);
      xml.close();
    }
    xml.close().close();
  }

  /** When what is in the list changed last. */
  private static Instant last(List<AmendmentPaper> amendments) {
    return amendments.stream()
        .map(
            amendment ->
                amendment.outcome() == null
                    ? amendment.recordedAt()
                    : amendment.outcome().recordedAt())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static void write(OutputStream to, Content content) throws IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    try {
      Xml xml = new Xml(out);
      content.write(xml.root());
      xml.close().end();
      out.write("\n");
      out.flush();
    } catch (XMLStreamException e) {
      throw e.getNestedException() instanceof IOException cannot ? cannot : new IOException(e);
    }
  }
}
