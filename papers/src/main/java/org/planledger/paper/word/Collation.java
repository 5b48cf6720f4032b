package org.planledger.paper.word;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.word.Manuscript.Paragraph;
import org.planledger.paper.word.Manuscript.Piece;

/**
 * Finds in a document the provisions that it was made from.
 *
 * <p>Bookmarks come first, for what they enclose. A paragraph that lost its own is known by its
 * words, if they are still those of a provision that is missing, or by its place, if between two
 * known ones as many are missing as there are paragraphs. What is still left follows the text
 * before it, or a new heading. Everything but the first is a guess, and said to be.
 */
final class Collation {
  private static final int SHOWN = 40;
  private static final int MOST_NOTES = 200;

  /** All tracked changes accepted. */
  static final Predicate<Hand> NOW = hand -> true;

  private final Origin origin;
  private final Manuscript manuscript;

  /** What was written into the document accepted, what was done to it rejected. */
  private final Predicate<Hand> before;

  private final List<Known> known = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();
  private final Set<Paragraph> taken = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private boolean puzzled;

  Collation(Origin origin, Manuscript manuscript) {
    this.origin = origin;
    this.manuscript = manuscript;
    this.before = origin.changes()::contains;
    origin.provisions().forEach(provision -> known.add(new Known(provision)));
    byBookmarks();
    byWords();
    byPlaces();
    byWhatFollows();
    leftOver();
    known.forEach(this::tellOddities);
  }

  /** A provision of the draft. */
  final class Known {
    private final Origin.Provision provision;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Paragraph line;

    private Known(Origin.Provision provision) {
      this.provision = provision;
      for (int i = 0; i < origin.languages().size(); i++) {
        slots.add(new Slot(this, i, true));
        slots.add(new Slot(this, i, false));
      }
    }

    Origin.Provision provision() {
      return provision;
    }

    List<Slot> slots() {
      return slots;
    }

    /** The paragraph that it begins with; absent: it is gone. */
    @Nullable Paragraph line() {
      return line;
    }

    private boolean isFound() {
      return line != null || slots.stream().anyMatch(slot -> !slot.paragraphs.isEmpty());
    }

    /** Whether nothing is left of it, and that is no question of not having found it. */
    boolean isGone() {
      boolean blank =
          (line == null || line.whole(NOW).isBlank())
              && slots.stream().allMatch(slot -> slot.text(NOW).isBlank());
      return blank && (isFound() || !puzzled);
    }
  }

  /** The place of a heading or a text in one language. */
  final class Slot {
    private final Known of;
    private final int language;
    private final boolean heading;
    private final @Nullable String sha256;
    private final List<Paragraph> paragraphs = new ArrayList<>();
    private final Set<String> guesses = new LinkedHashSet<>();

    private Slot(Known of, int language, boolean heading) {
      this.of = of;
      this.language = language;
      this.heading = heading;
      this.sha256 =
          of.provision.texts().stream()
              .filter(text -> text.heading() == heading && text.lang().equals(lang()))
              .map(Origin.Text::sha256)
              .findFirst()
              .orElse(null);
    }

    String lang() {
      return origin.languages().get(language);
    }

    boolean isHeading() {
      return heading;
    }

    Set<String> guesses() {
      return guesses;
    }

    /** Of the words of the draft; absent: it has none here. */
    @Nullable String sha256() {
      return sha256;
    }

    private boolean isNew() {
      return sha256 == null;
    }

    boolean isMissing() {
      return paragraphs.isEmpty();
    }

    /** Its characters, with the line ends between paragraphs. */
    List<Piece> pieces() {
      List<Piece> pieces = new ArrayList<>();
      for (int i = 0; i < paragraphs.size(); i++) {
        Paragraph paragraph = paragraphs.get(i);
        paragraph.pieces().stream().filter(piece -> !piece.generated()).forEach(pieces::add);
        if (i < paragraphs.size() - 1) {
          pieces.add(paragraph.end(heading ? " " : "\n"));
        }
      }
      return pieces;
    }

    /** What it says. */
    String text(Predicate<Hand> accepted) {
      StringBuilder text = new StringBuilder();
      for (Piece piece : pieces()) {
        if (piece.isThere(accepted)) {
          text.append(piece.text());
        }
      }
      String all = Normalizer.normalize(text, Normalizer.Form.NFC);
      return heading && !isDraft(all) ? withoutNumber(all) : all;
    }

