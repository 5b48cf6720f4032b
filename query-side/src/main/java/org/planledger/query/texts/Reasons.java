package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.Step;
import org.planledger.plan.TextVersion;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;
import org.planledger.text.Passage;
import org.planledger.text.Redline;
import org.planledger.text.WordId;

/**
 * Why a redline has words marked: what brought them, or took them out, on the way from one draft to
 * the other. It is read off the identities of the words.
 *
 * <p>A word that came has what brought it; a word that went has the last outcome in decided order
 * whose text it is missing from. Where the way leads back, it is what is gone back on: a word that
 * went has what had brought it, a word that came what had taken it out. Where a correction of the
 * record made the difference, it is the correction. A word that was typed again and shows as equal
 * has none.
 */
final class Reasons {
  private final Cut from;
  private final Cut to;
  private final Function<Collection<String>, Map<String, String>> names;
  private final Map<Why, RedlinePaper.Reason> known = new HashMap<>();
  private final Map<String, Siblings> siblings = new HashMap<>();
  private @Nullable Map<String, String> proposers;

  /** What is written of the reasons of two drafts. */
  Reasons(Cut from, Cut to, Function<Collection<String>, Map<String, String>> names) {
    this.from = from;
    this.to = to;
    this.names = names;
  }

  private record Why(long revision, @Nullable String amendment) {}

  /**
   * What a status or a place comes of; null where nothing was decided on it, as when the meeting
   * was reserved that had, and where the words that changed have their reasons.
   */
  RedlinePaper.@Nullable Reason of(Difference.Change change) {
    String id = change.id();
    return switch (change.change()) {
      case "moved" -> ofPlace(id);
      case "status" ->
          change.field() == null
              ? reason(id, there -> there.map(Provision::text))
              : reason(id, there -> there.map(Provision::structure));
      default -> null;
    };
  }

  /** One that was not moved itself stands elsewhere among its siblings by what moved the others. */
  private RedlinePaper.@Nullable Reason ofPlace(String id) {
    Stream<RedlinePaper.Reason> reasons = Stream.ofNullable(reasonOfPlace(id));
    if (!wasPlaced(id)) {
      String parent = Objects.requireNonNullElse(to.draft().provision(id).parent(), Draft.TOP);
      reasons = Stream.concat(reasons, siblings.computeIfAbsent(parent, this::siblings).past(id));
    }
    return reasons.max(Comparator.comparingLong(RedlinePaper.Reason::revision)).orElse(null);
  }

  private RedlinePaper.@Nullable Reason reasonOfPlace(String id) {
    return reason(id, there -> there.map(Provision::placed));
  }

  /** What is below one provision in both drafts, looked through once for all that stand there. */
  private Siblings siblings(String parent) {
    Map<String, Integer> before = places(from.draft().childrenOf(parent));
    List<String> all = to.draft().childrenOf(parent);
    Map<String, Integer> after = places(all);
    List<Placed> placed = new ArrayList<>();
    for (String id : all) {
      Integer place = before.get(id);
      RedlinePaper.Reason reason = place != null && wasPlaced(id) ? reasonOfPlace(id) : null;
      if (place != null && reason != null) {
        placed.add(new Placed(place, Objects.requireNonNull(after.get(id)), reason));
      }
    }
    return new Siblings(before, after, placed);
  }

  private static Map<String, Integer> places(List<String> ids) {
    Map<String, Integer> places = new HashMap<>();
    ids.forEach(id -> places.put(id, places.size()));
    return places;
  }

  /** One that was put to where it stands. */
  private record Placed(int before, int after, RedlinePaper.Reason reason) {}

  private record Siblings(
      Map<String, Integer> before, Map<String, Integer> after, List<Placed> placed) {

    /** What moved others past one. */
    Stream<RedlinePaper.Reason> past(String id) {
      int was = before.getOrDefault(id, 0);
      int is = after.getOrDefault(id, 0);
      return placed.stream()
          .filter(other -> other.after() < is != other.before() < was)
          .map(Placed::reason);
    }
  }

