package org.planledger.command.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.Citation;
import org.planledger.plan.Draft;
import org.planledger.plan.Framework;
import org.planledger.plan.Provision;
import org.planledger.plan.RecordFields;
import org.planledger.plan.Remark;
import org.planledger.plan.Scope;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.ReferenceAdded;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.WordingReserved;

/**
 * A draft made in the plainest way: all events up to a point in decided order, one after the other,
 * onto lists and maps, with the whole texts that the events hold.
 */
public final class NaivePlan {
  /** A text, the revision that recorded it, and that of the authoritative text it says. */
  public record Text(String text, long revision, long renders) {}

  /** What there is to see of a provision. */
  public record Seen(
      String id,
      String kind,
      @Nullable String parent,
      Map<String, String> heading,
      Map<String, Text> text,
      List<Citation> references,
      Standing textStatus,
      Standing structureStatus,
      @Nullable Remark remark) {

    /** The languages whose text does not say what the authoritative one says. */
    public List<String> behind(String authoritative) {
      Text original = text.get(authoritative);
      return original == null
          ? List.of()
          : text.keySet().stream()
              .filter(language -> text.get(language).renders() != original.revision())
              .toList();
    }
  }

  /** What there is to see of a draft, its provisions in document order. */
  public record Whole(
      Status stage,
      List<Citation> references,
      List<Seen> provisions,
      Map<String, Framework> frameworks) {}

  /** An event as it is known: with corrections, and without those that are annulled. */
  public record Decided(long revision, LocalDate on, @Nullable Minute minute, PlanEvent event) {}

  private static final class Item {
    private final String kind;
    private @Nullable String parent;
    private final Map<String, String> heading = new TreeMap<>();
    private final Map<String, Text> text = new TreeMap<>();
    private final List<Citation> references;
    private Standing textStatus;
    private Standing structureStatus;
    private @Nullable Remark remark;

    Item(NewProvision added, Standing drafted) {
      this.kind = added.kind();
      this.heading.putAll(added.heading());
      this.references = new ArrayList<>(added.references());
      this.textStatus = drafted;
      this.structureStatus = drafted;
    }
  }

  private String authoritative = "";
  private Status stage = Status.DRAFTED;
  private final List<Citation> references = new ArrayList<>();
  private final Map<String, Framework> frameworks = new TreeMap<>();
  private final Map<String, Item> items = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();

  private NaivePlan() {}

  /** The draft of all events up to a revision. */
  public static Whole at(List<Recorded<PlanEvent>> log, long known) {
    return fold(decided(log, known), decided -> true);
  }

  /** The draft at the end of a day, as known at a revision. */
  public static Whole on(List<Recorded<PlanEvent>> log, long known, LocalDate day) {
    return fold(
        decided(log, known), decided -> decided.revision() == 0 || !decided.on().isAfter(day));
  }

  /** The drafts after each of the events in decided order, as known at a revision. */
  public static List<Whole> each(List<Recorded<PlanEvent>> log, long known) {
    NaivePlan plan = new NaivePlan();
    List<Whole> all = new ArrayList<>();
    for (Decided decided : decided(log, known)) {
      plan.take(decided);
      all.add(plan.seen());
    }
    return all;
  }

  /** The same of a draft of the product. */
  public static Whole of(Draft draft) {
    return new Whole(
        draft.stage(),
        draft.references(),
        draft.inDocumentOrder().stream().map(NaivePlan::seen).toList(),
        new TreeMap<>(draft.frameworks()));
  }

  private static Seen seen(Provision provision) {
    Map<String, Text> texts = new TreeMap<>();
    provision
        .texts()
        .forEach(
            (language, version) ->
                texts.put(
                    language,
                    new Text(version.passage().text(), version.revision(), version.renders())));
    return new Seen(
        provision.id(),
        provision.kind(),
        provision.parent(),
        new TreeMap<>(provision.heading()),
        texts,
        provision.references(),
        provision.text(),
        provision.structure(),
        provision.remark());
  }

