package org.planledger.paper.word;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageProperties;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * A Word document that somebody sent, who may mean harm: nothing of it is trusted, nothing that it
 * points to is fetched, and no part of it may grow without bound.
 */
final class WordFile implements Closeable {
  /** Bytes of a file. */
  static final int LARGEST = 16 << 20;

  /** Bytes of a part, unpacked. A long text of one letter packs to a thousandth of it. */
  private static final long LARGEST_PART = 64L << 20;

  /** Bytes of a part that is read as a whole into memory: relations and types of content. */
  private static final long LARGEST_LIST = 1L << 20;

  private static final int MOST_PARTS = 1_000;

  /** Elements within one another. */
  private static final int DEEPEST = 500;

  private static final String MACROS = "application/vnd.ms-office.vbaProject";

  static {
    ZipSecureFile.setMinInflateRatio(0);
    ZipSecureFile.setMaxEntrySize(2 * LARGEST_PART);
    ZipSecureFile.setMaxFileCount(MOST_PARTS);
  }

  private final Path file;
  private final OPCPackage opc;
  private final PackagePart document;

  private WordFile(Path file, OPCPackage opc, PackagePart document) {
    this.file = file;
    this.opc = opc;
    this.document = document;
  }

  /**
   * Opens one.
   *
   * @throws Refused 413 when it is too large, 415 when it is no document of Word or holds what a
   *     plan has no use for, 400 when it is damaged
   */
  static WordFile open(byte[] bytes) throws IOException {
    requireZip(bytes);
    Path file = Files.createTempFile("planledger", ".docx");
    try {
      Files.write(file, bytes);
      requireBounded(file);
      return opened(file);
    } catch (Refused refused) {
      Files.delete(file);
      throw refused;
    } catch (IOException | InvalidFormatException | RuntimeException e) {
      // POI has many ways to say that a file is not as it should be.
      Files.delete(file);
      throw damaged();
    }
  }

  private static WordFile opened(Path file) throws IOException, InvalidFormatException {
    OPCPackage opc = OPCPackage.open(file.toFile(), PackageAccess.READ);
    try {
      return new WordFile(file, opc, document(opc));
    } catch (RuntimeException e) {
      opc.revert();
      throw e;
    }
  }

  /** What the first bytes say; more is not read of what is something else. */
  private static void requireZip(byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw tooLarge();
    }
    if (begins(bytes, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw unsupported(
          "The file is encrypted or of an old form of Word; save it as DOCX without a password.");
    }
    if (!begins(bytes, 'P', 'K', 3, 4)) {
      throw unsupported("The file is no Word document; send a DOCX.");
    }
  }

  private static boolean begins(byte[] bytes, int... first) {
    if (bytes.length < first.length) {
      return false;
    }
    for (int i = 0; i < first.length; i++) {
      if ((bytes[i] & 0xFF) != first[i]) {
        return false;
      }
    }
    return true;
  }

