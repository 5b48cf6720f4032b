package org.planledger.paper.word;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.word.Collation.Added;
import org.planledger.paper.word.Collation.Known;
import org.planledger.paper.word.Collation.Slot;
import org.planledger.paper.word.Manuscript.Paragraph;
import org.planledger.paper.word.Manuscript.Piece;
import org.planledger.paper.word.Returned.Asked;
import org.planledger.paper.word.Returned.Insertion;
import org.planledger.paper.word.Returned.Move;
import org.planledger.paper.word.Returned.Removal;
import org.planledger.paper.word.Returned.Rewording;
import org.planledger.paper.word.Returned.Wording;
import org.planledger.problem.Refused;

/**
 * Reads what was asked for in a document that {@link WordDocument} wrote: tracked changes and plain
 * edits, by Word or LibreOffice. The changes written into a redline count as accepted, so that what
 * is asked for is always a change of the later draft.
 */
public final class WordAmendments {
  private static final int HASH_SHOWN = 12;

  private final String sha256;
  private final Origin origin;
  private final Collation collation;
  private final Optional<Hand> lastSaved;

  private WordAmendments(
      String sha256, Origin origin, Collation collation, Optional<Hand> lastSaved) {
    this.sha256 = sha256;
    this.origin = origin;
    this.collation = collation;
    this.lastSaved = lastSaved;
  }

  /** Bytes that a document may have. */
  public static int limit() {
    return WordFile.LARGEST;
  }

