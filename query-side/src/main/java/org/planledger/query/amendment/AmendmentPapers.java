package org.planledger.query.amendment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.AmendmentPaper.Change;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.query.texts.Numbers;
import org.planledger.text.Edit;
import org.planledger.text.Passage;
import org.planledger.text.Redline.Op;

/** The amendments of one plan, as papers. */
final class AmendmentPapers {
  private final String plan;
  private final PlanHistory history;
  private final Draft latest;
  private final Map<Long, Base> bases = new HashMap<>();

  /** The names that persons have now, by id. */
  private final Map<String, String> names;

  AmendmentPapers(String plan, PlanHistory history, Map<String, String> names) {
    this.plan = plan;
    this.history = history;
    this.latest = history.latest();
    this.names = names;
  }

  /** A draft that amendments are written against. */
  private record Base(Draft draft, Map<String, String> numbers) {
    AmendmentPaper.Sibling sibling(String id) {
      return new AmendmentPaper.Sibling(id, numbers.get(id));
    }

    AmendmentPaper.Place place(Place place) {
      String parent = place.parentId();
      String after = place.after();
      return new AmendmentPaper.Place(
          parent == null ? null : sibling(parent),
          after == null || after.isEmpty() ? null : sibling(after),
          after == null);
    }
  }

  /** An amendment, pending or settled. */
  AmendmentPaper of(Amendment amendment) {
    Entry worded = history.recorded(amendment.revision());
    AmendmentRevised wording = AmendmentsEndpoint.present(worded.event());
    Proposal proposal = wording.proposal();
    Base base =
        bases.computeIfAbsent(
            wording.baseRevision(),
            revision -> {
              Draft draft = history.at(revision);
              return new Base(draft, Numbers.of(draft));
            });
    return new AmendmentPaper(
        plan,
        latest.plan().on(),
        latest.plan().authoritativeLanguage(),
        amendment.id(),
        proposal.provisionId(),
        kind(proposal, base),
        base.numbers().get(proposal.provisionId()),
        change(proposal),
        wording.baseRevision(),
        history.recorded(wording.baseRevision()).recordedAt(),
        names.getOrDefault(amendment.proposer(), amendment.proposer()),
        wording.document(),
        wording.rationale(),
        amendment.revision(),
        wording.on(),
        worded.recordedAt(),
        amendment.state(),
        outcome(amendment.settledBy()),
        headings(proposal, base),
        texts(proposal, base),
        switch (proposal) {
          case Proposal.Insertion insertion -> base.place(insertion.provision().place());
          case Proposal.Move move -> base.place(move.place());
          case Proposal.Rewording ignored -> null;
          case Proposal.Removal ignored -> null;
        });
  }

  private static Change change(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Rewording ignored -> Change.TEXT;
      case Proposal.Insertion ignored -> Change.INSERT;
      case Proposal.Removal ignored -> Change.REMOVE;
      case Proposal.Move ignored -> Change.MOVE;
    };
  }

  /** A kind never changes, so any draft tells it. */
  private String kind(Proposal proposal, Base base) {
    return proposal instanceof Proposal.Insertion insertion
        ? insertion.provision().kind()
        : Stream.of(base.draft(), latest)
            .flatMap(draft -> draft.find(proposal.provisionId()).stream())
            .findFirst()
            .map(Provision::kind)
            .orElse("provision");
  }

  private AmendmentPaper.@Nullable Outcome outcome(@Nullable Long settledBy) {
    Optional<Entry> settled = settledBy == null ? Optional.empty() : history.entry(settledBy);
    return settled
        .map(
            entry -> {
              Minute minute = entry.minute();
              return new AmendmentPaper.Outcome(
                  entry.revision(),
                  minute == null ? null : minute.meetingId(),
                  minute == null ? null : minute.agendaItem(),
                  minute == null ? null : minute.paragraph(),
                  entry.on(),
                  entry.recordedAt());
            })
        .orElse(null);
  }

  private List<Words> headings(Proposal proposal, Base base) {
    List<Words> all = new ArrayList<>();
    switch (proposal) {
      case Proposal.Rewording rewording ->
          new TreeMap<>(rewording.heading())
              .forEach(
                  (language, change) -> {
                    List<Run> runs = new ArrayList<>();
                    add(runs, Op.DELETE, change.from() == null ? "" : change.from());
                    add(runs, Op.INSERT, change.to());
                    all.add(new Words(language, runs));
                  });
      case Proposal.Insertion insertion -> whole(all, Op.INSERT, insertion.provision().heading());
      case Proposal.Removal removal ->
          base.draft()
              .find(removal.provisionId())
              .ifPresent(provision -> whole(all, Op.DELETE, provision.heading()));
      case Proposal.Move ignored -> {}
    }
    return all;
  }

  private List<Words> texts(Proposal proposal, Base base) {
    List<Words> all = new ArrayList<>();
    switch (proposal) {
      case Proposal.Rewording rewording ->
          new TreeMap<>(rewording.text())
              .forEach(
                  (language, change) ->
                      all.add(
                          new Words(language, runs(rewording.provisionId(), language, change))));
      case Proposal.Insertion insertion -> whole(all, Op.INSERT, texts(insertion.provision()));
      case Proposal.Removal removal -> {
        Map<String, String> texts = new TreeMap<>();
        for (String language :
            base.draft()
                .find(removal.provisionId())
                .map(provision -> new TreeSet<>(provision.texts().keySet()))
                .orElseGet(TreeSet::new)) {
          texts.put(
              language, DraftFold.passage(base.draft(), removal.provisionId(), language).text());
        }
        whole(all, Op.DELETE, texts);
      }
      case Proposal.Move ignored -> {}
    }
    return all;
  }

  private static Map<String, String> texts(NewProvision added) {
    Map<String, String> texts = new TreeMap<>();
    added.text().forEach((language, change) -> texts.put(language, change.text()));
    return texts;
  }

  private static void whole(List<Words> all, Op op, Map<String, String> byLanguage) {
    new TreeMap<>(byLanguage)
        .forEach(
            (language, text) -> {
              List<Run> runs = new ArrayList<>();
              add(runs, op, text);
              all.add(new Words(language, runs));
            });
  }

  /** As the amendment was recorded: which words it takes out, and which it brings. */
  private List<Run> runs(String provision, String language, TextChange change) {
    Long version = change.base();
    Passage base = version == null ? Passage.EMPTY : history.version(provision, language, version);
    List<String> words = base.words();
    List<Run> runs = new ArrayList<>();
    int next = 0;
    for (Edit edit : change.edits()) {
      add(runs, Op.EQUAL, String.join("", words.subList(next, edit.at())));
      add(runs, Op.DELETE, String.join("", edit.removes()));
      add(runs, Op.INSERT, String.join("", edit.brings()));
      next = edit.at() + edit.removes().size();
    }
    add(runs, Op.EQUAL, String.join("", words.subList(next, words.size())));
    return runs;
  }

  private static void add(List<Run> runs, Op op, String text) {
    if (!text.isEmpty()) {
      runs.add(new Run(op, text, null));
    }
  }
}
