package org.planledger.paper.akn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.AmendmentPaper.Place;
import org.planledger.paper.AmendmentPaper.Sibling;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.plan.Amendment;
import org.planledger.text.Redline.Op;

/** An {@code amendment}: what it says, and the changes that a consolidation has to make. */
final class AmendmentDocument {
  private final AmendmentPaper paper;
  private final String prefix;
  private final References references;

  /** Name of the draft that the amendment is written against, up to the language. */
  private final String plan;

  private final String version;

  /**
   * Of a paper.
   *
   * @param prefix of all its ids, which are unique in a list of amendments too
   */
  AmendmentDocument(AmendmentPaper paper, String prefix) {
    this.paper = paper;
    this.prefix = prefix;
    this.references = new References(prefix);
    this.plan = Iri.plan(paper.plan(), paper.opened());
    this.version = Iri.version(paper.baseRecordedAt(), paper.baseRevision());
  }

  /** Writes text as it is, without marks. */
  private static final Texts.Marks PLAIN =
      (xml, run, paragraph) -> {
        throw new IllegalStateException("A run that is marked");
      };

  /** The languages that an amendment has words in; that of the plan where it has none. */
  static List<String> languages(AmendmentPaper paper) {
    List<String> languages =
        Stream.concat(paper.texts().stream(), paper.headings().stream())
            .map(Words::lang)
            .distinct()
            .toList();
    return languages.isEmpty() ? List.of(paper.authoritativeLanguage()) : languages;
  }

  void write(Xml xml) throws XMLStreamException {
    xml.open("amendment").with("name", "amendment").with("contains", "originalVersion");
    meta(xml);
    xml.open("amendmentBody").with("xml:space", "preserve");
    xml.open("amendmentHeading");
    xml.open("p").inline("docNumber").text(paper.id()).close();
    xml.text(" ").inline("docProponent").text(paper.proposer()).close().close();
    xml.close();
    xml.open("amendmentReference");
    xml.open("p");
    reference(xml, prefix + "reference", new Sibling(paper.provision(), paper.number()));
    xml.close().close();
    xml.open("amendmentContent");
    switch (paper.change()) {
      case TEXT -> wordings(xml);
      case INSERT, REMOVE -> structure(xml);
      case MOVE -> move(xml);
    }
    xml.close();
    String rationale = paper.rationale();
    if (rationale != null) {
      xml.open("amendmentJustification");
      for (String line : rationale.split("\n", -1)) {
        xml.open("p").text(line).close();
      }
      xml.close();
    }
    xml.close().close();
  }

  private void meta(Xml xml) throws XMLStreamException {
    String proposer = references.proposer(paper.proposer());
    references.provision(paper.provision());
    references.changed(plan, paper.plan());
    xml.open("meta");
    new Identification(
            Iri.amendment(paper.plan(), paper.on(), paper.id()),
            paper.on(),
            Map.of("amendment", paper.id()),
            languages(paper),
            Iri.version(paper.recordedAt(), paper.revision()),
            paper.on().toString(),
            paper.revision(),
            paper.recordedAt())
        .write(xml, proposer, references.secretariat());
    String document = paper.document();
    xml.open("lifecycle").with("source", references.secretariat());
    xml.leaf("eventRef")
        .with("eId", prefix + "ev_1")
        .with("date", paper.on())
        .with("source", document == null ? proposer : references.original(document))
        .with("type", "generation");
    xml.close();
    workflow(xml, proposer);
    xml.open("analysis").with("source", references.secretariat());
    xml.open("activeModifications");
    for (Modification each : modifications()) {
      each.write(xml);
    }
    xml.close().close();
    references.write(xml);
    xml.open("proprietary").with("source", references.secretariat());
    xml.leaf("pl:amendment")
        .with("plan", paper.plan())
        .with("id", paper.id())
        .with("provision", paper.provision())
        .with("change", paper.change())
        .with("baseRevision", paper.baseRevision())
        .with("revision", paper.revision())
        .with("recordedAt", paper.recordedAt())
        .with("state", paper.state());
    xml.close().close();
  }