  /** The events known at a revision, by revision. */
  public static Map<Long, Decided> known(List<Recorded<PlanEvent>> log, long known) {
    Map<Long, Decided> standing = new TreeMap<>();
    for (Recorded<PlanEvent> recorded : log.subList(0, (int) known + 1)) {
      PlanEvent event = recorded.event();
      if (event instanceof RecordCorrected correction) {
        Decided wrong = Objects.requireNonNull(standing.remove(correction.revision()));
        RecordFields set = correction.set();
        if (set != null) {
          standing.put(
              wrong.revision(),
              new Decided(
                  wrong.revision(),
                  set.on() == null ? wrong.on() : set.on(),
                  corrected(wrong.minute(), set),
                  wrong.event()));
        }
      }
      standing.put(
          recorded.revision(), new Decided(recorded.revision(), event.on(), event.minute(), event));
    }
    return standing;
  }

  private static @Nullable Minute corrected(@Nullable Minute wrong, RecordFields set) {
    return wrong == null
        ? null
        : new Minute(
            set.meetingId() == null ? wrong.meetingId() : set.meetingId(),
            set.agendaItem() == null ? wrong.agendaItem() : set.agendaItem(),
            set.paragraph() == null ? wrong.paragraph() : set.paragraph());
  }

  /** The events known at a revision, in decided order. */
  public static List<Decided> decided(List<Recorded<PlanEvent>> log, long known) {
    List<Decided> order = new ArrayList<>(known(log, known).values());
    order.sort(
        Comparator.<Decided, Boolean>comparing(decided -> decided.revision() > 0)
            .thenComparing(Decided::on)
            .thenComparingLong(Decided::revision));
    return order;
  }

  private static Whole fold(List<Decided> order, Predicate<Decided> counts) {
    NaivePlan plan = new NaivePlan();
    order.stream().filter(counts).forEach(plan::take);
    return plan.seen();
  }

  private Whole seen() {
    List<Seen> seen = new ArrayList<>();
    collect("", seen);
    return new Whole(stage, List.copyOf(references), seen, new TreeMap<>(frameworks));
  }

  private void collect(String parent, List<Seen> seen) {
    for (String id : children.getOrDefault(parent, List.of())) {
      Item item = item(id);
      seen.add(
          new Seen(
              id,
              item.kind,
              item.parent,
              new TreeMap<>(item.heading),
              new TreeMap<>(item.text),
              List.copyOf(item.references),
              item.textStatus,
              item.structureStatus,
              item.remark));
      collect(id, seen);
    }
  }

  private Item item(String id) {
    return Objects.requireNonNull(items.get(id), id);
  }

  private void take(Decided decided) {
    switch (decided.event()) {
      case PlanOpened opened -> {
        authoritative = opened.authoritativeLanguage();
        references.addAll(opened.references());
      }
      case ProvisionAdded added ->
          enter(added.provision(), decided, standing(Status.DRAFTED, decided, null));
      case ProvisionMoved moved -> move(moved.provisionId(), moved.place());
      case ProvisionRemoved removed -> removed.provisionIds().forEach(this::remove);
      case ReferenceAdded added ->
          (added.provisionId() == null ? references : item(added.provisionId()).references)
              .add(added.reference());
      case TranslationProvided translation -> {
        Item item = item(translation.provisionId());
        item.text.put(
            translation.language(),
            new Text(translation.text().text(), decided.revision(), translation.renders()));
        if (translation.heading() != null) {
          item.heading.put(translation.language(), translation.heading());
        }
      }
      case ProvisionallyAgreed agreed -> agree(agreed.items(), decided);
      case ProvisionReopened reopened ->
          item(reopened.provisionId()).textStatus = standing(Status.DRAFTED, decided, null);
      case PlanTransmitted ignored -> raise(Status.APPROVED, decided);
      case PlanAdopted ignored -> raise(Status.ADOPTED, decided);
      case FrameworkApproved approved ->
          frameworks.put(
              approved.frameworkId(),
              new Framework(
                  approved.frameworkId(),
                  approved.title(),
                  standing(Status.APPROVED, decided, null),
                  approved.members(),
                  approved.conditions().stream()
                      .map(text -> new Framework.Condition(text, false))
                      .toList()));
      case ConditionFulfilled fulfilled -> fulfil(fulfilled);
      case ProvisionDeferred deferred -> remark(List.of(deferred.provisionId()), decided);
      case WordingReserved reserved -> remark(List.of(reserved.provisionId()), decided);
      case NoteTaken noted -> remark(noted.provisions(), decided);
      default -> {}
    }
  }

