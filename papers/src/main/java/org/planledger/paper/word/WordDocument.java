package org.planledger.paper.word;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageProperties;
import org.apache.poi.openxml4j.opc.PackagingURIHelper;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.text.Redline.Op;

/**
 * Writes papers as Word documents. What changed is written as tracked changes: all accepted, the
 * texts are those of the later draft, and all rejected, those of the earlier one. What was moved
 * stands where it stands later. The same paper gives the same bytes.
 */
public final class WordDocument {
  /** Of a document without macros. */
  public static final String MEDIA_TYPE =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

  private static final String WORD =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  private static final String RELATION =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  private static final LocalDateTime ZIPPED = LocalDateTime.of(2000, 1, 1, 0, 0);

  private WordDocument() {}

  /** Writes a draft; the stream stays open. */
  public static void write(DraftPaper paper, OutputStream out) throws IOException {
    List<RedlinePaper.Item> items = new ArrayList<>();
    for (DraftPaper.Item item : paper.items()) {
      items.add(
          new RedlinePaper.Item(
              item, item, unchanged(item.heading()), unchanged(item.text()), List.of()));
    }
    write(new RedlinePaper(paper, paper, items), false, out);
  }

  /** Writes a redline; the stream stays open. */
  public static void write(RedlinePaper paper, OutputStream out) throws IOException {
    write(paper, true, out);
  }

  private static List<RedlinePaper.Words> unchanged(Map<String, String> words) {
    return words.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(
            entry ->
                new RedlinePaper.Words(
                    entry.getKey(),
                    List.of(new RedlinePaper.Run(Op.EQUAL, entry.getValue(), null))))
        .toList();
  }

  /** Writes the paper of a meeting, which does not come back; the stream stays open. */
  public static void write(MeetingPaper paper, OutputStream out) throws IOException {
    pack(
        out,
        opc -> {
          PackagePart document = document(opc, to -> new MeetingBody(paper, to).write());
          copy(
              relate(document, part(opc, "/word/styles.xml", WORD + "styles+xml"), "styles"),
              "styles");
          describe(opc.getPackageProperties(), paper.title(), paper.knownAt());
        });
  }

  private static void write(RedlinePaper paper, boolean redline, OutputStream out)
      throws IOException {
    pack(out, opc -> fill(opc, paper, redline));
  }

  /** Puts parts into a package. */
  @FunctionalInterface
  private interface Filling {
    void into(OPCPackage opc) throws InvalidFormatException;
  }

  private static void pack(OutputStream out, Filling filling) throws IOException {
    try {
      OPCPackage opc = OPCPackage.create(OutputStream.nullOutputStream());
      try {
        filling.into(opc);
        opc.save(new Zip(out));
      } finally {
        opc.revert();
      }
    } catch (InvalidFormatException e) {
      throw new IllegalStateException("The package is made of fixed names", e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static PackagePart document(OPCPackage opc, Consumer<Markup> body)
      throws InvalidFormatException {
    PackagePart document = part(opc, "/word/document.xml", WORD + "document.main+xml");
    opc.addRelationship(document.getPartName(), TargetMode.INTERNAL, RELATION + "officeDocument");
    content(document, body);
    return document;
  }

  private static void fill(OPCPackage opc, RedlinePaper paper, boolean redline)
      throws InvalidFormatException {
    Comments comments = new Comments();
    Origin[] origin = new Origin[1];
    PackagePart document =
        document(opc, to -> origin[0] = new Body(paper, redline, to, comments).write());
    copy(relate(document, part(opc, "/word/styles.xml", WORD + "styles+xml"), "styles"), "styles");
    copy(
        relate(document, part(opc, "/word/settings.xml", WORD + "settings+xml"), "settings"),
        "settings");
    if (!comments.isEmpty()) {
      content(
          relate(document, part(opc, "/word/comments.xml", WORD + "comments+xml"), "comments"),
          comments::write);
    }
    PackagePart item =
        relate(document, part(opc, "/customXml/item1.xml", "application/xml"), "customXml");
    content(item, Objects.requireNonNull(origin[0])::write);
    copy(
        relate(
            item,
            part(
                opc,
                "/customXml/itemProps1.xml",
                "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"),
            "customXmlProps"),
        "origin");
    describe(opc.getPackageProperties(), paper.to().shownTitle(), paper.to().knownAt());
  }

  private static void describe(PackageProperties properties, String title, Instant knownAt)
      throws InvalidFormatException {
    Instant known = knownAt.truncatedTo(ChronoUnit.SECONDS);
    properties.setCreatorProperty("Planledger");
    properties.setTitleProperty(title);
    properties.setCreatedProperty(known.toString());
  }

  private static PackagePart part(OPCPackage opc, String name, String type)
      throws InvalidFormatException {
    return opc.createPart(PackagingURIHelper.createPartName(name), type);
  }

  private static PackagePart relate(PackagePart from, PackagePart to, String relation) {
    from.addRelationship(to.getPartName(), TargetMode.INTERNAL, RELATION + relation);
    return to;
  }

  private static void content(PackagePart part, Consumer<Markup> content) {
    try (Markup out = new Markup(part.getOutputStream())) {
      content.accept(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(PackagePart part, String resource) {
    try (InputStream in =
            Objects.requireNonNull(WordDocument.class.getResourceAsStream(resource + ".xml"));
        OutputStream out = part.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives all entries one time, whatever the zone of the machine. */
  private static final class Zip extends ZipArchiveOutputStream {
    Zip(OutputStream out) {
      super(out);
    }

    @Override
    public void putArchiveEntry(ZipArchiveEntry entry) throws IOException {
      entry.setTime(ZIPPED.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
      super.putArchiveEntry(entry);
    }
  }
}