  /** Whether it was put to where it stands on the way. */
  private boolean wasPlaced(String id) {
    return from.draft().provision(id).placed() != to.draft().provision(id).placed();
  }

  /** The runs of a heading, which is replaced whole if at all. */
  List<RedlinePaper.Run> ofHeading(String provisionId, String language, List<Redline.Run> runs) {
    List<RedlinePaper.Run> reasoned = new ArrayList<>(runs.size());
    for (Redline.Run run : runs) {
      reasoned.add(
          new RedlinePaper.Run(
              run.op(),
              run.text(),
              run.op() == Redline.Op.EQUAL
                  ? null
                  : reason(
                      provisionId,
                      there -> there.map(provision -> provision.heading().get(language)))));
    }
    return reasoned;
  }

  /** The runs of a text, parted where reasons differ. */
  List<RedlinePaper.Run> ofText(String provisionId, String language, List<Redline.Run> runs) {
    if (runs.stream().allMatch(run -> run.op() == Redline.Op.EQUAL)) {
      return runs.stream().map(run -> new RedlinePaper.Run(run.op(), run.text(), null)).toList();
    }
    Text text = new Text(provisionId, language);
    Walk before = new Walk(DraftFold.passage(from.draft(), provisionId, language));
    Walk after = new Walk(DraftFold.passage(to.draft(), provisionId, language));
    List<RedlinePaper.Run> reasoned = new ArrayList<>();
    for (Redline.Run run : runs) {
      switch (run.op()) {
        case EQUAL -> {
          before.skip(run.text().length());
          after.skip(run.text().length());
          reasoned.add(new RedlinePaper.Run(run.op(), run.text(), null));
        }
        case DELETE -> part(run, before, text::wentBy, reasoned);
        case INSERT -> part(run, after, text::cameBy, reasoned);
      }
    }
    return reasoned;
  }

  private static void part(
      Redline.Run run,
      Walk walk,
      Function<Long, RedlinePaper.@Nullable Reason> reasons,
      List<RedlinePaper.Run> parts) {
    String text = run.text();
    int start = 0;
    int at = 0;
    RedlinePaper.Reason reason = null;
    while (at < text.length()) {
      RedlinePaper.Reason next = reasons.apply(walk.word());
      if (at > start && !Objects.equals(reason, next)) {
        parts.add(new RedlinePaper.Run(run.op(), text.substring(start, at), reason));
        start = at;
      }
      reason = next;
      at += walk.step(text.length() - at);
    }
    parts.add(new RedlinePaper.Run(run.op(), text.substring(start), reason));
  }

  /** A walk along the words of a text, told by characters: a redline may cut words otherwise. */
  private static final class Walk {
    private final List<String> words;
    private final long[] ids;
    private int word;
    private int inWord;

    Walk(Passage passage) {
      this.words = passage.words();
      this.ids = ids(passage);
    }

    long word() {
      return ids[word];
    }

    /** Goes on to the end of the word, or so many characters, whichever is nearer. */
    int step(int most) {
      int step = Math.min(most, words.get(word).length() - inWord);
      inWord += step;
      if (inWord == words.get(word).length()) {
        word++;
        inWord = 0;
      }
      return step;
    }

    void skip(int characters) {
      int left = characters;
      while (left > 0) {
        left -= step(left);
      }
    }
  }

  private static long[] ids(Passage passage) {
    List<Passage.Run> runs = passage.runs();
    long[] ids = new long[runs.stream().mapToInt(Passage.Run::count).sum()];
    int next = 0;
    for (Passage.Run run : runs) {
      long first = WordId.of(run.revision(), run.item(), run.from());
      for (int i = 0; i < run.count(); i++) {
        ids[next++] = first + i;
      }
    }
    return ids;
  }

  /** The reasons of one text. */
  private final class Text {
    private final String provisionId;
    private final String language;
    private final Map<Long, Map<Long, String>> removals = new HashMap<>();
    private @Nullable Map<Long, Entry> wentOnTheWayTo;
    private @Nullable Map<Long, Entry> wentOnTheWayFrom;
    private @Nullable Set<Long> there;

