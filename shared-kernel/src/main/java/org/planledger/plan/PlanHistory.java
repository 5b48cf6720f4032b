package org.planledger.plan;

import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import org.planledger.log.Recorded;
import org.planledger.page.Pages;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/**
 * Every draft that a plan ever had, on both clocks: the fold of its whole stream. For each revision
 * it keeps the timeline as known then, so that a draft is found by its log prefix (recorded at) and
 * then by its day (decided on). Immutable, and safe to read while another thread makes the next.
 */
public final class PlanHistory {
  /** A plan of which nothing is recorded. */
  public static PlanHistory none() {
    Pages pages = new Pages();
    Versions versions = new Versions(pages);
    return new PlanHistory(TreePVector.empty(), versions, new Drafts(pages, versions));
  }

  /**
   * The plan after a revision.
   *
   * @param entry as it was when recorded
   * @param corrected the entries that are not as they were recorded, by revision; empty: annulled
   */
  private record State(
      Recorded<PlanEvent> recorded,
      Entry entry,
      Timeline timeline,
      PMap<Long, Optional<Entry>> corrected,
      Amendments amendments) {}

  private final TreePVector<State> states;
  private final Versions versions;
  private final Drafts drafts;

  private PlanHistory(TreePVector<State> states, Versions versions, Drafts drafts) {
    this.states = states;
    this.versions = versions;
    this.drafts = drafts;
  }

  /** The history of a whole stream, in the order of the log. */
  public static PlanHistory of(Iterable<Recorded<PlanEvent>> stream) {
    PlanHistory history = none();
    for (Recorded<PlanEvent> recorded : stream) {
      history = history.and(recorded);
    }
    return history;
  }

  /**
   * The history with one more event.
   *
   * @throws RuleBroken when the event, or one decided for a later day, is not possible
   * @throws IllegalArgumentException when it is not the next of the stream
   */
  public PlanHistory and(Recorded<? extends PlanEvent> next) {
    if (next.revision() != size()) {
      throw new IllegalArgumentException(
          "Expected revision %d of the plan, not %d".formatted(size(), next.revision()));
    }
    Entry entry = Entry.of(next, new Kept());
    Timeline timeline = timeline(size() - 1L);
    PMap<Long, Optional<Entry>> corrected = corrected();
    Amendments amendments = amendments();
    if (next.event() instanceof RecordCorrected correction) {
      Entry wrong = wrong(correction);
      RecordFields fields = correction.set();
      Entry right = fields == null ? null : wrong.corrected(fields);
      if (DraftFold.changesDraft(wrong.event())) {
        timeline = timeline.replaced(wrong, right);
      }
      corrected = corrected.plus(wrong.revision(), Optional.ofNullable(right));
      if (right == null) {
        amendments = amendments(corrected);
      }
    }
    if (DraftFold.changesDraft(next.event())) {
      timeline = timeline.with(entry);
    }
    return new PlanHistory(
        states.plus(
            new State(
                new Recorded<>(next.revision(), next.position(), next.recordedAt(), next.event()),
                entry,
                timeline,
                corrected,
                amendments.after(next.revision(), next.event()))),
        versions,
        drafts);
  }

  /** The versions of this history; new ones are packed with them. */
  private final class Kept implements Entry.Versions {
    @Override
    public Passage version(String provisionId, String language, long revision) {
      return PlanHistory.this.version(provisionId, language, revision);
    }

    @Override
    public Passage kept(Passage base, Passage version) {
      return versions.keep(base, version);
    }
  }

  /** The history as it was before a revision was recorded. */
  public PlanHistory before(long revision) {
    return revision >= size()
        ? this
        : new PlanHistory(states.subList(0, (int) revision), versions, drafts);
  }

  private Entry wrong(RecordCorrected correction) {
    return entry(correction.revision())
        .orElseThrow(
            () ->
                new RuleBroken.Missing(
                    "Revision %d is not recorded, or is annulled."
                        .formatted(correction.revision())));
  }