  private void workflow(Xml xml, String proposer) throws XMLStreamException {
    xml.open("workflow").with("source", references.secretariat());
    xml.leaf("step")
        .with("eId", prefix + "st_1")
        .with("date", paper.on())
        .with("by", proposer)
        .with("outcome", references.concept(Amendment.State.PENDING));
    AmendmentPaper.Outcome outcome = paper.outcome();
    if (outcome != null) {
      String meeting = outcome.meeting();
      xml.open("step")
          .with("eId", prefix + "st_2")
          .with("date", outcome.on())
          .with("by", meeting == null ? proposer : references.meeting(meeting))
          .with("outcome", references.concept(paper.state()));
      xml.mark("pl:outcome")
          .with("revision", outcome.revision())
          .with("meeting", meeting)
          .with("agendaItem", outcome.agendaItem())
          .with("paragraph", outcome.paragraph())
          .with("on", outcome.on())
          .with("recordedAt", outcome.recordedAt());
      xml.close();
    }
    xml.close();
  }

  /** What a consolidation has to do for one {@code mod}. */
  private record Modification(
      String id,
      String type,
      String source,
      String destination,
      @Nullable String position,
      @Nullable String old,
      @Nullable String now) {
    void write(Xml xml) throws XMLStreamException {
      xml.open("textualMod").with("eId", id).with("type", type);
      xml.leaf("source").with("href", "#" + source);
      xml.leaf("destination").with("href", destination).with("pos", position);
      if (old != null) {
        xml.leaf("old").with("href", "#" + old);
      }
      if (now != null) {
        xml.leaf("new").with("href", "#" + now);
      }
      xml.close();
    }
  }

  private List<Modification> modifications() {
    String mod = prefix + "mod_1";
    String quoted = mod + "__qstr_1";
    String id = prefix + "amod_1";
    return switch (paper.change()) {
      case TEXT -> {
        List<Modification> all = new ArrayList<>();
        for (Words heading : paper.headings()) {
          all.add(rewording(all.size() + 1, heading, "__heading_1"));
        }
        for (Words text : paper.texts()) {
          all.add(rewording(all.size() + 1, text, ""));
        }
        yield all;
      }
      case INSERT ->
          List.of(
              new Modification(
                  id, "insertion", mod, destination(place()), position(place()), null, quoted));
      case REMOVE -> List.of(new Modification(id, "repeal", mod, provision(), null, quoted, null));
      case MOVE ->
          List.of(
              new Modification(
                  id, "renumbering", mod, provision(), position(place()), null, mod + "__ref_1"));
    };
  }

  private Modification rewording(int number, Words words, String part) {
    String mod = prefix + "mod_" + number;
    boolean first = words.runs().stream().allMatch(run -> run.op() == Op.INSERT);
    return new Modification(
        prefix + "amod_" + number,
        first ? "insertion" : "substitution",
        mod,
        provision(words.lang()) + part,
        null,
        first ? null : mod + "__qtext_1",
        mod + (first ? "__qtext_1" : "__qtext_2"));
  }

  private Place place() {
    return Objects.requireNonNull(paper.place());
  }

  private String draft(String language) {
    return plan + "/" + Iri.languages(List.of(language)) + version;
  }

  private String provision() {
    return provision(languages(paper).getFirst());
  }

  private String provision(String language) {
    return named(language, new Sibling(paper.provision(), paper.number()));
  }

  /** What has no number in the base draft is known by its lasting id alone. */
  private String named(String language, Sibling sibling) {
    return sibling.number() == null
        ? Iri.of("provision", sibling.id())
        : draft(language) + "#" + PlanDocument.id(sibling.number());
  }

  private String destination(Place place) {
    String language = languages(paper).getFirst();
    Sibling sibling = place.after() == null ? place.parent() : place.after();
    return sibling == null ? draft(language) : named(language, sibling);
  }

  private static String position(Place place) {
    if (place.after() != null) {
      return "after";
    }
    return place.last() ? "end" : "start";
  }