    Text(String provisionId, String language) {
      this.provisionId = provisionId;
      this.language = language;
    }

    RedlinePaper.@Nullable Reason wentBy(long word) {
      if (wentOnTheWayTo == null) {
        wentOnTheWayTo = took(to);
      }
      Entry took = wentOnTheWayTo.get(word);
      if (took != null) {
        return reason(took, amendment(took, word));
      }
      RedlinePaper.Reason corrected = corrected(WordId.revision(word));
      if (corrected != null) {
        return corrected;
      }
      if (there == null) {
        there = set(ids(DraftFold.passage(to.draft(), provisionId, language)));
      }
      return there.contains(word) ? null : broughtBy(from, word);
    }

    RedlinePaper.@Nullable Reason cameBy(long word) {
      if (wentOnTheWayFrom == null) {
        wentOnTheWayFrom = took(from);
      }
      Entry took = wentOnTheWayFrom.get(word);
      RedlinePaper.Reason corrected =
          corrected(took == null ? WordId.revision(word) : took.revision());
      if (corrected != null) {
        return corrected;
      }
      return took == null ? broughtBy(to, word) : reason(took, amendment(took, word));
    }

    private RedlinePaper.Reason broughtBy(Cut cut, long word) {
      Entry entry = entry(cut, WordId.revision(word));
      int ordinal = WordId.ordinal(word);
      for (Entry.Text text : entry.texts()) {
        if (text.item() == WordId.item(word) && isThis(text)) {
          for (Entry.Origin origin : text.origins()) {
            ordinal -= origin.words();
            if (ordinal < 0) {
              return reason(entry, origin.amendment());
            }
          }
        }
      }
      return reason(entry, null);
    }

    private boolean isThis(Entry.Text text) {
      return text.provisionId().equals(provisionId) && text.language().equals(language);
    }

    /** What took each word out that is not in the text at a cut and was before. */
    private Map<Long, Entry> took(Cut cut) {
      Map<Long, Entry> took = new HashMap<>();
      TextVersion before = null;
      long[] words = {};
      for (Step.Change change : cut.changes(provisionId)) {
        TextVersion after =
            change.after().map(Provision::texts).map(texts -> texts.get(language)).orElse(null);
        if (revision(after) == revision(before)) {
          continue;
        }
        long[] left = after == null ? new long[0] : ids(after.passage());
        Set<Long> staying = set(left);
        for (long word : words) {
          if (!staying.contains(word)) {
            took.put(word, change.entry());
          }
        }
        took.keySet().removeAll(staying);
        before = after;
        words = left;
      }
      return took;
    }

    /**
     * The amendment that asked for a word to go; of a provision that went whole, the one agreed.
     */
    private @Nullable String amendment(Entry took, long word) {
      Map<Long, String> asked =
          removals.computeIfAbsent(took.revision(), any -> amendmentsByRemovedWord(took));
      return asked.containsKey(word)
          ? asked.get(word)
          : Versions.item(took, provisionId)
              .filter(AgreedItem::removed)
              .flatMap(Reasons::onlyAmendment)
              .orElse(null);
    }

    private Map<Long, String> amendmentsByRemovedWord(Entry entry) {
      Map<Long, String> asked = new HashMap<>();
      for (Entry.Text text : entry.texts()) {
        if (isThis(text)) {
          Entry.changes(entry.event(), text.item(), provisionId, language)
              .forEach(change -> put(change, asked));
        }
      }
      return asked;
    }

    private void put(TextChange change, Map<Long, String> asked) {
      Long base = change.base();
      if (base == null) {
        return;
      }
      long[] words = ids(later().history().version(provisionId, language, base));
      for (Edit edit : change.edits()) {
        for (int i = 0; i < edit.removes().size(); i++) {
          asked.put(words[edit.at() + i], edit.amendment());
        }
      }
    }
  }

  private static long revision(@Nullable TextVersion version) {
    return version == null ? -1 : version.revision();
  }

  private static Set<Long> set(long[] words) {
    Set<Long> set = HashSet.newHashSet(words.length);
    for (long word : words) {
      set.add(word);
    }
    return set;
  }