  private Amendments amendments(PMap<Long, Optional<Entry>> corrected) {
    Amendments result = Amendments.NONE;
    for (State state : states) {
      Optional<Entry> entry = corrected.get(state.entry().revision());
      if (entry == null || entry.isPresent()) {
        result = result.after(state.entry().revision(), state.entry().event());
      }
    }
    return result;
  }

  /** Number of events recorded; the latest revision is one less. */
  public int size() {
    return states.size();
  }

  /** The events as recorded, by revision. */
  public List<Recorded<PlanEvent>> log() {
    return new AbstractList<>() {
      @Override
      public Recorded<PlanEvent> get(int revision) {
        return states.get(revision).recorded();
      }

      @Override
      public int size() {
        return states.size();
      }
    };
  }

  /** The amendments as they stand at the end of the log. */
  public Amendments amendments() {
    return states.isEmpty() ? Amendments.NONE : states.get(size() - 1).amendments();
  }

  private PMap<Long, Optional<Entry>> corrected() {
    return states.isEmpty() ? TreePMap.empty() : states.get(size() - 1).corrected();
  }

  /** The draft that all of the log gives. */
  public Draft latest() {
    return timeline(size() - 1L).last().map(Step::draft).orElse(Draft.NONE);
  }

  /** The last place in decided order of an entry that changes the draft. */
  public DecidedOrder lastDecided() {
    return timeline(size() - 1L)
        .last()
        .map(step -> step.entry().order())
        .orElse(DecidedOrder.FIRST);
  }

  /**
   * The draft decided before a place, as the log up to a revision tells it.
   *
   * @param knownRevision the last revision known
   * @param order entries from here on do not count
   */
  public Draft before(long knownRevision, DecidedOrder order) {
    return timeline(knownRevision).before(order).map(Step::draft).orElse(Draft.NONE);
  }

  /** The draft at the end of the log as it was at a revision. */
  public Draft at(long knownRevision) {
    return timeline(knownRevision).last().map(Step::draft).orElse(Draft.NONE);
  }

  /** What was decided last at a place in decided order or before, if anything was. */
  public Optional<Step> find(long knownRevision, DecidedOrder order) {
    return timeline(knownRevision).atOrBefore(order);
  }

  /**
   * What was decided, in that order, with the draft after it, as the log up to a revision tells.
   */
  public List<Step> decided(long knownRevision) {
    return timeline(knownRevision).all();
  }

  /** The entries decided after a place, as the whole log tells it. */
  public List<Entry> decidedAfter(DecidedOrder order) {
    return timeline(size() - 1L).after(order).stream().map(Step::entry).toList();
  }

  /** The last revision recorded at or before an instant, or -1. */
  public long knownAt(Instant instant) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (states.get(middle).recorded().recordedAt().isAfter(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1L;
  }

  /** The revision that was issued under a document number, as known at a revision. */
  public Optional<DraftIssued> issued(String document, long knownRevision) {
    return states.stream()
        .limit(knownRevision + 1)
        .map(state -> state.recorded().event())
        .filter(DraftIssued.class::isInstance)
        .map(DraftIssued.class::cast)
        .filter(issued -> issued.document().equals(document))
        .findFirst();
  }

  /** An entry in force in the log as it is, with corrections; empty when it was annulled. */
  public Optional<Entry> entry(long revision) {
    if (revision < 0 || revision >= size()) {
      return Optional.empty();
    }
    Optional<Entry> corrected = corrected().get(revision);
    return corrected == null ? Optional.of(states.get((int) revision).entry()) : corrected;
  }

  /** The words that an event gave a provision in a language. */
  public Passage version(String provisionId, String language, long revision) {
    if (revision < 0 || revision >= size()) {
      throw new IllegalArgumentException("There is no revision " + revision);
    }
    return states.get((int) revision).entry().passage(provisionId, language);
  }

  private Timeline timeline(long knownRevision) {
    return knownRevision < 0 ? Timeline.empty(drafts) : states.get((int) knownRevision).timeline();
  }
}