    /** A number that lost its style is one all the same. */
    private String withoutNumber(String text) {
      String line = text.strip().replace('\n', ' ');
      return line.matches("(?s)[0-9]+(\\.[0-9]+)*\t.*")
          ? line.substring(line.indexOf('\t') + 1)
          : line.replace('\t', ' ');
    }

    /** What it said before. */
    String textBefore() {
      return text(before);
    }

    /** Whether a text is that of the draft. */
    boolean isDraft(String text) {
      return sha256 == null ? text.isEmpty() : Origin.sha256(text).equals(sha256);
    }

    private void take(Paragraph paragraph) {
      paragraphs.add(paragraph);
      taken.add(paragraph);
    }
  }

  /** A provision that is new. */
  static final class Added {
    private final Paragraph line;
    private final Map<String, String> heading = new TreeMap<>();
    private final Map<String, String> text = new TreeMap<>();
    private final List<Piece> pieces = new ArrayList<>();

    private Added(Paragraph line) {
      this.line = line;
      pieces.addAll(line.pieces());
    }

    Paragraph line() {
      return line;
    }

    Map<String, String> heading() {
      return heading;
    }

    Map<String, String> text() {
      return text;
    }

    List<Piece> pieces() {
      return pieces;
    }

    private void take(String lang, boolean inHeading, Paragraph paragraph) {
      pieces.addAll(paragraph.pieces());
      (inHeading ? heading : text)
          .merge(
              lang,
              Normalizer.normalize(paragraph.text(NOW), Normalizer.Form.NFC),
              (one, other) -> one + (inHeading ? " " : "\n") + other);
    }

    /** Whether it says what a provision of the draft does. */
    boolean isSame(Known provision) {
      List<Slot> said = provision.slots.stream().filter(slot -> !slot.isNew()).toList();
      return !said.isEmpty()
          && said.stream()
              .allMatch(
                  slot ->
                      slot.isDraft((slot.heading ? heading : text).getOrDefault(slot.lang(), "")));
    }
  }

  List<Known> known() {
    return known;
  }

  List<Added> added() {
    return added;
  }

  List<String> notes() {
    return notes;
  }

  /** Whether there are words that belong nowhere, so that what is missing may be among them. */
  boolean isPuzzled() {
    return puzzled;
  }

  /** Those who made changes in the document, not those whose changes were written into it. */
  Set<Hand> hands(List<Piece> pieces) {
    Set<Hand> hands = new LinkedHashSet<>();
    for (Piece piece : pieces) {
      hands.addAll(piece.inserted());
      hands.addAll(piece.deleted());
    }
    hands.removeIf(before);
    return hands;
  }

  /** Takes what was written into the document as accepted, and of the changes in it some. */
  Predicate<Hand> accepting(Predicate<Hand> some) {
    return before.or(some);
  }

  void note(String sentence) {
    if (notes.size() < MOST_NOTES) {
      notes.add(sentence);
    } else if (notes.size() == MOST_NOTES) {
      notes.add("There is more that is not told here.");
    }
  }

  private boolean isAlone() {
    return origin.languages().size() == 1;
  }

  private void byBookmarks() {
    for (Known each : known) {
      List<Paragraph> place = enclosed(Origin.placeBookmark(each.provision.name()));
      List<Paragraph> heading =
          isAlone() ? enclosed(Origin.textBookmark(each.provision.name(), 0, true)) : List.of();
      each.line =
          place.stream()
              .findFirst()
              .or(() -> heading.stream().filter(paragraph -> paragraph.level() > 0).findFirst())
              .filter(taken::add)
              .orElse(null);
      if (isAlone() && each.line != null) {
        each.slots.getFirst().take(each.line);
      }
    }
    // What encloses one paragraph is surer than what has grown over several.
    for (boolean several : new boolean[] {false, true}) {
      for (Known each : known) {
        for (Slot slot : each.slots) {
          List<Paragraph> enclosed =
              enclosed(Origin.textBookmark(each.provision.name(), slot.language, slot.heading));
          if (slot.isMissing() && enclosed.size() > 1 == several) {
            enclosed.stream()
                .filter(paragraph -> !taken.contains(paragraph))
                .limit(slot.heading ? 1 : Long.MAX_VALUE)
                .forEach(slot::take);
          }
        }
      }
    }
  }

