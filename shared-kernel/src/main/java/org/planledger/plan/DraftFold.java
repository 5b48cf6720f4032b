package org.planledger.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.log.Minute;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AlignmentWithdrawn;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionAligned;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.ReferenceAdded;
import org.planledger.plan.event.RiskAssessed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.WordingReserved;
import org.planledger.text.Passage;

/**
 * The fold of events into a draft, in decided order. One pure function, for writing (where what it
 * refuses is a broken rule) and for reading (where it refuses nothing that was decided with it).
 */
public final class DraftFold {
  private DraftFold() {}

  /**
   * The draft after one more entry.
   *
   * @throws RuleBroken when the entry is not possible at this place
   */
  public static Draft after(Draft draft, Entry entry) {
    return switch (entry.event()) {
      case PlanOpened opened -> opened(draft, opened);
      case ProvisionAdded added -> added(draft, added.provision(), entry);
      case ProvisionMoved moved -> {
        secretariatMayChange(draft.provision(moved.provisionId()));
        yield Tree.move(draft, moved.provisionId(), moved.place(), entry.revision());
      }
      case ProvisionRemoved removed -> {
        removed.provisionIds().forEach(id -> secretariatMayChange(draft.provision(id)));
        yield Tree.remove(draft, removed.provisionIds());
      }
      case ReferenceAdded reference -> referenced(draft, reference);
      case ProvisionallyAgreed agreed -> agreed(draft, agreed, entry);
      case ProvisionReopened reopened -> reopened(draft, reopened.provisionId(), entry);
      case TranslationProvided translation -> translated(draft, translation, entry);
      case FrameworkApproved approved -> approved(draft, approved, entry);
      case ConditionFulfilled fulfilled -> fulfilled(draft, fulfilled);
      case ProvisionAligned aligned -> aligned(draft, aligned, entry);
      case AlignmentWithdrawn withdrawn -> withdrawn(draft, withdrawn, entry);
      case RiskAssessed assessed -> assessed(draft, assessed, entry);
      case PlanTransmitted ignored -> raised(draft, Status.APPROVED, entry);
      case PlanAdopted ignored -> raised(draft, Status.ADOPTED, entry);
      case ProvisionDeferred deferred -> remarked(draft, List.of(deferred.provisionId()), entry);
      case WordingReserved reserved -> remarked(draft, List.of(reserved.provisionId()), entry);
      case NoteTaken noted -> remarked(draft, noted.provisions(), entry);
      case StatementRecorded statement -> {
        statement.provisions().forEach(draft::provision);
        yield draft;
      }
      case AmendmentProposed ignored -> draft;
      case AmendmentRevised ignored -> draft;
      case AmendmentWithdrawn ignored -> draft;
      case AmendmentDeclined ignored -> draft;
      case DraftIssued ignored -> draft;
      case DraftScheduled ignored -> draft;
      case DraftWithdrawn ignored -> draft;
      case PublicationDeadlineSet ignored -> draft;
      case RecordCorrected ignored -> draft;
    };
  }

  /** Whether an event can change a draft, so that its decided place matters. */
  public static boolean changesDraft(PlanEvent event) {
    return switch (event) {
      case AmendmentProposed ignored -> false;
      case AmendmentRevised ignored -> false;
      case AmendmentWithdrawn ignored -> false;
      case AmendmentDeclined ignored -> false;
      case StatementRecorded ignored -> false;
      case DraftIssued ignored -> false;
      case DraftScheduled ignored -> false;
      case DraftWithdrawn ignored -> false;
      case PublicationDeadlineSet ignored -> false;
      case RecordCorrected ignored -> false;
      default -> true;
    };
  }

