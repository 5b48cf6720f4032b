package org.planledger.command.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.plan.Draft;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.Status;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;

/**
 * A draft made in the plainest way: all events up to a point in decided order, one after the other,
 * onto lists and maps, with the whole texts that the events hold.
 */
final class NaivePlan {
  /** What there is to see of a provision. */
  record Seen(
      String id,
      @Nullable String parent,
      Map<String, String> heading,
      Map<String, String> text,
      Status textStatus,
      Status structureStatus) {}

  private record Decided(long revision, LocalDate on, PlanEvent event) {}

  private static final class Item {
    @Nullable String parent;
    final Map<String, String> heading = new TreeMap<>();
    final Map<String, String> text = new TreeMap<>();
    Status textStatus = Status.DRAFTED;
    Status structureStatus = Status.DRAFTED;
  }

  private final Map<String, Item> items = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();

  private NaivePlan() {}

  /** The draft of all events up to a revision. */
  static List<Seen> at(List<Recorded<PlanEvent>> log, long known) {
    return fold(log, known, decided -> true);
  }

  /** The draft at the end of a day, as known at a revision. */
  static List<Seen> on(List<Recorded<PlanEvent>> log, long known, LocalDate day) {
    return fold(log, known, decided -> decided.revision() == 0 || !decided.on().isAfter(day));
  }

  /** The same of a draft of the product. */
  static List<Seen> of(Draft draft) {
    return draft.inDocumentOrder().stream().map(NaivePlan::seen).toList();
  }

  private static Seen seen(Provision provision) {
    Map<String, String> texts = new TreeMap<>();
    provision.texts().forEach((language, version) -> texts.put(language, version.passage().text()));
    return new Seen(
        provision.id(),
        provision.parent(),
        new TreeMap<>(provision.heading()),
        texts,
        provision.text().status(),
        provision.structure().status());
  }

  private static List<Seen> fold(
      List<Recorded<PlanEvent>> log, long known, Predicate<Decided> counts) {
    Map<Long, Decided> standing = new TreeMap<>();
    for (Recorded<PlanEvent> recorded : log.subList(0, (int) known + 1)) {
      PlanEvent event = recorded.event();
      if (event instanceof RecordCorrected correction) {
        Decided wrong = standing.remove(correction.revision());
        if (correction.set() != null) {
          LocalDate day = correction.set().on() == null ? wrong.on() : correction.set().on();
          standing.put(wrong.revision(), new Decided(wrong.revision(), day, wrong.event()));
        }
      }
      standing.put(recorded.revision(), new Decided(recorded.revision(), event.on(), event));
    }
    List<Decided> order = new ArrayList<>(standing.values());
    order.sort(
        Comparator.<Decided, Boolean>comparing(decided -> decided.revision() > 0)
            .thenComparing(Decided::on)
            .thenComparingLong(Decided::revision));
    NaivePlan plan = new NaivePlan();
    order.stream().filter(counts).map(Decided::event).forEach(plan::take);
    List<Seen> seen = new ArrayList<>();
    plan.collect("", seen);
    return seen;
  }

  private void collect(String parent, List<Seen> seen) {
    for (String id : children.getOrDefault(parent, List.of())) {
      Item item = items.get(id);
      seen.add(
          new Seen(
              id, item.parent, item.heading, item.text, item.textStatus, item.structureStatus));
      collect(id, seen);
    }
  }

  private void take(PlanEvent event) {
    switch (event) {
      case ProvisionAdded added -> enter(added.provision());
      case ProvisionMoved moved -> move(moved.provisionId(), moved.place());
      case ProvisionRemoved removed -> removed.provisionIds().forEach(this::remove);
      case TranslationProvided translation -> {
        Item item = items.get(translation.provisionId());
        item.text.put(translation.language(), translation.text().text());
        if (translation.heading() != null) {
          item.heading.put(translation.language(), translation.heading());
        }
      }
      case ProvisionallyAgreed agreed -> agree(agreed.items());
      case ProvisionReopened reopened ->
          items.get(reopened.provisionId()).textStatus = Status.DRAFTED;
      case PlanTransmitted ignored -> raise(Status.APPROVED);
      case PlanAdopted ignored -> raise(Status.ADOPTED);
      default -> {}
    }
  }

  private void agree(List<AgreedItem> agreed) {
    Set<String> removed = new HashSet<>();
    for (AgreedItem done : agreed) {
      if (done.removed()) {
        removed.add(done.provisionId());
        continue;
      }
      if (done.inserted() != null) {
        enter(done.inserted());
        items.get(done.provisionId()).structureStatus = Status.PROVISIONALLY_AGREED;
      }
      if (done.place() != null) {
        move(done.provisionId(), done.place());
        items.get(done.provisionId()).structureStatus = Status.PROVISIONALLY_AGREED;
      }
      Item item = items.get(done.provisionId());
      put(item.text, done.text());
      item.heading.putAll(done.heading());
      if (done.scope() == Scope.STRUCTURE) {
        item.structureStatus = Status.PROVISIONALLY_AGREED;
      } else if (done.place() == null
          || done.inserted() != null
          || !done.text().isEmpty()
          || !done.heading().isEmpty()) {
        item.textStatus = Status.PROVISIONALLY_AGREED;
      }
    }
    removed.forEach(this::remove);
  }

  private void raise(Status status) {
    for (Item item : items.values()) {
      if (item.textStatus != Status.DRAFTED && item.textStatus.compareTo(status) < 0) {
        item.textStatus = status;
      }
    }
  }

  private void enter(NewProvision added) {
    Item item = new Item();
    item.heading.putAll(added.heading());
    put(item.text, added.text());
    items.put(added.provisionId(), item);
    place(added.provisionId(), added.place());
  }

  private static void put(Map<String, String> texts, Map<String, TextChange> changes) {
    changes.forEach((language, change) -> texts.put(language, change.text()));
  }

  private void move(String id, Place place) {
    siblings(items.get(id).parent).remove(id);
    place(id, place);
  }

  private void place(String id, Place place) {
    items.get(id).parent = place.parentId();
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
    siblings(items.remove(id).parent).remove(id);
  }

  private List<String> siblings(@Nullable String parent) {
    return children.computeIfAbsent(parent == null ? "" : parent, any -> new ArrayList<>());
  }
}