  /**
   * What gave a provision what it has now, or, where the way leads back, what it had.
   *
   * @param what of a provision, if it is there
   */
  private RedlinePaper.@Nullable Reason reason(
      String provisionId, Function<Optional<Provision>, Optional<?>> what) {
    List<Entry> before = changes(from, provisionId, what);
    List<Entry> after = changes(to, provisionId, what);
    if (!before.isEmpty()
        && !after.isEmpty()
        && before.getLast().revision() == after.getLast().revision()) {
      return null;
    }
    boolean back = !before.isEmpty() && !hasLastOf(before, after);
    if (!back && after.isEmpty()) {
      return null;
    }
    Entry gave = back ? before.getLast() : after.getLast();
    RedlinePaper.Reason corrected =
        hasLastOf(back ? before : after, back ? after : before) ? null : corrected(gave.revision());
    return corrected == null ? reason(gave, amendment(gave, provisionId)) : corrected;
  }

  private static boolean hasLastOf(List<Entry> changes, List<Entry> others) {
    long last = changes.getLast().revision();
    return others.stream().anyMatch(other -> other.revision() == last);
  }

  private static List<Entry> changes(
      Cut cut, String provisionId, Function<Optional<Provision>, Optional<?>> what) {
    List<Entry> changes = new ArrayList<>();
    Optional<?> before = Optional.empty();
    for (Step.Change change : cut.changes(provisionId)) {
      Optional<?> after = what.apply(change.after());
      if (!after.equals(before)) {
        changes.add(change.entry());
        before = after;
      }
    }
    return changes;
  }

  private static @Nullable String amendment(Entry entry, String provisionId) {
    return Versions.item(entry, provisionId).flatMap(Reasons::onlyAmendment).orElse(null);
  }

  private static Optional<String> onlyAmendment(AgreedItem item) {
    return item.amendments().size() == 1 && !item.asModified()
        ? Optional.of(item.amendments().getFirst())
        : Optional.empty();
  }

  /** As it is known at a cut; what was annulled as it was recorded. */
  private static Entry entry(Cut cut, long revision) {
    PlanHistory history = cut.history();
    return history.entry(revision, cut.known()).orElseGet(() -> history.recorded(revision));
  }

  private Cut later() {
    return from.known() > to.known() ? from : to;
  }

  /** The last correction, which only one of the two knows, of a record that both know. */
  private RedlinePaper.@Nullable Reason corrected(long revision) {
    PlanHistory history = later().history();
    long since = Math.min(from.known(), to.known());
    if (revision > since || history.lastCorrected() <= since) {
      return null;
    }
    for (long known = later().known(); known > since; known--) {
      Entry entry = history.recorded(known);
      if (entry.event() instanceof RecordCorrected correction
          && correction.revision() == revision) {
        return reason(entry, null);
      }
    }
    return null;
  }

  private RedlinePaper.Reason reason(Entry entry, @Nullable String amendmentId) {
    return known.computeIfAbsent(
        new Why(entry.revision(), amendmentId), any -> made(entry, amendmentId));
  }

  private RedlinePaper.Reason made(Entry entry, @Nullable String amendmentId) {
    Minute minute = entry.minute();
    Amendment amendment =
        amendmentId == null ? null : later().history().amendments().find(amendmentId).orElse(null);
    return new RedlinePaper.Reason(
        entry.revision(),
        entry.name(),
        amendmentId,
        amendment == null ? null : name(amendment.proposer()),
        amendment == null ? null : amendment.document(),
        minute == null ? null : minute.meetingId(),
        minute == null ? null : minute.agendaItem(),
        minute == null ? null : minute.paragraph(),
        entry.on(),
        entry.recordedAt());
  }

  private String name(String proposer) {
    if (proposers == null) {
      proposers =
          names.apply(
              later().history().amendments().byId().values().stream()
                  .map(Amendment::proposer)
                  .distinct()
                  .toList());
    }
    return proposers.getOrDefault(proposer, proposer);
  }
}