  /** The provisions that an event may make other than they are in the draft before it. */
  static Collection<String> touched(Draft draft, PlanEvent event) {
    return switch (event) {
      case ProvisionAdded added -> List.of(added.provision().provisionId());
      case ProvisionMoved moved -> List.of(moved.provisionId());
      case ProvisionRemoved removed -> removed.provisionIds();
      case ReferenceAdded reference ->
          reference.provisionId() == null ? List.of() : List.of(reference.provisionId());
      case ProvisionallyAgreed agreed ->
          agreed.items().stream().map(AgreedItem::provisionId).toList();
      case ProvisionReopened reopened -> List.of(reopened.provisionId());
      case TranslationProvided translation -> List.of(translation.provisionId());
      case PlanTransmitted ignored -> draft.provisions().keySet();
      case PlanAdopted ignored -> draft.provisions().keySet();
      case ProvisionDeferred deferred -> List.of(deferred.provisionId());
      case WordingReserved reserved -> List.of(reserved.provisionId());
      case NoteTaken noted -> noted.provisions();
      case PlanOpened ignored -> List.of();
      case FrameworkApproved ignored -> List.of();
      case ConditionFulfilled ignored -> List.of();
      case ProvisionAligned ignored -> List.of();
      case AlignmentWithdrawn ignored -> List.of();
      case RiskAssessed ignored -> List.of();
      case StatementRecorded ignored -> List.of();
      case AmendmentProposed ignored -> List.of();
      case AmendmentRevised ignored -> List.of();
      case AmendmentWithdrawn ignored -> List.of();
      case AmendmentDeclined ignored -> List.of();
      case DraftIssued ignored -> List.of();
      case DraftScheduled ignored -> List.of();
      case DraftWithdrawn ignored -> List.of();
      case PublicationDeadlineSet ignored -> List.of();
      case RecordCorrected ignored -> List.of();
    };
  }

  private static Draft opened(Draft draft, PlanOpened opened) {
    return new Draft(
        opened,
        Status.DRAFTED,
        opened.references(),
        draft.provisions(),
        draft.children(),
        draft.frameworks(),
        draft.alignments(),
        draft.risks());
  }

  private static Draft added(Draft draft, NewProvision added, Entry entry) {
    mayEnter(draft, added);
    Standing drafted = new Standing(Status.DRAFTED, entry.revision(), null, null, entry.on());
    return inserted(draft, added, entry, drafted, drafted);
  }

  private static Draft inserted(
      Draft draft, NewProvision added, Entry entry, Standing text, Standing structure) {
    PMap<String, TextVersion> texts = TreePMap.empty();
    for (String language : added.text().keySet()) {
      texts =
          texts.plus(
              language,
              new TextVersion(
                  entry.revision(),
                  entry.revision(),
                  entry.passage(added.provisionId(), language)));
    }
    return Tree.insert(
        draft,
        new Provision(
            added.provisionId(),
            added.kind(),
            added.place().parentId(),
            entry.revision(),
            TreePMap.from(added.heading()),
            texts,
            added.references(),
            text,
            structure,
            null),
        added.place());
  }

  private static void mayEnter(Draft draft, NewProvision added) {
    if (draft.stage() != Status.ADOPTED) {
      return;
    }
    String parent = added.place().parentId();
    if (parent == null || draft.provision(parent).text().status() != Status.DRAFTED) {
      throw new RuleBroken(
          "The plan is adopted: %s can enter only below a provision that was reopened."
              .formatted(added.provisionId()));
    }
  }

  private static void secretariatMayChange(Provision provision) {
    if (provision.text().status() != Status.DRAFTED
        || provision.structure().status() != Status.DRAFTED) {
      throw new RuleBroken(
          "Provision %s is agreed; only an outcome of a meeting moves or removes it."
              .formatted(provision.id()));
    }
  }

  private static void mayChange(Provision provision) {
    if (provision.text().status().compareTo(Status.APPROVED) >= 0) {
      throw new RuleBroken(
          "The text of %s is %s; reopen it first."
              .formatted(provision.id(), provision.text().status()));
    }
  }

  private static Draft referenced(Draft draft, ReferenceAdded added) {
    String id = added.provisionId();
    if (id == null) {
      return draft.withReferences(plus(draft.references(), added.reference()));
    }
    Provision provision = draft.provision(id);
    return draft.with(provision.withReferences(plus(provision.references(), added.reference())));
  }

