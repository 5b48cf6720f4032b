package org.planledger.paper.akn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** Whom and what a document refers to, each once, numbered as they come. */
final class References {
  private final String prefix;
  private final Map<String, Reference> byHref = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /** Of a document whose ids all begin alike. */
  References(String prefix) {
    this.prefix = prefix;
    secretariat();
  }

  private record Reference(
      String element, @Nullable String name, String id, String href, String showAs) {}

  /** Who keeps the record. */
  String secretariat() {
    return add(
        "TLCOrganization",
        null,
        prefix + "secretariat",
        Iri.of("organization", "secretariat"),
        "Secretariat");
  }

  /** A meeting, as the body that decides. */
  String meeting(String id) {
    return numbered("TLCOrganization", null, "meeting", Iri.of("meeting", id), id);
  }

  /** Who decided: a meeting, or else the secretariat. */
  String decider(@Nullable String meeting) {
    return meeting == null ? secretariat() : meeting(meeting);
  }

  /** A contribution that changes were made from. */
  String source(String document) {
    return numbered("passiveRef", null, "document", Iri.document(document), document);
  }

  /** The contribution that an amendment came in. */
  String original(String document) {
    return numbered("original", null, "document", Iri.document(document), document);
  }

  /** The plan that an amendment changes. */
  String changed(String iri, String plan) {
    return add("activeRef", null, prefix + "plan", iri, plan);
  }

  /** A person or a delegation, which of them is not known. */
  String proposer(String name) {
    return numbered("TLCReference", "proposer", "proposer", Iri.of("proposer", name), name);
  }

  /** A provision by its lasting id. */
  String provision(String id) {
    return numbered("TLCReference", "provision", "provision", Iri.of("provision", id), id);
  }

  /** A status or a state. */
  String concept(Enum<?> what) {
    String name = what.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return add("TLCConcept", null, prefix + name, Iri.of("concept", name), name.replace('-', ' '));
  }

  private String numbered(
      String element, @Nullable String name, String what, String href, String showAs) {
    Reference known = byHref.get(href);
    return known != null
        ? "#" + known.id()
        : add(
            element, name, prefix + what + "_" + counts.merge(what, 1, Integer::sum), href, showAs);
  }

  private String add(String element, @Nullable String name, String id, String href, String showAs) {
    byHref.putIfAbsent(href, new Reference(element, name, id, href, showAs));
    return "#" + id;
  }

  void write(Xml xml) throws XMLStreamException {
    xml.open("references").with("source", secretariat());
    for (Reference each : byHref.values()) {
      xml.leaf(each.element())
          .with("name", each.name())
          .with("eId", each.id())
          .with("href", each.href())
          .with("showAs", each.showAs());
    }
    xml.close();
  }
}