  /** Each language's words before and after, whole, with what leaves and what comes marked. */
  private void wordings(Xml xml) throws XMLStreamException {
    int number = 1;
    for (Words heading : paper.headings()) {
      wording(xml, number++, heading);
    }
    for (Words text : paper.texts()) {
      wording(xml, number++, text);
    }
  }

  private void wording(Xml xml, int number, Words words) throws XMLStreamException {
    String mod = prefix + "mod_" + number;
    boolean first = words.runs().stream().allMatch(run -> run.op() == Op.INSERT);
    xml.open("p").inline("mod").with("eId", mod).with("xml:lang", words.lang());
    if (first) {
      xml.text("Insert ");
      quoted(xml, mod + "__qtext_1", words, Op.INSERT);
    } else {
      xml.text("Replace ");
      quoted(xml, mod + "__qtext_1", words, Op.DELETE);
      xml.text(" by ");
      quoted(xml, mod + "__qtext_2", words, Op.INSERT);
    }
    xml.close().close();
  }

  private static void quoted(Xml xml, String id, Words words, Op marked) throws XMLStreamException {
    xml.inline("quotedText").with("eId", id).with("startQuote", "“").with("endQuote", "”");
    for (Run run : words.runs()) {
      if (run.op() == Op.EQUAL) {
        xml.lines(run.text());
      } else if (run.op() == marked) {
        xml.inline(marked == Op.DELETE ? "del" : "ins").lines(run.text()).close();
      }
    }
    xml.close();
  }

  /** A whole provision, that comes or leaves. */
  private void structure(Xml xml) throws XMLStreamException {
    String mod = prefix + "mod_1";
    String quoted = mod + "__qstr_1";
    String id = quoted + "__hcontainer_1";
    xml.open("p").inline("mod").with("eId", mod);
    if (paper.change() == AmendmentPaper.Change.INSERT) {
      xml.text("Insert ");
      placed(xml, mod, place());
      xml.text(" ");
    } else {
      xml.text("Remove ");
    }
    xml.inline("quotedStructure").with("eId", quoted);
    xml.open("hcontainer")
        .with("name", paper.kind())
        .with("eId", id)
        .with("wId", paper.number() == null ? null : PlanDocument.id(paper.number()));
    if (paper.number() != null) {
      xml.open("num").text(paper.number()).close();
    }
    Texts.headings(xml, id, plain(paper.headings()), PLAIN);
    List<Words> texts = plain(paper.texts());
    if (!texts.isEmpty()) {
      Texts.write(xml, "content", id + "__content", texts, languages(paper).size() == 1, PLAIN);
    }
    xml.close().close().close().close();
  }

  private static List<Words> plain(List<Words> all) {
    return all.stream()
        .map(
            words ->
                new Words(
                    words.lang(),
                    words.runs().stream().map(run -> new Run(Op.EQUAL, run.text(), null)).toList()))
        .toList();
  }

  private void move(Xml xml) throws XMLStreamException {
    String mod = prefix + "mod_1";
    xml.open("p").inline("mod").with("eId", mod).text("Move ");
    placed(xml, mod, place());
    xml.close().close();
  }

  /** Says a place in words. */
  private void placed(Xml xml, String mod, Place place) throws XMLStreamException {
    Sibling after = place.after();
    Sibling parent = place.parent();
    if (after != null) {
      xml.text("behind ");
      reference(xml, mod + "__ref_1", after);
      return;
    }
    xml.text(place.last() ? "to the end of " : "to the beginning of ");
    if (parent == null) {
      xml.inline("ref")
          .with("eId", mod + "__ref_1")
          .with("href", draft(languages(paper).getFirst()))
          .text(paper.plan())
          .close();
    } else {
      reference(xml, mod + "__ref_1", parent);
    }
  }

  private void reference(Xml xml, String id, Sibling sibling) throws XMLStreamException {
    String number = sibling.number();
    xml.inline("ref")
        .with("eId", id)
        .with("href", named(languages(paper).getFirst(), sibling))
        .text(number == null ? sibling.id() : number)
        .close();
  }
}