  private static Draft agreed(Draft draft, ProvisionallyAgreed agreed, Entry entry) {
    Draft result = draft;
    List<String> removed = new ArrayList<>();
    for (AgreedItem item : agreed.items()) {
      Standing standing =
          new Standing(
              Status.PROVISIONALLY_AGREED,
              entry.revision(),
              entry.minute(),
              item.document(),
              entry.on());
      if (item.inserted() != null) {
        requireStill(result, item.provisionId(), item.inserted().place());
        mayEnter(result, item.inserted());
        Standing drafted =
            new Standing(
                Status.DRAFTED, entry.revision(), entry.minute(), item.document(), entry.on());
        result = inserted(result, item.inserted(), entry, drafted, standing);
      }
      mayChange(result.provision(item.provisionId()));
      if (item.removed()) {
        removed.add(item.provisionId());
        continue;
      }
      if (item.place() != null) {
        requireStill(result, item.provisionId(), item.place());
        result = Tree.move(result, item.provisionId(), item.place(), entry.revision());
        result = result.with(result.provision(item.provisionId()).withStructure(standing));
      }
      Provision provision =
          result
              .provision(item.provisionId())
              .withWords(versions(result, item, entry), item.heading());
      boolean onlyMoved = item.place() != null && item.text().isEmpty() && item.heading().isEmpty();
      if (item.scope() == Scope.STRUCTURE) {
        provision = provision.withStructure(standing);
      } else if (!onlyMoved || item.inserted() != null) {
        provision = provision.withText(standing);
      }
      result = result.with(provision);
    }
    removed.sort((a, b) -> Integer.compare(depth(draft, b), depth(draft, a)));
    return Tree.remove(result, removed);
  }

  /** What an amendment names was there when it was proposed. */
  private static void requireStill(Draft draft, String id, Place place) {
    String parent = place.parentId();
    if (parent != null && draft.find(parent).isEmpty()) {
      throw new RuleBroken(
          "%s is to stand below %s, which is not in the draft any more.".formatted(id, parent));
    }
  }

  private static int depth(Draft draft, String id) {
    int depth = 0;
    String parent = draft.find(id).map(Provision::parent).orElse(null);
    while (parent != null) {
      depth++;
      parent = draft.provision(parent).parent();
    }
    return depth;
  }

  private static Map<String, TextVersion> versions(Draft draft, AgreedItem item, Entry entry) {
    Provision provision = draft.provision(item.provisionId());
    String authoritative = draft.plan().authoritativeLanguage();
    TextVersion original =
        item.text().containsKey(authoritative) ? null : provision.texts().get(authoritative);
    Map<String, TextVersion> versions = new HashMap<>();
    for (String language : item.text().keySet()) {
      TextVersion before = provision.texts().get(language);
      long renders = entry.revision();
      if (original != null) {
        renders = before == null ? original.revision() : before.renders();
      }
      versions.put(
          language,
          new TextVersion(entry.revision(), renders, entry.passage(item.provisionId(), language)));
    }
    return versions;
  }

  private static Draft reopened(Draft draft, String id, Entry entry) {
    Provision provision = draft.provision(id);
    if (provision.text().status() == Status.DRAFTED) {
      throw new RuleBroken(
          "The text of %s is not agreed, so there is nothing to reopen.".formatted(id));
    }
    return draft.with(
        provision.withText(
            new Standing(Status.DRAFTED, entry.revision(), entry.minute(), null, entry.on())));
  }

  private static Draft translated(Draft draft, TranslationProvided translation, Entry entry) {
    Provision provision = draft.provision(translation.provisionId());
    String language = translation.language();
    TextVersion version =
        new TextVersion(
            entry.revision(),
            translation.renders(),
            entry.passage(translation.provisionId(), language));
    return draft.with(
        provision.withWords(
            Map.of(language, version),
            translation.heading() == null ? Map.of() : Map.of(language, translation.heading())));
  }

  private static Draft approved(Draft draft, FrameworkApproved approved, Entry entry) {
    approved.members().stream().map(FrameworkMember::provisionId).forEach(draft::provision);
    return draft.with(
        new Framework(
            approved.frameworkId(),
            approved.title(),
            new Standing(Status.APPROVED, entry.revision(), entry.minute(), null, entry.on()),
            approved.members(),
            approved.conditions().stream()
                .map(text -> new Framework.Condition(text, false))
                .toList()));
  }

