package org.planledger.paper.akn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.RedlinePaper.Reason;

/** What others changed in a document: each change with its reason. */
final class Passive {
  private final References references;
  private final List<Change> all = new ArrayList<>();
  private @Nullable Change open;

  Passive(References references) {
    this.references = references;
  }

  /** A change that is being told. */
  private static final class Change {
    private final @Nullable String type;
    private final @Nullable Reason reason;
    private final String destination;
    private final @Nullable String previous;
    private final String period;
    private final List<String> old = new ArrayList<>();
    private final List<String> now = new ArrayList<>();

    /**
     * A change.
     *
     * @param type null: as what it takes and brings makes it
     */
    Change(
        @Nullable String type,
        @Nullable Reason reason,
        String destination,
        @Nullable String previous,
        String period) {
      this.type = type;
      this.reason = reason;
      this.destination = destination;
      this.previous = previous;
      this.period = period;
    }

    String type() {
      if (type != null) {
        return type;
      }
      if (old.isEmpty()) {
        return "insertion";
      }
      return now.isEmpty() ? "repeal" : "substitution";
    }
  }

  /** Words left a paragraph. */
  void deleted(String paragraph, String id, @Nullable Reason reason, String period) {
    change(paragraph, reason, period).old.add(id);
  }

  /** Words came into a paragraph. */
  void inserted(String paragraph, String id, @Nullable Reason reason, String period) {
    change(paragraph, reason, period).now.add(id);
  }

  /** What stands side by side for one reason is one change. */
  private Change change(String paragraph, @Nullable Reason reason, String period) {
    Change change = open;
    if (change == null
        || !change.destination.equals(paragraph)
        || !Objects.equals(change.reason, reason)) {
      change = new Change(null, reason, paragraph, null, period);
      all.add(change);
      open = change;
    }
    return change;
  }

  /** What comes next does not stand beside what came last. */
  void kept() {
    open = null;
  }

  /** A provision came. */
  void added(String provision, @Nullable Reason reason, String period) {
    Change change = new Change("insertion", reason, provision, null, period);
    change.now.add(provision);
    all.add(change);
  }

  /** A provision left. */
  void removed(String provision, @Nullable Reason reason, String period) {
    Change change = new Change("repeal", reason, provision, null, period);
    change.old.add(provision);
    all.add(change);
  }

  /** A provision has another number. */
  void renumbered(String provision, String before, String period) {
    all.add(new Change("renumbering", null, provision, before, period));
  }

  void write(Xml xml) throws XMLStreamException {
    if (all.isEmpty()) {
      return;
    }
    xml.open("analysis").with("source", references.secretariat());
    xml.open("passiveModifications");
    int number = 1;
    for (Change change : all) {
      xml.open("textualMod").with("eId", "pmod_" + number++).with("type", change.type());
      sources(xml, change.reason);
      xml.leaf("destination").with("href", "#" + change.destination);
      xml.leaf("force").with("period", change.period);
      if (change.previous != null) {
        xml.leaf("previous").with("href", "#" + change.previous);
      }
      for (String old : change.old) {
        xml.leaf("old").with("href", "#" + old);
      }
      for (String now : change.now) {
        xml.leaf("new").with("href", "#" + now);
      }
      xml.close();
    }
    xml.close().close();
  }

  private void sources(Xml xml, @Nullable Reason reason) throws XMLStreamException {
    if (reason == null) {
      xml.leaf("source").with("href", references.secretariat());
      return;
    }
    String document = reason.document();
    if (document != null) {
      xml.leaf("source").with("href", references.source(document));
    }
    xml.open("source").with("href", references.decider(reason.meeting()));
    xml.mark("pl:reason")
        .with("revision", reason.revision())
        .with("event", reason.event())
        .with("amendment", reason.amendment())
        .with("proposer", reason.proposer())
        .with("document", document)
        .with("meeting", reason.meeting())
        .with("agendaItem", reason.agendaItem())
        .with("paragraph", reason.paragraph())
        .with("on", reason.on())
        .with("recordedAt", reason.recordedAt());
    xml.close();
  }
}