  /**
   * Reads a document.
   *
   * @throws org.planledger.problem.Refused 413 when it is too large, 415 when it is no document of
   *     Word, is encrypted or holds macros, 400 when it is damaged or was not written here, 409
   *     when it is an extract
   */
  public static Returned read(byte[] docx) throws IOException {
    String sha256 = sha256(docx);
    try (WordFile file = WordFile.open(docx)) {
      Origin origin = file.origin();
      if (origin.extract()) {
        throw Refused.rule(
            "The document is an extract: where provisions are left out, it does not say what stands"
                + " where, nor what was taken out. Download the whole draft or redline of plan %s as"
                    .formatted(origin.plan())
                + " a Word document, without changed= and status=, and make the changes in that.");
      }
      Map<String, String> styles = file.styles();
      Collation collation =
          new Collation(origin, file.document(xml -> Manuscript.read(xml, styles)));
      return new WordAmendments(sha256, origin, collation, file.lastSaved()).returned();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private Returned returned() {
    Set<String> restored = new LinkedHashSet<>();
    collation.known().stream()
        .filter(each -> each.provision().removed() && isRestored(each))
        .forEach(each -> restored.add(each.provision().id()));
    List<Known> gone = new ArrayList<>();
    List<Known> there = new ArrayList<>();
    for (Known each : collation.known()) {
      String id = each.provision().id();
      if (each.provision().removed()) {
        continue;
      }
      if (restored.remove(id)) {
        // Gone or not: who rejects a move asks for no removal.
        collation.note(told(id, "moved", "at its earlier place", "move it back"));
        if (each.isGone()) {
          continue;
        }
      }
      (each.isGone() ? gone : there).add(each);
    }
    restored.forEach(id -> collation.note(told(id, "taken out", "in the document", "insert it")));
    Map<Added, Known> back = back(gone);
    gone.removeAll(back.values());
    List<Asked> asked = new ArrayList<>();
    there.forEach(each -> asked.addAll(rewordings(each)));
    asked.addAll(places(there, back));
    gone.reversed().forEach(each -> asked.add(removal(each)));
    return new Returned(
        origin.plan(), origin.to().revision(), sha256, asked, List.copyOf(collation.notes()));
  }

  private static boolean isRestored(Known removed) {
    return removed.slots().stream().anyMatch(slot -> !slot.text(Collation.NOW).isBlank());
  }

  private String told(String id, String what, String where, String instead) {
    return "%s had been %s in the draft of revision %d and stands %s again; that is ignored: propose to %s."
        .formatted(id, what, origin.to().revision(), where, instead);
  }

  /** What is gone in one place and new in another, with the same words, was moved. */
  private Map<Added, Known> back(List<Known> gone) {
    Map<Added, Known> back = new HashMap<>();
    for (Added added : collation.added()) {
      gone.stream()
          .filter(each -> !back.containsValue(each) && added.isSame(each))
          .findFirst()
          .ifPresent(each -> back.put(added, each));
    }
    return back;
  }

  private List<Asked> rewordings(Known provision) {
    List<Slot> changed = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    for (Slot slot : provision.slots()) {
      String now = slot.text(Collation.NOW);
      if (slot.isDraft(now)) {
        continue;
      }
      if (slot.isMissing() && collation.isPuzzled()) {
        collation.note(
            "The %s of %s (%s) is not found; nothing is asked of it."
                .formatted(
                    slot.isHeading() ? "heading" : "text",
                    provision.provision().id(),
                    slot.lang()));
      } else if (slot.isHeading() && now.isBlank()) {
        collation.note(
            "The heading of %s (%s) was taken out; a heading can only be replaced."
                .formatted(provision.provision().id(), slot.lang()));
      } else {
        changed.add(slot);
        notes.addAll(slot.guesses());
        if (slot.isMissing()) {
          notes.add("Its paragraph is gone, so the text is taken for empty.");
        }
      }
    }
    if (changed.isEmpty()) {
      return List.of();
    }
    List<Piece> pieces = changed.stream().flatMap(slot -> slot.pieces().stream()).toList();
    boolean plain = changed.stream().anyMatch(slot -> !slot.isDraft(slot.textBefore()));
    Set<Hand> hands = collation.hands(pieces);
    List<String> authors = hands.stream().map(Hand::author).distinct().toList();
    if (!plain && authors.size() > 1 && areSeparable(pieces)) {
      return authors.stream()
          .flatMap(author -> rewording(provision, changed, hands, author, notes).stream())
          .toList();
    }
    if (!plain && authors.size() > 1) {
      notes.add(
          "The changes of %s meet, so they are one amendment."
              .formatted(String.join(", ", authors)));
    }
    return List.of(
        new Rewording(
            provision.provision().id(),
            changed.stream().map(slot -> wording(slot, Collation.NOW)).toList(),
            by(hands, plain, notes),
            List.copyOf(notes)));
  }

  /** Nobody has changed what another one brought or took out. */
  private boolean areSeparable(List<Piece> pieces) {
    return pieces.stream()
        .allMatch(
            piece ->
                collation.hands(List.of(piece)).stream().map(Hand::author).distinct().count() <= 1);
  }

  private Optional<Asked> rewording(
      Known provision, List<Slot> changed, Set<Hand> hands, String author, Set<String> notes) {
    Predicate<Hand> accepted = collation.accepting(hand -> hand.author().equals(author));
    List<Wording> wordings =
        changed.stream()
            .filter(slot -> !slot.isDraft(slot.text(accepted)))
            .filter(slot -> !slot.isHeading() || !slot.text(accepted).isBlank())
            .map(slot -> wording(slot, accepted))
            .toList();
    return wordings.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Rewording(
                provision.provision().id(),
                wordings,
                hands.stream().filter(hand -> hand.author().equals(author)).toList(),
                List.copyOf(notes)));
  }

  private static Wording wording(Slot slot, Predicate<Hand> accepted) {
    return new Wording(
        slot.lang(), slot.isHeading(), slot.sha256(), slot.textBefore(), slot.text(accepted));
  }

  private List<Hand> by(Set<Hand> tracked, boolean plain, Set<String> notes) {
    List<Hand> hands = new ArrayList<>(tracked);
    if (plain || hands.isEmpty()) {
      lastSaved.ifPresent(hands::add);
      notes.add(
          lastSaved
              .map(
                  hand ->
                      "Not all of it was tracked; %s saved the document last."
                          .formatted(hand.author()))
              .orElse("Not all of it was tracked, and the document does not say who saved it."));
    }
    return hands;
  }

  /** A line that counts for the order of provisions. */
  private record Placed(
      Order.Line line, Paragraph paragraph, @Nullable Known known, @Nullable Added added) {}

  private List<Asked> places(List<Known> there, Map<Added, Known> back) {
    List<Placed> now = new ArrayList<>();
    for (Known each : there) {
      Paragraph line = each.line();
      if (line != null) {
        now.add(new Placed(lineOf(each, line), line, each, null));
      }
    }
    Set<String> fresh = new LinkedHashSet<>();
    for (Added added : collation.added()) {
      Known known = back.get(added);
      Order.Line line =
          known == null
              ? new Order.Line(idOf(fresh.size() + 1), added.line().level())
              : lineOf(known, added.line());
      if (known == null) {
        fresh.add(line.id());
      }
      now.add(new Placed(line, added.line(), known, added));
    }
    now.sort(Comparator.comparingInt(placed -> placed.paragraph().index()));
    Set<String> standing = new LinkedHashSet<>();
    now.forEach(placed -> standing.add(placed.line().id()));
    Order before =
        new Order(
            collation.known().stream()
                .map(Known::provision)
                .filter(provision -> !provision.removed() && standing.contains(provision.id()))
                .map(provision -> new Order.Line(provision.id(), provision.level()))
                .toList());
    Order order = new Order(now.stream().map(Placed::line).toList());
    Set<String> moved = order.moved(before);
    List<Asked> asked = new ArrayList<>();
    for (Placed placed : now) {
      if (placed.known() == null) {
        asked.add(insertion(placed, Objects.requireNonNull(placed.added()), order, now, fresh));
      }
    }
    for (Placed placed : now) {
      if (moved.contains(placed.line().id())) {
        asked.add(move(placed, order, fresh));
      }
    }
    return asked;
  }

  private String idOf(int fresh) {
    return "word-%s-p%d".formatted(sha256.substring(0, HASH_SHOWN), fresh);
  }

  /** What is deeper than headings can be is as deep as it was. */
  private static Order.Line lineOf(Known known, Paragraph line) {
    int level = known.provision().level();
    boolean other = line.level() > 0 && line.level() != Math.min(level, Body.DEEPEST_HEADING);
    return new Order.Line(known.provision().id(), other ? line.level() : level);
  }

  private Insertion insertion(
      Placed placed, Added added, Order order, List<Placed> all, Set<String> fresh) {
    Set<String> notes = new LinkedHashSet<>();
    String kind = kind(placed, all);
    notes.add(
        "A new heading was taken for a new provision, of the kind of its neighbour: %s."
            .formatted(kind));
    Place place = place(placed.line().id(), order, fresh, notes);
    return new Insertion(
        placed.line().id(),
        kind,
        place.parent(),
        place.after(),
        added.heading(),
        added.text(),
        by(collation.hands(added.pieces()), false, notes),
        List.copyOf(notes));
  }

  /** That of the nearest provision as deep, else of the nearest. */
  private static String kind(Placed placed, List<Placed> all) {
    int at = all.indexOf(placed);
    return IntStream.range(0, all.size())
        .boxed()
        .filter(i -> all.get(i).known() != null)
        .min(
            Comparator.comparing((Integer i) -> all.get(i).line().level() != placed.line().level())
                .thenComparingInt(i -> Math.abs(i - at)))
        .map(i -> Objects.requireNonNull(all.get(i).known()).provision().kind())
        .orElse("provision");
  }

  /**
   * Where a provision is to stand.
   *
   * @param parent absent: at the top level
   * @param after empty: it is the first
   */
  private record Place(@Nullable String parent, String after) {}

  /** What is itself only asked for is no parent yet. */
  private static Place place(String id, Order order, Set<String> fresh, Set<String> notes) {
    String parent = order.parent(id);
    String after = order.after(id);
    while (parent != null && fresh.contains(parent)) {
      notes.add(
          "It stands below %s, which is new itself, and is asked for behind it.".formatted(parent));
      after = parent;
      parent = order.parent(parent);
    }
    return new Place(parent, after);
  }

  private Move move(Placed placed, Order order, Set<String> fresh) {
    Set<String> notes = new LinkedHashSet<>();
    notes.add("Its line stands elsewhere in the document than in the draft.");
    String id = placed.line().id();
    Place place = place(id, order, fresh, notes);
    return new Move(
        id,
        place.parent(),
        place.after(),
        by(collation.hands(placed.paragraph().pieces()), false, notes),
        List.copyOf(notes));
  }

  private Removal removal(Known gone) {
    Set<String> notes = new LinkedHashSet<>();
    Paragraph line = gone.line();
    List<Piece> pieces =
        Stream.concat(
                line == null ? Stream.empty() : line.pieces().stream(),
                gone.slots().stream().flatMap(slot -> slot.pieces().stream()))
            .toList();
    return new Removal(
        gone.provision().id(), by(collation.hands(pieces), false, notes), List.copyOf(notes));
  }
}
