package org.planledger.plan.agreement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.TextVersion;
import org.planledger.plan.Tree;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.problem.Refused;
import org.planledger.text.Diff;
import org.planledger.text.Edit;
import org.planledger.text.Merge;
import org.planledger.text.Passage;

/**
 * What an agreement makes of the provisions it names, at a place in decided order: amendments
 * merged into the texts in force there, and entered into the structure.
 */
public final class Agreement {
  private final Draft draft;
  private final Entry.Versions versions;
  private final Amendments amendments;
  private final List<Overlap> overlaps = new ArrayList<>();

  /**
   * At a place.
   *
   * @param draft what is in force there
   * @param versions the versions of texts that the amendments are written against
   */
  public Agreement(Draft draft, Entry.Versions versions, Amendments amendments) {
    this.draft = draft;
    this.versions = versions;
    this.amendments = amendments;
  }

  /**
   * What is agreed for one provision.
   *
   * @param amendments merged in this order
   * @param compromise words, by language, that replace what the amendments make
   */
  public record Item(
      String provisionId,
      List<String> amendments,
      Map<String, List<String>> compromise,
      Scope scope) {}

  /**
   * The items as they are recorded.
   *
   * @throws Refused when an amendment is not pending or not to its item's provision, or amendments
   *     overlap each other or what was decided since their base
   * @throws org.planledger.plan.RuleBroken when a provision is not there
   */
  public List<AgreedItem> to(List<Item> items) {
    Set<String> named = new HashSet<>();
    List<AgreedItem> agreed = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Item item : items) {
      if (!named.add(item.provisionId())) {
        throw Refused.rule(
            "Provision %s is named twice; put its amendments into one item."
                .formatted(item.provisionId()));
      }
      for (String amendment : item.amendments()) {
        if (!used.add(amendment)) {
          throw Refused.rule("Amendment %s is named twice.".formatted(amendment));
        }
      }
      agreed.add(agreed(item));
    }
    if (!overlaps.isEmpty()) {
      throw Overlap.refusal(overlaps);
    }
    return agreed;
  }

  /** The overlaps for which {@link #to} refused. */
  List<Overlap> overlaps() {
    return List.copyOf(overlaps);
  }

  private AgreedItem agreed(Item item) {
    List<Amendment> named = item.amendments().stream().map(id -> pending(id, item)).toList();
    List<Amendment> rewordings = of(named, Proposal.Rewording.class);
    List<Amendment> insertions = of(named, Proposal.Insertion.class);
    List<Amendment> removals = of(named, Proposal.Removal.class);
    List<Amendment> moves = of(named, Proposal.Move.class);
    if (item.scope() == Scope.STRUCTURE
        && (!item.compromise().isEmpty() || rewordings.stream().anyMatch(Agreement::rewords))) {
      throw Refused.rule(
          "An agreement to the structure leaves the text of %s alone; give it the scope text."
              .formatted(item.provisionId()));
    }
    if (insertions.size() > 1) {
      throw Refused.rule(
          "Amendments %s and %s both insert %s; agree to one of them."
              .formatted(insertions.get(0).id(), insertions.get(1).id(), item.provisionId()));
    }
    if (!insertions.isEmpty() && !rewordings.isEmpty()) {
      throw Refused.rule(
          "Amendment %s inserts %s, and %s rewords it; agree to the insertion first, and then to the other."
              .formatted(
                  insertions.getFirst().id(), item.provisionId(), rewordings.getFirst().id()));
    }
    if (insertions.isEmpty() && !named.isEmpty() && draft.find(item.provisionId()).isEmpty()) {
      throw gone(item.provisionId(), named);
    }
    NewProvision inserted = insertions.isEmpty() ? null : inserted(insertions.getFirst(), item);
    removed(item, removals, rewordings);
    Map<String, TextChange> texts = inserted == null ? texts(item, rewordings) : Map.of();
    return new AgreedItem(
        item.provisionId(),
        item.scope(),
        item.amendments(),
        !item.compromise().isEmpty(),
        named.stream()
            .map(Amendment::document)
            .filter(Objects::nonNull)
            .reduce((first, last) -> last)
            .orElse(null),
        inserted,
        !removals.isEmpty(),
        place(item, moves),
        texts,
        headings(item, rewordings));
  }

  private Amendment pending(String id, Item item) {
    Amendment amendment = amendments.find(id).orElseThrow(() -> Refused.notFound("amendment", id));
    if (!amendment.pending()) {
      throw Refused.rule("Amendment %s is %s already.".formatted(id, amendment.state()));
    }
    if (!amendment.provisionId().equals(item.provisionId())) {
      throw Refused.rule(
          "Amendment %s is to %s, not to %s; name it under its own provision."
              .formatted(id, amendment.provisionId(), item.provisionId()));
    }
    return amendment;
  }

  private static List<Amendment> of(List<Amendment> all, Class<? extends Proposal> type) {
    return all.stream().filter(amendment -> type.isInstance(amendment.proposal())).toList();
  }

  private static boolean rewords(Amendment amendment) {
    return !rewording(amendment).text().isEmpty();
  }

  private static Proposal.Rewording rewording(Amendment amendment) {
    return (Proposal.Rewording) Objects.requireNonNull(amendment.proposal());
  }

  /** The target of an amendment has left the draft since. */
  private Refused gone(String provisionId, List<Amendment> named) {
    Amendment first = named.getFirst();
    String mine =
        first.proposal() instanceof Proposal.Rewording rewording
            ? rewording.text().values().stream().map(TextChange::text).findFirst().orElse("")
            : "";
    overlaps.add(
        new Overlap(
            provisionId,
            null,
            Merge.Kind.EDITED_AND_REMOVED,
            first.id(),
            null,
            mine,
            "",
            List.of()));
    return Overlap.refusal(overlaps);
  }

  private static NewProvision inserted(Amendment insertion, Item item) {
    NewProvision proposed =
        ((Proposal.Insertion) Objects.requireNonNull(insertion.proposal())).provision();
    Map<String, TextChange> texts = new HashMap<>();
    proposed
        .text()
        .forEach(
            (language, change) ->
                texts.put(
                    language,
                    new TextChange(null, by(insertion.id(), change.edits()), change.text())));
    item.compromise()
        .forEach(
            (language, words) ->
                texts.put(
                    language,
                    new TextChange(null, Diff.between(List.of(), words), String.join("", words))));
    return new NewProvision(
        proposed.provisionId(),
        proposed.kind(),
        proposed.place(),
        proposed.heading(),
        texts,
        proposed.references());
  }

  private void removed(Item item, List<Amendment> removals, List<Amendment> rewordings) {
    for (Amendment removal : removals) {
      Proposal.Removal proposal = (Proposal.Removal) Objects.requireNonNull(removal.proposal());
      Provision provision = draft.provision(item.provisionId());
      String theirs =
          provision.texts().values().stream()
              .map(version -> version.passage().text())
              .findFirst()
              .orElse("");
      if (provision.textRevision() != proposal.base()) {
        overlap(item, removal, null, theirs);
      }
      for (Amendment rewording : rewordings) {
        overlap(
            item,
            removal,
            rewording.id(),
            rewording(rewording).text().values().stream()
                .map(TextChange::text)
                .findFirst()
                .orElse(theirs));
      }
      if (!item.compromise().isEmpty()) {
        throw Refused.rule(
            "Provision %s cannot be removed and given a compromise text at once."
                .formatted(item.provisionId()));
      }
    }
  }

  private void overlap(Item item, Amendment removal, @Nullable String other, String theirs) {
    overlaps.add(
        new Overlap(
            item.provisionId(),
            null,
            Merge.Kind.EDITED_AND_REMOVED,
            removal.id(),
            other,
            "",
            theirs,
            List.of()));
  }

  private @Nullable Place place(Item item, List<Amendment> moves) {
    Place place = null;
    String mover = null;
    for (Amendment amendment : moves) {
      Proposal.Move move = (Proposal.Move) Objects.requireNonNull(amendment.proposal());
      Provision provision = draft.provision(item.provisionId());
      if (place != null && !place.equals(move.place())) {
        twoPlaces(item, amendment, mover, move.place(), place);
      } else if (provision.placed() != move.base()
          && !Tree.stands(draft, item.provisionId(), move.place())) {
        twoPlaces(item, amendment, null, move.place(), new Place(provision.parent(), null));
      }
      place = move.place();
      mover = amendment.id();
    }
    return place;
  }

  private void twoPlaces(
      Item item, Amendment amendment, @Nullable String other, Place mine, Place theirs) {
    overlaps.add(
        new Overlap(
            item.provisionId(),
            null,
            Merge.Kind.MOVED_TO_TWO_PLACES,
            amendment.id(),
            other,
            said(mine),
            said(theirs),
            List.of()));
  }

  private static String said(Place place) {
    return (place.parentId() == null ? "top level" : "below " + place.parentId())
        + (place.after() == null
            ? ""
            : place.after().isEmpty() ? ", first" : ", after " + place.after());
  }

  private Map<String, TextChange> texts(Item item, List<Amendment> rewordings) {
    Map<String, TextChange> texts = new HashMap<>();
    Map<String, List<Merge.Proposal>> byLanguage = new LinkedHashMap<>();
    for (Amendment amendment : rewordings) {
      rewording(amendment)
          .text()
          .forEach(
              (language, change) ->
                  byLanguage
                      .computeIfAbsent(language, any -> new ArrayList<>())
                      .add(proposal(item.provisionId(), language, amendment, change)));
    }
    item.compromise().keySet().forEach(byLanguage::remove);
    byLanguage.forEach(
        (language, proposals) -> {
          Passage inForce = DraftFold.passage(draft, item.provisionId(), language);
          switch (Merge.of(inForce, proposals)) {
            case Merge.Merged merged ->
                put(texts, item.provisionId(), language, merged.edits(), inForce);
            case Merge.Conflicting conflicting ->
                conflicting.conflicts().stream()
                    .map(conflict -> Overlap.of(item.provisionId(), language, conflict))
                    .forEach(overlaps::add);
          }
        });
    item.compromise()
        .forEach(
            (language, words) -> {
              Passage inForce = DraftFold.passage(draft, item.provisionId(), language);
              put(
                  texts,
                  item.provisionId(),
                  language,
                  Diff.between(inForce.words(), words),
                  inForce);
            });
    return texts;
  }

  private Merge.Proposal proposal(
      String provisionId, String language, Amendment amendment, TextChange change) {
    Long base = change.base();
    Passage passage = base == null ? Passage.EMPTY : versions.version(provisionId, language, base);
    return new Merge.Proposal(amendment.id(), passage, change.edits());
  }

  private void put(
      Map<String, TextChange> texts,
      String provisionId,
      String language,
      List<Edit> edits,
      Passage inForce) {
    if (edits.isEmpty()) {
      return;
    }
    TextVersion version = draft.provision(provisionId).texts().get(language);
    texts.put(
        language,
        new TextChange(
            version == null ? null : version.revision(), edits, inForce.apply(edits, 0, 0).text()));
  }

  private Map<String, String> headings(Item item, List<Amendment> rewordings) {
    Map<String, String> headings = new HashMap<>();
    Map<String, String> by = new HashMap<>();
    for (Amendment amendment : rewordings) {
      rewording(amendment)
          .heading()
          .forEach(
              (language, change) -> {
                String inForce =
                    headings.getOrDefault(
                        language, draft.provision(item.provisionId()).heading().get(language));
                if (!Objects.equals(inForce, change.from())
                    && !Objects.equals(inForce, change.to())) {
                  overlaps.add(
                      new Overlap(
                          item.provisionId(),
                          language,
                          Merge.Kind.OVERLAPPING,
                          amendment.id(),
                          by.get(language),
                          change.to(),
                          Objects.requireNonNullElse(inForce, ""),
                          List.of()));
                }
                headings.put(language, change.to());
                by.put(language, amendment.id());
              });
    }
    return headings;
  }

  /** The same edits, named as those of an amendment. */
  private static List<Edit> by(String amendment, List<Edit> edits) {
    return edits.stream()
        .map(edit -> new Edit(edit.at(), edit.removes(), edit.brings(), amendment))
        .toList();
  }
}
