package org.planledger.paper.akn;

import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.DraftPaper.Since;
import org.planledger.paper.Extract;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Item;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** A plan as a {@code doc}: as it was at a point, or what changed from one point to another. */
final class PlanDocument {
  private final RedlinePaper paper;
  private final DraftPaper from;
  private final DraftPaper to;
  private final boolean versions;
  private final References references = new References("");
  private final Lifecycle lifecycle;
  private final Passive changes = new Passive(references);
  private final Map<Decision, List<String>> decisions = new LinkedHashMap<>();
  private int insertions;
  private int deletions;
  private int removals;

  private PlanDocument(RedlinePaper paper, boolean versions) {
    this.paper = paper;
    this.from = paper.from();
    this.to = paper.to();
    this.versions = versions;
    this.lifecycle = new Lifecycle(references, to.opened());
  }

  /** What one event decided of provisions. */
  private record Decision(Since since, Status status) {}

  static void write(Xml xml, DraftPaper draft) throws XMLStreamException {
    List<Item> items =
        draft.items().stream()
            .map(
                item ->
                    new Item(
                        item,
                        item,
                        words(draft, item.heading()),
                        words(draft, item.text()),
                        List.of()))
            .toList();
    new PlanDocument(new RedlinePaper(draft, draft, items), false).write(xml);
  }

  static void write(Xml xml, RedlinePaper redline) throws XMLStreamException {
    new PlanDocument(redline, true).write(xml);
  }

  private static List<Words> words(DraftPaper draft, Map<String, String> byLanguage) {
    return draft.languages().stream()
        .filter(byLanguage::containsKey)
        .map(
            language -> {
              String text = Objects.requireNonNull(byLanguage.get(language));
              return new Words(
                  language, text.isEmpty() ? List.of() : List.of(new Run(Op.EQUAL, text, null)));
            })
        .toList();
  }

  private void write(Xml xml) throws XMLStreamException {
    // The body first: what is said ahead of it is found there.
    StringWriter body = new StringWriter();
    Xml inner = new Xml(body);
    body(inner);
    inner.end();
    xml.open("doc")
        .with("name", "plan")
        .with("contains", versions ? "multipleVersions" : "singleVersion");
    meta(xml);
    preface(xml);
    xml.raw(body.getBuffer()).close();
  }

  private void meta(Xml xml) throws XMLStreamException {
    xml.open("meta");
    identification().write(xml, references.secretariat(), references.secretariat());
    lifecycle.write(xml);
    workflow(xml);
    changes.write(xml);
    lifecycle.writePeriods(xml);
    references.write(xml);
    proprietary(xml);
    xml.close();
  }

  private Identification identification() {
    Map<String, String> aliases = new LinkedHashMap<>();
    aliases.put("point", to.point());
    if (versions) {
      aliases.put("from", from.point());
      return Identification.of(
          to, Iri.version(to) + ";from:" + Iri.version(from) + Iri.part(to), aliases);
    }
    return Identification.of(to, Iri.version(to) + Iri.part(to), aliases);
  }

  private void workflow(Xml xml) throws XMLStreamException {
    if (decisions.isEmpty()) {
      return;
    }
    xml.open("workflow").with("source", references.secretariat());
    int number = 1;
    for (Map.Entry<Decision, List<String>> decision : decisions.entrySet()) {
      Since since = decision.getKey().since();
      String document = since.document();
      xml.leaf("step")
          .with("eId", "st_" + number++)
          .with("date", since.on())
          .with("by", references.decider(since.meeting()))
          .with("outcome", references.concept(decision.getKey().status()))
          .with("href", document == null ? null : references.source(document))
          .with("refersTo", String.join(" ", decision.getValue()));
    }
    xml.close();
  }