  /** The paragraphs of which a bookmark encloses something, but for those that are all ours. */
  private List<Paragraph> enclosed(String bookmark) {
    Manuscript.Range range = manuscript.bookmarks().get(bookmark);
    if (range == null) {
      return List.of();
    }
    List<Paragraph> enclosed = new ArrayList<>();
    for (int i = range.first(); i <= range.last(); i++) {
      Paragraph paragraph = manuscript.paragraphs().get(i);
      int pieces = paragraph.pieces().size();
      boolean only = range.first() == range.last();
      boolean leftBehind = i == range.first() && pieces > 0 && range.firstPiece() == pieces;
      boolean notReached = i == range.last() && pieces > 0 && range.lastPiece() == 0;
      if (!paragraph.isGenerated() && (only || (!leftBehind && !notReached))) {
        enclosed.add(paragraph);
      }
    }
    return enclosed;
  }

  private List<Paragraph> untaken() {
    return manuscript.paragraphs().stream()
        .filter(paragraph -> !taken.contains(paragraph) && !paragraph.isGenerated())
        .filter(paragraph -> !said(paragraph).isBlank())
        .toList();
  }

  /** What a paragraph says, or said before it was taken out. */
  private String said(Paragraph paragraph) {
    String now = paragraph.text(NOW);
    return Normalizer.normalize(now.isBlank() ? paragraph.text(before) : now, Normalizer.Form.NFC);
  }

