package org.planledger.command.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.log.Recorded;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.TextVersion;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Passage;

/**
 * What deciding on a plan needs of its history: the latest draft, the amendments, and the older
 * versions of texts that pending amendments are written against. It follows the stream as long as
 * events come in decided order; one that does not is folded with the whole stream.
 *
 * @param last the last place in decided order of an event that changed the draft
 * @param corrected revision of the last correction, or -1
 * @param pending of the amendments, those that a meeting may still decide on
 * @param bases versions no longer in force that pending amendments are written against
 */
public record Plan(
    long revision,
    Draft draft,
    DecidedOrder last,
    long corrected,
    Amendments amendments,
    @JsonIgnore PMap<String, Amendment> pending,
    PMap<String, Passage> bases) {

  /** A plan that is not opened. */
  static final Plan NONE =
      new Plan(
          -1,
          Draft.NONE,
          DecidedOrder.FIRST,
          -1,
          Amendments.NONE,
          TreePMap.empty(),
          TreePMap.empty());

  @JsonCreator
  static Plan stored(
      @JsonProperty("revision") long revision,
      @JsonProperty("draft") Draft draft,
      @JsonProperty("last") DecidedOrder last,
      @JsonProperty("corrected") long corrected,
      @JsonProperty("amendments") Amendments amendments,
      @JsonProperty("bases") Map<String, Passage> bases) {
    return new Plan(
        revision, draft, last, corrected, amendments, pending(amendments), TreePMap.from(bases));
  }

  private static PMap<String, Amendment> pending(Amendments amendments) {
    return TreePMap.from(
        amendments.pending().collect(Collectors.toMap(Amendment::id, Function.identity())));
  }

  /** The same from a whole history. */
  static Plan of(PlanHistory history) {
    long corrected = history.lastCorrected();
    Plan plan =
        new Plan(
            history.size() - 1L,
            history.latest(),
            history.lastDecided(),
            corrected,
            history.amendments(),
            pending(history.amendments()),
            TreePMap.empty());
    PMap<String, Passage> bases = TreePMap.empty();
    for (Version version : versions(plan.pending.values())) {
      if (plan.inForce(version).isEmpty()) {
        bases =
            bases.plus(
                version.toString(),
                history.version(version.provisionId(), version.language(), version.revision()));
      }
    }
    return plan.with(bases);
  }

  /** A version of a text. */
  private record Version(String provisionId, String language, long revision) {
    @Override
    public String toString() {
      return provisionId + "|" + language + "|" + revision;
    }
  }

  /** Whether an event of this day would come last in decided order. */
  boolean isLatest(java.time.LocalDate on) {
    return new DecidedOrder(on, revision + 1).compareTo(last) > 0;
  }

  /** The words of a version, if this state keeps them. */
  Optional<Passage> version(String provisionId, String language, long versionRevision) {
    Version version = new Version(provisionId, language, versionRevision);
    return inForce(version).or(() -> Optional.ofNullable(bases.get(version.toString())));
  }

  private Optional<Passage> inForce(Version version) {
    return draft
        .find(version.provisionId())
        .map(Provision::texts)
        .map(texts -> texts.get(version.language()))
        .filter(text -> text.revision() == version.revision())
        .map(TextVersion::passage);
  }

  /**
   * The state after an event, unless it comes out of decided order.
   *
   * @param log has the versions that this state does not keep
   */
  Optional<Plan> after(Recorded<PlanEvent> next, Entry.Versions log) {
    PlanEvent event = next.event();
    if (event instanceof RecordCorrected
        || (DraftFold.changesDraft(event) && revision >= 0 && !isLatest(event.on()))) {
      return Optional.empty();
    }
    Draft newDraft = draft;
    DecidedOrder newLast = last;
    if (DraftFold.changesDraft(event)) {
      Entry entry = Entry.of(next, this::known);
      newDraft = DraftFold.after(draft, entry);
      newLast = entry.order();
    }
    Amendments standing = amendments.after(next.revision(), event);
    Plan plan =
        new Plan(
            next.revision(),
            newDraft,
            newLast,
            corrected,
            standing,
            pendingAfter(event, standing),
            bases);
    return Optional.of(plan.keeping(this, event, log));
  }

  private PMap<String, Amendment> pendingAfter(PlanEvent event, Amendments standing) {
    PMap<String, Amendment> result = pending;
    for (String id : Amendments.changedBy(event)) {
      Amendment amendment = standing.find(id).orElseThrow();
      result = amendment.pending() ? result.plus(id, amendment) : result.minus(id);
    }
    return result;
  }

  private Plan with(PMap<String, Passage> kept) {
    return new Plan(revision, draft, last, corrected, amendments, pending, kept);
  }

  private Passage known(String provisionId, String language, long versionRevision) {
    return version(provisionId, language, versionRevision)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "An event in decided order edits a version that is not in force"));
  }

  /**
   * With the bases that pending amendments need, as far as may be from the state before. What is
   * proposed leaves those of the others as they are: there may be thousands.
   */
  private Plan keeping(Plan before, PlanEvent event, Entry.Versions log) {
    PMap<String, Passage> kept = TreePMap.empty();
    Collection<Amendment> written = pending.values();
    if (event instanceof AmendmentProposed proposed) {
      kept = before.bases;
      written = List.of(Objects.requireNonNull(pending.get(proposed.amendmentId())));
    }
    for (Version version : versions(written)) {
      if (inForce(version).isPresent()) {
        continue;
      }
      Passage passage =
          before
              .version(version.provisionId(), version.language(), version.revision())
              .orElseGet(
                  () -> log.version(version.provisionId(), version.language(), version.revision()));
      kept = kept.plus(version.toString(), passage);
    }
    return with(kept);
  }

  /** The versions of texts that amendments are written against. */
  private static Set<Version> versions(Collection<Amendment> amendments) {
    Set<Version> versions = new HashSet<>();
    for (Amendment amendment : amendments) {
      if (amendment.proposal() instanceof Proposal.Rewording rewording) {
        rewording.text().forEach((language, change) -> add(versions, rewording, language, change));
      }
    }
    return versions;
  }

  private static void add(
      Set<Version> versions, Proposal.Rewording rewording, String language, TextChange change) {
    Long base = change.base();
    if (base != null) {
      versions.add(new Version(rewording.provisionId(), language, base));
    }
  }
}