  /** What makes the paper again, and what Akoma Ntoso has no word for. */
  private void proprietary(Xml xml) throws XMLStreamException {
    xml.open("proprietary").with("source", references.secretariat());
    if (versions) {
      draft(xml, "pl:from", from);
    }
    draft(xml, versions ? "pl:to" : "pl:draft", to);
    if (to.extract() != null) {
      xml.leaf("pl:extract")
          .with("changed", to.extract().changed())
          .with("status", Iri.statuses(to.extract()))
          .with("asked", to.extract().asked().size())
          .with("of", to.extract().of());
    }
    for (DraftPaper.Framework framework : to.frameworks()) {
      xml.open("pl:framework")
          .with("id", framework.id())
          .with("status", framework.status())
          .with("effectiveStatus", framework.effectiveStatus())
          .with("members", String.join(" ", framework.members()));
      for (String language : to.languages()) {
        String title = framework.title().get(language);
        if (title != null) {
          xml.open("pl:title").with("xml:lang", language).text(title).close();
        }
      }
      xml.close();
    }
    xml.close();
  }

  private static void draft(Xml xml, String element, DraftPaper draft) throws XMLStreamException {
    xml.leaf(element)
        .with("plan", draft.plan())
        .with("point", draft.point())
        .with("revision", draft.revision())
        .with("asOf", draft.asOf())
        .with("knownAt", draft.knownAt());
  }

  private void preface(Xml xml) throws XMLStreamException {
    List<Words> titles = words(to, to.title());
    Extract extract = to.extract();
    if (titles.isEmpty() && extract == null) {
      return;
    }
    xml.open("preface");
    if (extract != null) {
      xml.open("p").with("xml:lang", "en").text(extract.sentence()).close();
    }
    for (Words title : titles) {
      xml.open("p").with("xml:lang", title.lang()).inline("docTitle");
      for (Run run : title.runs()) {
        xml.lines(run.text());
      }
      xml.close().close();
    }
    xml.close();
  }

  private void body(Xml xml) throws XMLStreamException {
    xml.open("mainBody").with("xml:space", "preserve");
    List<Item> items = paper.items();
    if (items.isEmpty()) {
      // The schema wants something.
      xml.leaf("p").with("eId", "p_1");
    }
    int[] depths = depths(items);
    int depth = 0;
    for (int i = 0; i < depths.length; i++) {
      for (; depth >= depths[i]; depth--) {
        xml.close();
      }
      new Provision(items.get(i)).write(xml, i + 1 < depths.length && depths[i + 1] > depths[i]);
      depth = depths[i];
    }
    for (; depth > 0; depth--) {
      xml.close();
    }
    xml.close();
  }

  /**
   * How deep each item is written. What was removed may have stood deeper or higher than where it
   * is shown: it must not come between a provision and what stands below it.
   */
  private static int[] depths(List<Item> items) {
    int[] depths = new int[items.size()];
    int next = 1;
    for (int i = items.size() - 1; i >= 0; i--) {
      DraftPaper.Item after = items.get(i).after();
      depths[i] = after == null ? Math.max(items.get(i).shown().level(), next) : after.level();
      next = after == null ? next : after.level();
    }
    int above = 0;
    for (int i = 0; i < depths.length; i++) {
      depths[i] = Math.min(depths[i], above + 1);
      above = depths[i];
    }
    return depths;
  }

  /** An id by the present number: 2.1 is {@code hcontainer_2__hcontainer_1}. */
  static String id(String number) {
    return "hcontainer_" + number.replace(".", "__hcontainer_");
  }

  /** A provision of one of the drafts, or of both. */
  private final class Provision implements Texts.Marks {
    private final Item item;
    private final boolean added;
    private final boolean removed;

    /** As it was; as it is, if it is new. */
    private final DraftPaper.Item was;

    private final DraftPaper.Item is;

    Provision(Item item) {
      this.item = item;
      this.added = item.before() == null;
      this.removed = item.after() == null;
      this.is = item.shown();
      this.was = item.before() == null ? is : item.before();
    }