  private static Draft fulfilled(Draft draft, ConditionFulfilled fulfilled) {
    Framework framework = draft.frameworks().get(fulfilled.frameworkId());
    if (framework == null) {
      throw new RuleBroken(
          "No framework %s is approved at this place.".formatted(fulfilled.frameworkId()));
    }
    int index = fulfilled.condition() - 1;
    if (index < 0 || index >= framework.conditions().size()) {
      throw new RuleBroken(
          "Framework %s has %d conditions; there is no condition %d."
              .formatted(framework.id(), framework.conditions().size(), fulfilled.condition()));
    }
    List<Framework.Condition> conditions = new ArrayList<>(framework.conditions());
    if (conditions.get(index).fulfilled()) {
      throw new RuleBroken(
          "Condition %d of framework %s is fulfilled already."
              .formatted(fulfilled.condition(), framework.id()));
    }
    conditions.set(index, new Framework.Condition(conditions.get(index).text(), true));
    return draft.with(
        new Framework(
            framework.id(),
            framework.title(),
            framework.standing(),
            framework.members(),
            List.copyOf(conditions)));
  }

  private static Draft aligned(Draft draft, ProvisionAligned aligned, Entry entry) {
    draft.provision(aligned.provisionId());
    Alignment known = draft.alignments().get(aligned.alignmentId());
    if (known != null
        && known.state() != Alignment.State.WITHDRAWN
        && !(known.state() == Alignment.State.PROPOSED
            && entry.minute() != null
            && known.provisionId().equals(aligned.provisionId())
            && known.framework().equals(aligned.framework())
            && known.target().equals(aligned.target()))) {
      throw new RuleBroken(
          "Alignment %s is %s with %s %s; withdraw it first, or agree to it as it was proposed."
              .formatted(known.id(), known.state(), known.framework(), known.target()));
    }
    return draft.with(
        new Alignment(
            aligned.alignmentId(),
            aligned.provisionId(),
            aligned.framework(),
            aligned.target(),
            aligned.rationale(),
            entry.minute() == null ? Alignment.State.PROPOSED : Alignment.State.AGREED,
            entry.revision()));
  }

  private static Draft withdrawn(Draft draft, AlignmentWithdrawn withdrawn, Entry entry) {
    Alignment known = draft.alignments().get(withdrawn.alignmentId());
    if (known == null || known.state() == Alignment.State.WITHDRAWN) {
      throw new RuleBroken(
          "There is no alignment %s to withdraw.".formatted(withdrawn.alignmentId()));
    }
    return draft.with(
        new Alignment(
            known.id(),
            known.provisionId(),
            known.framework(),
            known.target(),
            known.rationale(),
            Alignment.State.WITHDRAWN,
            entry.revision()));
  }

  private static Draft assessed(Draft draft, RiskAssessed assessed, Entry entry) {
    draft.provision(assessed.provisionId());
    assessed.mitigations().forEach(draft::provision);
    return draft.withRisk(
        assessed.provisionId(),
        new RiskAssessment(
            assessed.likelihood(), assessed.impact(), assessed.mitigations(), entry.revision()));
  }

  private static Draft raised(Draft draft, Status to, Entry entry) {
    if (draft.stage() == Status.ADOPTED) {
      throw new RuleBroken("The plan is adopted already.");
    }
    PMap<String, Provision> provisions = draft.provisions();
    for (Provision provision : draft.provisions().values()) {
      Status status = provision.text().status();
      if (status != Status.DRAFTED && status.compareTo(to) < 0) {
        provisions =
            provisions.plus(
                provision.id(),
                provision.withText(
                    new Standing(
                        to,
                        entry.revision(),
                        entry.minute(),
                        provision.text().document(),
                        entry.on())));
      }
    }
    return draft.withStage(to, provisions);
  }

  private static Draft remarked(Draft draft, List<String> provisions, Entry entry) {
    Minute minute = Objects.requireNonNull(entry.minute());
    Draft result = draft;
    for (String id : provisions) {
      result =
          result.with(
              result
                  .provision(id)
                  .withRemark(
                      new Remark(entry.event().name(), entry.revision(), minute, entry.on())));
    }
    return result;
  }

  private static <T> List<T> plus(List<T> list, T more) {
    List<T> all = new ArrayList<>(list);
    all.add(more);
    return List.copyOf(all);
  }

  /** The words of a version in force in a draft, or none when the language has no text. */
  public static Passage passage(Draft draft, String provisionId, String language) {
    return draft
        .find(provisionId)
        .map(provision -> provision.texts().get(language))
        .map(TextVersion::passage)
        .orElse(Passage.EMPTY);
  }
}