  /** Unpacks all once: POI keeps lists whole, and asks for them before anybody can say no. */
  private static void requireBounded(Path file) throws IOException {
    try (ZipSecureFile zip = new ZipSecureFile(file.toFile())) {
      List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
      if (entries.size() > MOST_PARTS) {
        throw tooLarge();
      }
      long all = 0;
      for (ZipArchiveEntry entry : entries) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        boolean list = name.endsWith(".rels") || name.equals("[content_types].xml");
        all += requireBounded(zip, entry, list ? LARGEST_LIST : LARGEST_PART);
        if (all > 2 * LARGEST_PART) {
          throw tooLarge();
        }
      }
    }
  }

  private static long requireBounded(ZipSecureFile zip, ZipArchiveEntry entry, long limit)
      throws IOException {
    byte[] buffer = new byte[1 << 13];
    long size = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > limit) {
          throw tooLarge();
        }
      }
    }
    return size;
  }

  private static PackagePart document(OPCPackage opc) throws InvalidFormatException {
    boolean macros =
        !opc.getPartsByContentType(MACROS).isEmpty()
            || opc.getParts().stream()
                .anyMatch(part -> part.getContentType().contains("macroEnabled"));
    if (macros) {
      throw unsupported("The document holds macros; save it as DOCX without them.");
    }
    for (PackageRelationship relation : opc.getRelationships()) {
      if (relation.getRelationshipType().endsWith("/officeDocument")) {
        PackagePart part = opc.getPart(relation);
        if (part != null && part.getContentType().equals(WordDocument.MEDIA_TYPE + ".main+xml")) {
          return part;
        }
      }
    }
    throw unsupported("The file is no Word document; send a DOCX.");
  }

  /** Reads XML of a part. */
  @FunctionalInterface
  interface Reading<T> {
    T read(XMLStreamReader xml) throws XMLStreamException;
  }

  /** Reads the main part from its start. */
  <T> T document(Reading<T> reading) throws IOException {
    return read(document, reading);
  }

  /** Names of styles in lower case, by the ids under which the document knows them. */
  Map<String, String> styles() throws IOException {
    Map<String, String> names = new HashMap<>();
    for (PackagePart styles : related("/styles")) {
      read(
          styles,
          xml -> {
            String id = null;
            while (xml.hasNext()) {
              if (xml.next() != XMLStreamReader.START_ELEMENT) {
                continue;
              }
              if (xml.getLocalName().equals("style")) {
                id = attribute(xml, "styleId");
              } else if (xml.getLocalName().equals("name") && id != null) {
                String name = attribute(xml, "val");
                names.put(id, name == null ? "" : name.toLowerCase(Locale.ROOT));
                id = null;
              }
            }
            return names;
          });
    }
    return names;
  }

  /**
   * What the document was made from.
   *
   * @throws Refused 400 when it does not say
   */
  Origin origin() throws IOException {
    for (PackagePart part : related("/customXml")) {
      Optional<Origin> origin = read(part, WordFile::origin);
      if (origin.isPresent()) {
        return origin.get();
      }
    }
    throw new Refused(
        ProblemType.MALFORMED_REQUEST,
        "The document does not say which draft it was made from: it was not written here, or"
            + " the program that saved it has taken that out. Work on a document that was"
            + " downloaded here, in Word or LibreOffice.");
  }

  private static Optional<Origin> origin(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext() && !xml.isStartElement()) {
      xml.next();
    }
    if (!xml.isStartElement() || !Origin.NAMESPACE.equals(xml.getNamespaceURI())) {
      return Optional.empty();
    }
    return Optional.of(Origin.read(xml));
  }

  /** Who saved the document last, as far as it says. */
  Optional<Hand> lastSaved() {
    try {
      PackageProperties properties = opc.getPackageProperties();
      return properties
          .getLastModifiedByProperty()
          .filter(name -> !name.isBlank())
          .map(
              name ->
                  Hand.read(
                      name,
                      properties
                          .getModifiedProperty()
                          .map(date -> date.toInstant().toString())
                          .orElse(null)));
    } catch (InvalidFormatException | RuntimeException e) {
      throw damaged();
    }
  }

  private List<PackagePart> related(String type) {
    List<PackagePart> parts = new ArrayList<>();
    try {
      for (PackageRelationship relation : document.getRelationships()) {
        if (relation.getRelationshipType().endsWith(type)
            && relation.getTargetMode() == TargetMode.INTERNAL) {
          PackagePart part = document.getRelatedPart(relation);
          if (part != null) {
            parts.add(part);
          }
        }
      }
    } catch (InvalidFormatException | RuntimeException e) {
      throw damaged();
    }
    return parts;
  }

  private static <T> T read(PackagePart part, Reading<T> reading) throws IOException {
    try (InputStream in = part.getInputStream()) {
      return reading.read(new Guarded(xml().createXMLStreamReader(in)));
    } catch (XMLStreamException | IllegalArgumentException e) {
      throw damaged();
    }
  }

  /** Goes no further where a document declares what could be anything. */
  private static final class Guarded extends StreamReaderDelegate {
    private int depth;

    Guarded(XMLStreamReader xml) {
      super(xml);
    }

    @Override
    public int next() throws XMLStreamException {
      int event = super.next();
      switch (event) {
        case DTD, ENTITY_REFERENCE ->
            throw new Refused(
                ProblemType.MALFORMED_REQUEST,
                "The document declares a document type or entities, which Word never does.");
        case START_ELEMENT -> {
          depth++;
          if (depth > DEEPEST) {
            throw damaged();
          }
        }
        case END_ELEMENT -> depth--;
        default -> {
          // Harmless.
        }
      }
      return event;
    }
  }

  private static XMLInputFactory xml() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }

  /** An attribute by its local name, in whichever namespace: the strict form has another. */
  static @Nullable String attribute(XMLStreamReader xml, String name) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).equals(name)) {
        return xml.getAttributeValue(i);
      }
    }
    return null;
  }

  private static Refused tooLarge() {
    return new Refused(
        ProblemType.TOO_LARGE,
        "The document is longer than 16 MiB, or holds more than is read of one; send fewer"
            + " provisions, without pictures.");
  }

  private static Refused unsupported(String detail) {
    return new Refused(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
  }

  private static Refused damaged() {
    return new Refused(
        ProblemType.MALFORMED_REQUEST,
        "The document is damaged and cannot be read; open it in Word or LibreOffice and save it"
            + " again.");
  }

  @Override
  public void close() throws IOException {
    opc.revert();
    Files.delete(file);
  }
}