    /** Writes all but the end of it. */
    void write(Xml xml, boolean parent) throws XMLStreamException {
      String id = removed ? "removed_" + ++removals : id(is.number());
      String old = id(was.number());
      String period = period();
      xml.open("hcontainer")
          .with("name", is.kind())
          .with("eId", id)
          .with("wId", old.equals(id) ? null : old)
          .with("GUID", is.id())
          .with("period", period)
          .with("status", removed ? "removed" : added ? "edited" : null)
          .with("title", title());
      xml.open("num").text(is.number()).close();
      decided(id);
      if (removed) {
        changes.removed(id, reason(Op.DELETE), period);
      } else if (added && versions) {
        changes.added(id, reason(Op.INSERT), period);
      } else if (!old.equals(id)) {
        changes.renumbered(id, old, period);
      }
      Texts.headings(
          xml,
          id,
          item.headings().stream().filter(words -> !words.runs().isEmpty()).toList(),
          this);
      if (!item.texts().isEmpty()) {
        String element = parent ? "intro" : "content";
        Texts.write(
            xml, element, id + "__" + element, item.texts(), to.languages().size() == 1, this);
      }
    }

    private @Nullable String title() {
      if (to.isContext(is.id())) {
        return Extract.CONTEXT;
      }
      return item.labels().isEmpty()
          ? null
          : item.labels().stream().map(RedlinePaper.Label::said).collect(Collectors.joining("; "));
    }

    private void decided(String id) {
      if (is.status() != Status.DRAFTED || is.since().meeting() != null) {
        decisions
            .computeIfAbsent(new Decision(is.since(), is.status()), any -> new ArrayList<>())
            .add("#" + id);
      }
    }

    /** From when to when it stands as it is shown. */
    private String period() {
      if (removed) {
        return lifecycle.period(since(was), event(reason(Op.DELETE)), was.effectiveStatus());
      }
      return lifecycle.period(
          added && versions ? event(reason(Op.INSERT)) : since(is), null, is.effectiveStatus());
    }

    /** What brought its first words, or took its last ones out; null: nothing says so. */
    private @Nullable Reason reason(Op op) {
      Stream<Reason> reasons =
          Stream.concat(item.headings().stream(), item.texts().stream())
              .flatMap(words -> words.runs().stream())
              .filter(run -> run.op() == op)
              .flatMap(run -> Stream.ofNullable(run.reason()));
      Comparator<Reason> order = Comparator.comparingLong(Reason::revision);
      return (op == Op.INSERT ? reasons.min(order) : reasons.max(order)).orElse(null);
    }

    @Override
    public void write(Xml xml, Run run, String paragraph) throws XMLStreamException {
      Reason reason = run.reason();
      if (run.op() == Op.DELETE) {
        String id = "del_" + ++deletions;
        String period = lifecycle.period(since(was), event(reason), was.effectiveStatus());
        changes.deleted(paragraph, id, reason, period);
        marked(xml, "del", id, period, "removed", run);
      } else {
        String id = "ins_" + ++insertions;
        String period = lifecycle.period(event(reason), null, is.effectiveStatus());
        changes.inserted(paragraph, id, reason, period);
        marked(xml, "ins", id, period, "edited", run);
      }
    }

    private void marked(Xml xml, String element, String id, String period, String status, Run run)
        throws XMLStreamException {
      xml.inline(element)
          .with("eId", id)
          .with("period", period)
          .with("status", status)
          .lines(run.text())
          .close();
    }

    @Override
    public void kept() {
      changes.kept();
    }

    private long since(DraftPaper.Item item) {
      Since since = item.since();
      return lifecycle.event(since.revision(), since.on(), since.meeting());
    }

    private long event(@Nullable Reason reason) {
      return reason == null
          ? lifecycle.event(Lifecycle.LATER, day(to.asOf()), null)
          : lifecycle.event(reason.revision(), reason.on(), reason.meeting());
    }
  }

  private static LocalDate day(String asOf) {
    int time = asOf.indexOf('T');
    return LocalDate.parse(time < 0 ? asOf : asOf.substring(0, time));
  }
}
