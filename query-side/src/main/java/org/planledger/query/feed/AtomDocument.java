package org.planledger.query.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A document of an Atom feed: the same events give the same bytes, whoever asks, under whatever
 * address.
 */
final class AtomDocument {
  private static final String ATOM = "http://www.w3.org/2005/Atom";
  private static final String HISTORY = "http://purl.org/syndication/history/1.0";

  /** What a document without entries says, since it has to say something. */
  private static final String NEVER = "1970-01-01T00:00:00Z";

  private final String source;
  private final @Nullable String plan;
  private final boolean archive;
  private final Map<String, String> links;
  private final List<FeedEvent> events;

  private AtomDocument(
      String source,
      @Nullable String plan,
      boolean archive,
      Map<String, String> links,
      List<FeedEvent> events) {
    this.source = source;
    this.plan = plan;
    this.archive = archive;
    this.links = links;
    this.events = events;
  }

  /**
   * The one to subscribe to.
   *
   * @param archives how many there are
   * @param events in the order of the log
   */
  static AtomDocument current(
      String source, @Nullable String plan, long archives, List<FeedEvent> events) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", path(plan));
    if (archives > 0) {
      older(links, plan, archives - 1);
    }
    return new AtomDocument(source, plan, false, links, events);
  }

  /** An archive. */
  static AtomDocument archive(
      String source, @Nullable String plan, long page, List<FeedEvent> events) {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", path(plan, page));
    links.put("current", path(plan));
    if (page > 0) {
      older(links, plan, page - 1);
    }
    links.put("next-archive", path(plan, page + 1));
    links.put("previous", path(plan, page + 1));
    return new AtomDocument(source, plan, true, links, events);
  }

  /** For readers of archives, and for those who know pages alone: there, the next one is older. */
  private static void older(Map<String, String> links, @Nullable String plan, long page) {
    links.put("prev-archive", path(plan, page));
    links.put("next", path(plan, page));
  }

  /** Where the current document is. */
  static String path(@Nullable String plan) {
    return plan == null ? "/api/feed" : "/api/plans/%s/feed".formatted(plan.replace("/", "%2F"));
  }

  private static String path(@Nullable String plan, long page) {
    return path(plan) + "/archive/" + page;
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      write(xml);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Not to be written as XML", e);
    }
    return bytes.toByteArray();
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    xml.setDefaultNamespace(ATOM);
    xml.writeStartElement(ATOM, "feed");
    xml.writeDefaultNamespace(ATOM);
    if (archive) {
      xml.writeNamespace("fh", HISTORY);
    }
    element(xml, "id", feedId());
    element(xml, "title", plan == null ? "Planledger" : "Planledger: " + plan);
    xml.writeStartElement(ATOM, "author");
    element(xml, "name", source);
    xml.writeEndElement();
    element(xml, "updated", events.isEmpty() ? NEVER : events.getLast().body().time());
    if (archive) {
      xml.writeEmptyElement("fh", "archive", HISTORY);
    }
    for (Map.Entry<String, String> link : links.entrySet()) {
      link(xml, link.getKey(), "application/atom+xml", null, link.getValue());
    }
    for (FeedEvent event : events.reversed()) {
      entry(xml, event);
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  /** The same for a feed and its archives. */
  private String feedId() {
    return "urn:uuid:"
        + UUID.nameUUIDFromBytes((source + path(plan)).getBytes(StandardCharsets.UTF_8));
  }

  private static void entry(XMLStreamWriter xml, FeedEvent event) throws XMLStreamException {
    CloudEvent body = event.body();
    xml.writeStartElement(ATOM, "entry");
    element(xml, "id", "urn:uuid:" + body.id());
    element(xml, "title", title(event));
    element(xml, "published", body.time());
    element(xml, "updated", body.time());
    xml.writeEmptyElement(ATOM, "category");
    xml.writeAttribute("term", body.type());
    if (body.data().links().isEmpty()) {
      // An entry without an alternate has content (RFC 4287, 4.1.2).
      element(xml, "content", "This event cannot be read: its row in the log is damaged.");
    }
    String rel = "alternate";
    for (Map.Entry<String, String> link : body.data().links().entrySet()) {
      link(xml, rel, "application/json", link.getKey(), link.getValue());
      rel = "related";
    }
    xml.writeEndElement();
  }

  private static String title(FeedEvent event) {
    String document = event.body().data().document();
    return "%s: %s%s, revision %d"
        .formatted(
            event.type().title(),
            document == null ? "" : document + ", ",
            event.stream().substring(event.stream().indexOf(':') + 1),
            event.revision());
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(ATOM, name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static void link(
      XMLStreamWriter xml, String rel, String type, @Nullable String title, String href)
      throws XMLStreamException {
    xml.writeEmptyElement(ATOM, "link");
    xml.writeAttribute("rel", rel);
    xml.writeAttribute("type", type);
    if (title != null) {
      xml.writeAttribute("title", title);
    }
    xml.writeAttribute("href", href);
  }

  /** Hexadecimal SHA-256. */
  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