  private static Standing standing(Status status, Decided decided, @Nullable String document) {
    return new Standing(status, decided.revision(), decided.minute(), document, decided.on());
  }

  private void remark(List<String> ids, Decided decided) {
    for (String id : ids) {
      item(id).remark =
          new Remark(
              decided.event().name(),
              decided.revision(),
              Objects.requireNonNull(decided.minute()),
              decided.on());
    }
  }

  private void fulfil(ConditionFulfilled fulfilled) {
    Framework framework = Objects.requireNonNull(frameworks.get(fulfilled.frameworkId()));
    List<Framework.Condition> conditions = new ArrayList<>(framework.conditions());
    int index = fulfilled.condition() - 1;
    conditions.set(index, new Framework.Condition(conditions.get(index).text(), true));
    frameworks.put(
        framework.id(),
        new Framework(
            framework.id(),
            framework.title(),
            framework.standing(),
            framework.members(),
            conditions));
  }

  private void agree(List<AgreedItem> agreed, Decided decided) {
    Set<String> removed = new HashSet<>();
    for (AgreedItem done : agreed) {
      if (done.removed()) {
        removed.add(done.provisionId());
        continue;
      }
      Standing standing = standing(Status.PROVISIONALLY_AGREED, decided, done.document());
      if (done.inserted() != null) {
        enter(done.inserted(), decided, standing(Status.DRAFTED, decided, done.document()));
        item(done.provisionId()).structureStatus = standing;
      }
      if (done.place() != null) {
        move(done.provisionId(), done.place());
        item(done.provisionId()).structureStatus = standing;
      }
      Item item = item(done.provisionId());
      Text original = item.text.get(authoritative);
      Map<String, Text> before = Map.copyOf(item.text);
      done.text()
          .forEach(
              (language, change) -> {
                long renders = decided.revision();
                if (original != null && !done.text().containsKey(authoritative)) {
                  Text old = before.get(language);
                  renders = old == null ? original.revision() : old.renders();
                }
                item.text.put(language, new Text(change.text(), decided.revision(), renders));
              });
      item.heading.putAll(done.heading());
      if (done.scope() == Scope.STRUCTURE) {
        item.structureStatus = standing;
      } else if (done.place() == null
          || done.inserted() != null
          || !done.text().isEmpty()
          || !done.heading().isEmpty()) {
        item.textStatus = standing;
      }
    }
    removed.forEach(this::remove);
  }

  private void raise(Status status, Decided decided) {
    stage = status;
    for (Item item : items.values()) {
      if (item.textStatus.status() != Status.DRAFTED
          && item.textStatus.status().compareTo(status) < 0) {
        item.textStatus = standing(status, decided, item.textStatus.document());
      }
    }
  }

  private void enter(NewProvision added, Decided decided, Standing drafted) {
    Item item = new Item(added, drafted);
    for (Map.Entry<String, TextChange> text : added.text().entrySet()) {
      item.text.put(
          text.getKey(), new Text(text.getValue().text(), decided.revision(), decided.revision()));
    }
    items.put(added.provisionId(), item);
    place(added.provisionId(), added.place());
  }

  private void move(String id, Place place) {
    siblings(item(id).parent).remove(id);
    place(id, place);
  }

  private void place(String id, Place place) {
    item(id).parent = place.parentId();
    List<String> siblings = siblings(place.parentId());
    if (place.after() == null) {
      siblings.add(id);
    } else if (place.after().isEmpty()) {
      siblings.addFirst(id);
    } else {
      siblings.add(siblings.indexOf(place.after()) + 1, id);
    }
  }

  private void remove(String id) {
    siblings(item(id).parent).remove(id);
    items.remove(id);
  }

  private List<String> siblings(@Nullable String parent) {
    return children.computeIfAbsent(parent == null ? "" : parent, any -> new ArrayList<>());
  }
}