  private void byWords() {
    Map<String, Deque<Slot>> missing = new HashMap<>();
    for (Slot slot : slots()) {
      if (slot.isMissing() && slot.sha256 != null) {
        missing.computeIfAbsent(slot.sha256, sha256 -> new ArrayDeque<>()).add(slot);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    for (Paragraph paragraph : untaken()) {
      Deque<Slot> same = missing.get(Origin.sha256(said(paragraph)));
      if (same != null && !same.isEmpty()) {
        Slot slot = same.remove();
        slot.take(paragraph);
        slot.guesses.add("Known by its words: its bookmark is gone.");
        takeLine(slot);
      }
    }
  }

  /** Of one language, a heading stands in the line that a provision begins with. */
  private void takeLine(Slot slot) {
    if (isAlone() && slot.heading && slot.of.line == null) {
      slot.of.line = slot.paragraphs.getFirst();
    }
  }

  /** Each language has its headings and its texts in the order of the document. */
  private void byPlaces() {
    NavigableMap<Integer, Paragraph> untaken = new TreeMap<>();
    untaken().forEach(paragraph -> untaken.put(paragraph.index(), paragraph));
    for (int language = 0; language < origin.languages().size(); language++) {
      byPlaces(lane(language, true), untaken);
      byPlaces(lane(language, false), untaken);
    }
  }

  private List<Slot> lane(int language, boolean heading) {
    return slots().stream()
        .filter(slot -> slot.language == language && slot.heading == heading)
        .filter(slot -> !slot.of.provision.removed())
        .toList();
  }

  private void byPlaces(List<Slot> lane, NavigableMap<Integer, Paragraph> untaken) {
    List<Slot> missing = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= lane.size(); i++) {
      Slot slot = i < lane.size() ? lane.get(i) : null;
      if (slot != null && slot.isMissing()) {
        if (!slot.isNew()) {
          missing.add(slot);
        }
        continue;
      }
      int to = slot == null ? manuscript.paragraphs().size() : slot.paragraphs.getFirst().index();
      if (!missing.isEmpty() && from < to) {
        pair(missing, fitting(untaken.subMap(from, false, to, false), missing.getFirst()));
      }
      missing.clear();
      if (slot != null) {
        from = slot.paragraphs.getLast().index();
      }
    }
  }

  private List<Paragraph> fitting(Map<Integer, Paragraph> between, Slot like) {
    return between.values().stream()
        .filter(paragraph -> !taken.contains(paragraph))
        .filter(paragraph -> isHeading(paragraph) == like.heading)
        .filter(paragraph -> isAlone() || paragraph.column() == like.language)
        .toList();
  }

  private static boolean isHeading(Paragraph paragraph) {
    return paragraph.level() > 0 || paragraph.style().equals("provisionheading");
  }

  private void pair(List<Slot> missing, List<Paragraph> between) {
    if (missing.size() != between.size()) {
      return;
    }
    for (int i = 0; i < missing.size(); i++) {
      Slot slot = missing.get(i);
      slot.take(between.get(i));
      slot.guesses.add("Known by its place: its bookmark is gone.");
      takeLine(slot);
    }
  }

  /** A line that has a number and no heading is that of the text below it. */
  private void byWhatFollows() {
    Map<Paragraph, Slot> takenBy = takenBy();
    Slot next = null;
    for (Paragraph paragraph : manuscript.paragraphs().reversed()) {
      Slot slot = takenBy.get(paragraph);
      if (slot != null) {
        next = slot;
      } else if (isNumberAlone(paragraph)
          && !taken.contains(paragraph)
          && next != null
          && next.of.line == null) {
        next.of.line = paragraph;
        taken.add(paragraph);
      }
    }
  }

  private static boolean isNumberAlone(Paragraph paragraph) {
    return paragraph.level() > 0
        && paragraph.text(NOW).isBlank()
        && !paragraph.whole(NOW).isBlank();
  }

  private Map<Paragraph, Slot> takenBy() {
    Map<Paragraph, Slot> takenBy = new HashMap<>();
    slots().forEach(slot -> slot.paragraphs.forEach(paragraph -> takenBy.put(paragraph, slot)));
    return takenBy;
  }

  /** In document order, what nothing was found for. */
  private void leftOver() {
    Map<Paragraph, Slot> takenBy = takenBy();
    Slot text = null;
    int cell = 0;
    Added fresh = null;
    List<Paragraph> blanks = new ArrayList<>();
    for (Paragraph paragraph : manuscript.paragraphs()) {
      Slot slot = takenBy.get(paragraph);
      if (taken.contains(paragraph)) {
        text = slot != null && !slot.heading ? slot : null;
        cell = paragraph.cell();
        fresh = null;
        blanks.clear();
      } else if (paragraph.isGenerated()) {
        text = null;
        blanks.clear();
      } else if (isNumberAlone(paragraph)) {
        fresh = new Added(paragraph);
        added.add(fresh);
        text = null;
      } else if (paragraph.text(NOW).isBlank()) {
        blanks.add(paragraph);
      } else if (paragraph.level() > 0) {
        fresh = new Added(paragraph);
        added.add(fresh);
        fresh.take(lang(paragraph), true, paragraph);
        text = null;
      } else if (fresh != null) {
        fresh.take(lang(paragraph), isHeading(paragraph), paragraph);
      } else if (text != null && paragraph.cell() == cell) {
        blanks.forEach(text::take);
        blanks.clear();
        text.take(paragraph);
        text.guesses.add("A new paragraph was taken for a new line of this text.");
      } else {
        puzzled = true;
        note(
            "The paragraph “%s” belongs to no provision and is ignored."
                .formatted(shortened(paragraph.text(NOW))));
      }
    }
    added.forEach(
        each -> each.heading.replaceAll((lang, line) -> line.strip().replaceAll("\\s+", " ")));
  }

  private String lang(Paragraph paragraph) {
    return origin.languages().get(Math.min(paragraph.column(), origin.languages().size() - 1));
  }

  private List<Slot> slots() {
    return known.stream().flatMap(each -> each.slots.stream()).toList();
  }

  private void tellOddities(Known each) {
    Set<String> odd = new LinkedHashSet<>();
    List<Paragraph> all = new ArrayList<>();
    each.slots.forEach(slot -> all.addAll(slot.paragraphs));
    if (each.line != null) {
      all.add(each.line);
    }
    all.forEach(paragraph -> odd.addAll(paragraph.oddities()));
    odd.forEach(what -> note("In %s there is %s.".formatted(each.provision.id(), what)));
    Paragraph line = each.line;
    if (line != null
        && !line.whole(NOW).isBlank()
        && !hands(line.pieces().stream().filter(Piece::generated).toList()).isEmpty()) {
      note(
          "The number of %s was changed; numbers follow the order and are not read."
              .formatted(each.provision.id()));
    }
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
