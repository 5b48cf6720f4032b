package org.planledger.plan;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import org.planledger.log.Recorded;
import org.planledger.page.Column;
import org.planledger.page.Names;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Shapes;
import org.planledger.page.Writer;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/**
 * Every draft that a plan ever had, on both clocks: the fold of its whole stream. For each revision
 * it knows the timeline as known then, so that a draft is found by its log prefix (recorded at) and
 * then by its day (decided on). Immutable, and safe to read while another thread makes the next.
 */
public final class PlanHistory {
  private static final int ENTRY = 0;
  private static final int DECIDED = 1;

  /** Bytes of memory taken, about, by what is not in pages. */
  private static final int BYTES_OF_AN_ORDER = 2 << 10;

  private static final int BYTES_OF_A_CORRECTION = 1 << 10;
  private static final int BYTES_OF_A_NUMBER = 200;

  /** What is kept at hand for readers, whatever the size. */
  private static final int BYTES_AT_HAND = 1 << 15;

  /** Each revision counts as recorded at its own instant. */
  private static final int OWN = -1;

  private final Packed packed;

  /** Of each revision the entry as recorded, and how many entries were in decided order then. */
  private final Column log;

  private final int size;

  /** How decided order was laid out, each since a revision. */
  private final TreePVector<Order> orders;

  /** What is corrected, each since a revision. */
  private final TreePVector<Corrections> corrections;

  private final Amendments amendments;

  /** Revisions that issued a draft, by document number. */
  private final PMap<String, Long> issued;

  /**
   * The revision at whose instant others count as recorded, or {@link #OWN}, each since a revision:
   * clocks of nodes may differ, and what follows in the log was not known before.
   */
  private final TreePMap<Integer, Integer> clocks;

  /** Bytes of memory that the amendments take, about. */
  private final long amending;

  /** Where all of a history is kept. */
  private record Packed(
      Pages pages, Names ids, Names names, Versions versions, Entries entries, Drafts drafts) {
    static Packed nothing() {
      Pages pages = new Pages();
      return of(pages, new Names(pages), new Names(pages));
    }

    static Packed of(Pages pages, Names ids, Names names) {
      Versions versions = new Versions(pages);
      Entries entries = new Entries(pages, versions, ids, names);
      return new Packed(
          pages, ids, names, versions, entries, new Drafts(pages, versions, entries, ids, names));
    }
  }

  private record Order(int since, TreePMap<Integer, Timeline.Stretch> stretches) {}

  /**
   * The entries that are not as they were recorded.
   *
   * @param entries addresses by revision; {@link Pages#NONE}: annulled
   */
  private record Corrections(int since, PMap<Integer, Integer> entries) {}

  private PlanHistory(
      Packed packed,
      Column log,
      int size,
      TreePVector<Order> orders,
      TreePVector<Corrections> corrections,
      Amendments amendments,
      PMap<String, Long> issued,
      TreePMap<Integer, Integer> clocks,
      long amending) {
    this.packed = packed;
    this.log = log;
    this.size = size;
    this.orders = orders;
    this.corrections = corrections;
    this.amendments = amendments;
    this.issued = issued;
    this.clocks = clocks;
    this.amending = amending;
  }

  /** A plan of which nothing is recorded. */
  public static PlanHistory none() {
    Packed packed = Packed.nothing();
    return new PlanHistory(
        packed,
        new Column(packed.pages(), 2),
        0,
        TreePVector.empty(),
        TreePVector.empty(),
        Amendments.NONE,
        TreePMap.empty(),
        TreePMap.empty(),
        0);
  }

  /** The history of a whole stream, in the order of the log. */
  public static PlanHistory of(Iterable<? extends Recorded<? extends PlanEvent>> stream) {
    PlanHistory history = none();
    for (Recorded<? extends PlanEvent> recorded : stream) {
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
    if (next.revision() != size) {
      throw new IllegalArgumentException(
          "Expected revision %d of the plan, not %d".formatted(size, next.revision()));
    }
    Kept kept = new Kept();
    Entry entry = Entry.of(next, kept);
    int address = packed.entries().add(entry, kept);
    Timeline before = timeline(size - 1L);
    Timeline timeline = before;
    TreePVector<Corrections> corrected = corrections;
    Amendments standing = amendments;
    long held = amending;
    if (next.event() instanceof RecordCorrected correction) {
      Entry wrong = wrong(correction);
      RecordFields fields = correction.set();
      Timeline.Placed right = null;
      if (fields != null) {
        Entry is = wrong.corrected(fields);
        right = new Timeline.Placed(is, packed.entries().add(is, kept));
      }
      if (DraftFold.changesDraft(wrong.event())) {
        timeline = timeline.replaced(wrong, right);
      }
      PMap<Integer, Integer> all =
          corrections(size - 1L)
              .plus((int) wrong.revision(), right == null ? Pages.NONE : right.address());
      corrected = corrected.plus(new Corrections(size, all));
      if (right == null) {
        standing = amendments(size, all);
        held = bytes(standing);
      }
    }
    if (DraftFold.changesDraft(next.event())) {
      timeline = timeline.with(entry, address);
    }
    List<String> changed = Amendments.changedBy(next.event());
    held -= standing.bytes(changed);
    standing = standing.after(next.revision(), next.event());
    held += standing.bytes(changed);
    Column extended = log;
    if (!extended.add(size, address, timeline.size())) {
      extended = log.first(size);
      extended.add(size, address, timeline.size());
    }
    return new PlanHistory(
        packed,
        extended,
        size + 1,
        isSame(before.stretches(), timeline.stretches())
            ? orders
            : orders.plus(new Order(size, timeline.stretches())),
        corrected,
        standing,
        next.event() instanceof DraftIssued issue && !issued.containsKey(issue.document())
            ? issued.plus(issue.document(), next.revision())
            : issued,
        clocks(next.recordedAt()),
        held);
  }

  private static long bytes(Amendments amendments) {
    return amendments.bytes(amendments.byId().keySet());
  }

  private TreePMap<Integer, Integer> clocks(Instant next) {
    boolean behind = size > 0 && next.isBefore(knownSince(size - 1L));
    int counts = behind ? counts(size - 1) : OWN;
    int before = clocks.isEmpty() ? OWN : clocks.lastEntry().getValue();
    return counts == before ? clocks : clocks.plus(size, counts);
  }

  /** The revision at whose instant a revision counts as recorded. */
  private int counts(int revision) {
    Map.Entry<Integer, Integer> since = clocks.floorEntry(revision);
    return since == null || since.getValue() == OWN ? revision : since.getValue();
  }

  @SuppressWarnings("ReferenceEquality") // what a timeline shares with the one before is not other
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  /** The versions of this history; new ones are packed with them. */
  private final class Kept implements Entry.Versions {
    @Override
    public Passage version(String provisionId, String language, long revision) {
      return PlanHistory.this.version(provisionId, language, revision);
    }

    @Override
    public Passage kept(Passage base, Passage version) {
      return packed.versions().keep(base, version);
    }
  }

  /** The history as it was before a revision was recorded. */
  public PlanHistory before(long revision) {
    if (revision >= size) {
      return this;
    }
    int cut = (int) revision;
    PMap<String, Long> issuedBefore = issued;
    for (var each : issued.entrySet()) {
      if (each.getValue() >= cut) {
        issuedBefore = issuedBefore.minus(each.getKey());
      }
    }
    TreePMap<Integer, Integer> clocksBefore = clocks;
    while (!clocksBefore.isEmpty() && clocksBefore.lastKey() >= cut) {
      clocksBefore = clocksBefore.minus(clocksBefore.lastKey());
    }
    Amendments amendmentsBefore = amendments(cut, corrections(cut - 1L));
    return new PlanHistory(
        packed,
        log,
        cut,
        TreePVector.from(orders.stream().filter(order -> order.since() < cut).toList()),
        TreePVector.from(corrections.stream().filter(known -> known.since() < cut).toList()),
        amendmentsBefore,
        issuedBefore,
        clocksBefore,
        bytes(amendmentsBefore));
  }

  private Entry wrong(RecordCorrected correction) {
    return entry(correction.revision())
        .orElseThrow(
            () ->
                new RuleBroken.Missing(
                    "Revision %d is not recorded, or is annulled."
                        .formatted(correction.revision())));
  }

  /** The amendments after the first revisions, but for what is annulled. */
  private Amendments amendments(int end, PMap<Integer, Integer> corrected) {
    Amendments result = Amendments.NONE;
    for (int revision = 0; revision < end; revision++) {
      Integer right = corrected.get(revision);
      if (right == null || right != Pages.NONE) {
        Entry entry = recorded(revision);
        result = result.after(revision, entry.event());
      }
    }
    return result;
  }

  /** The types that {@link #write} packs: what one wrote can be read only with the same ones. */
  public static String description() {
    return Entries.description() + Drafts.description() + Shapes.description(Amendments.class);
  }

  /** Where all of this history is kept. */
  public Pages pages() {
    return packed.pages();
  }

  /** Writes all that is not in {@link #pages()}. */
  public void write(Writer to) {
    List<Timeline.Stretch> stretches = new ArrayList<>();
    Writer laidOut = new Writer().number(orders.size());
    TreePMap<Integer, Timeline.Stretch> before = TreePMap.empty();
    for (Order order : orders) {
      laidOut.number(order.since());
      write(before, order.stretches(), stretches, laidOut);
      before = order.stretches();
    }
    Writer standing = new Writer();
    shape().write(amendments, standing);
    packed.ids().write(to);
    packed.names().write(to);
    log.write(to, size);
    to.number(stretches.size());
    for (Timeline.Stretch stretch : stretches) {
      to.number(stretch.from());
      stretch.steps().write(to, stretch.steps().count());
    }
    to.all(laidOut).number(corrections.size());
    for (Corrections known : corrections) {
      to.number(known.since()).number(known.entries().size());
      known.entries().forEach((revision, address) -> to.number(revision).address(address));
    }
    to.number(issued.size());
    issued.forEach((document, revision) -> to.string(document).number(revision));
    to.number(clocks.size());
    clocks.forEach((since, counts) -> to.number(since).signed(counts));
    to.all(standing);
  }

  /** How an order is laid out, by what it has other than the one before. */
  private static void write(
      TreePMap<Integer, Timeline.Stretch> before,
      TreePMap<Integer, Timeline.Stretch> order,
      List<Timeline.Stretch> all,
      Writer to) {
    Deque<Timeline.Stretch> added = new ArrayDeque<>();
    Map.Entry<Integer, Timeline.Stretch> last = order.lastEntry();
    while (last != null && !last.getValue().equals(before.get(last.getKey()))) {
      added.addFirst(last.getValue());
      last = order.lowerEntry(last.getKey());
    }
    to.number(last == null ? 0 : 1L + last.getKey()).number(added.size());
    for (Timeline.Stretch stretch : added) {
      to.number(all.size());
      all.add(stretch);
    }
  }

  private Shapes.Shape<Amendments> shape() {
    return new Shapes(packed.names()).of(Amendments.class);
  }

  /** Reads what {@link #write} wrote. */
  public static PlanHistory read(Pages pages, Reader from) {
    Names ids = Names.read(pages, from);
    Packed packed = Packed.of(pages, ids, Names.read(pages, from));
    Column log = Column.read(pages, from);
    List<Timeline.Stretch> stretches = new ArrayList<>();
    int count = from.count();
    for (int i = 0; i < count; i++) {
      stretches.add(new Timeline.Stretch(from.count(), Column.read(pages, from)));
    }
    List<Order> orders = new ArrayList<>();
    TreePMap<Integer, Timeline.Stretch> laidOut = TreePMap.empty();
    int laid = from.count();
    for (int i = 0; i < laid; i++) {
      int since = from.count();
      int kept = from.count() - 1;
      while (!laidOut.isEmpty() && laidOut.lastKey() > kept) {
        laidOut = laidOut.minus(laidOut.lastKey());
      }
      int added = from.count();
      for (int k = 0; k < added; k++) {
        Timeline.Stretch stretch = stretches.get(from.count());
        laidOut = laidOut.plus(stretch.from(), stretch);
      }
      orders.add(new Order(since, laidOut));
    }
    List<Corrections> corrections = new ArrayList<>();
    int corrected = from.count();
    for (int i = 0; i < corrected; i++) {
      int since = from.count();
      PMap<Integer, Integer> entries = TreePMap.empty();
      int wrong = from.count();
      for (int k = 0; k < wrong; k++) {
        entries = entries.plus(from.count(), from.address());
      }
      corrections.add(new Corrections(since, entries));
    }
    PMap<String, Long> issued = TreePMap.empty();
    int issues = from.count();
    for (int i = 0; i < issues; i++) {
      issued = issued.plus(from.string(), from.number());
    }
    TreePMap<Integer, Integer> clocks = TreePMap.empty();
    int turns = from.count();
    for (int i = 0; i < turns; i++) {
      clocks = clocks.plus(from.count(), (int) from.signed());
    }
    PlanHistory read =
        new PlanHistory(
            packed,
            log,
            log.count(),
            TreePVector.from(orders),
            TreePVector.from(corrections),
            Amendments.NONE,
            issued,
            clocks,
            0);
    return read.with(read.shape().read(from));
  }

  private PlanHistory with(Amendments standing) {
    return new PlanHistory(
        packed, log, size, orders, corrections, standing, issued, clocks, bytes(standing));
  }

  /** Number of events recorded; the latest revision is one less. */
  public int size() {
    return size;
  }

  /** Bytes of memory held, about. */
  public long resident() {
    return packed.pages().resident() + beside();
  }

  /** Bytes of memory held once every draft was asked for, about. */
  public long bytes() {
    return packed.pages().bytes() + beside();
  }

  private long beside() {
    return size == 0
        ? 0
        : BYTES_AT_HAND
            + packed.ids().bytes()
            + packed.names().bytes()
            + amending
            + (long) orders.size() * BYTES_OF_AN_ORDER
            + (long) corrections.size() * BYTES_OF_A_CORRECTION
            + (long) (issued.size() + clocks.size()) * BYTES_OF_A_NUMBER;
  }

  /** The entry of a revision as it was recorded. */
  public Entry recorded(long revision) {
    if (revision < 0 || revision >= size) {
      throw new IllegalArgumentException("There is no revision " + revision);
    }
    return packed.entries().get(log.get((int) revision, ENTRY));
  }

  /** The amendments as they stand at the end of the log. */
  public Amendments amendments() {
    return amendments;
  }

  /** Revision of the last correction, or -1. */
  public long lastCorrected() {
    return corrections.isEmpty() ? -1 : corrections.get(corrections.size() - 1).since();
  }

  private PMap<Integer, Integer> corrections(long knownRevision) {
    for (int i = corrections.size() - 1; i >= 0; i--) {
      if (corrections.get(i).since() <= knownRevision) {
        return corrections.get(i).entries();
      }
    }
    return TreePMap.empty();
  }

  /** The draft that all of the log gives. */
  public Draft latest() {
    return at(size - 1L);
  }

  /** The last place in decided order of an entry that changes the draft. */
  public DecidedOrder lastDecided() {
    return timeline(size - 1L).last().map(Step::order).orElse(DecidedOrder.FIRST);
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

  /** What was decided last, as the log up to a revision tells, if anything was. */
  public Optional<Step> last(long knownRevision) {
    return timeline(knownRevision).last();
  }

  /**
   * What was decided, in that order, with the draft after it, as the log up to a revision tells.
   */
  public List<Step> decided(long knownRevision) {
    return timeline(knownRevision).all();
  }

  /** The entries decided after a place, as the whole log tells it. */
  public List<Entry> decidedAfter(DecidedOrder order) {
    return timeline(size - 1L).after(order).stream().map(Step::entry).toList();
  }

  /**
   * Since when a revision is known: the latest instant at which it or one before it was recorded.
   */
  public Instant knownSince(long revision) {
    return packed.entries().recordedAt(log.get(counts((int) revision), ENTRY));
  }

  /** The last revision known at an instant, or -1. */
  public long knownAt(Instant instant) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (knownSince(middle).isAfter(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1L;
  }

  /** The issue of a draft under a document number, as known at a revision. */
  public Optional<DraftIssued> issued(String document, long knownRevision) {
    return Optional.ofNullable(issued.get(document))
        .filter(revision -> revision <= knownRevision)
        .map(revision -> (DraftIssued) recorded(revision).event());
  }

  /**
   * The document numbers of all drafts, in the order in which they were issued up to a revision.
   */
  public List<String> issued(long knownRevision) {
    return issued.entrySet().stream()
        .filter(each -> each.getValue() <= knownRevision)
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** An entry in force in the log as it is, with corrections; empty when it was annulled. */
  public Optional<Entry> entry(long revision) {
    return entry(revision, size - 1L);
  }

  /** An entry as the log up to a revision tells it; empty when it was annulled. */
  public Optional<Entry> entry(long revision, long knownRevision) {
    if (revision < 0 || revision > knownRevision) {
      return Optional.empty();
    }
    Integer right = corrections(knownRevision).get((int) revision);
    int address = right == null ? log.get((int) revision, ENTRY) : right;
    return address == Pages.NONE ? Optional.empty() : Optional.of(packed.entries().get(address));
  }

  /**
   * The revision that annulled an entry, as the log up to a revision tells; empty: none did. What
   * was decided later on the words of an annulled entry keeps them.
   */
  public OptionalLong annulledBy(long revision, long knownRevision) {
    for (Corrections known : corrections) {
      if (known.since() > knownRevision) {
        break;
      }
      Integer right = known.entries().get((int) revision);
      if (right != null && right == Pages.NONE) {
        return OptionalLong.of(known.since());
      }
    }
    return OptionalLong.empty();
  }

  /** The revisions that corrected or annulled an entry, as the log up to a revision tells. */
  public List<Long> correctedBy(long revision, long knownRevision) {
    List<Long> by = new ArrayList<>();
    Integer before = null;
    for (Corrections known : corrections) {
      if (known.since() > knownRevision) {
        break;
      }
      Integer right = known.entries().get((int) revision);
      if (right != null && !right.equals(before)) {
        by.add((long) known.since());
        before = right;
      }
    }
    return by;
  }

  /** The words that an event gave a provision in a language. */
  public Passage version(String provisionId, String language, long revision) {
    return recorded(revision).passage(provisionId, language);
  }

  private Timeline timeline(long knownRevision) {
    Timeline nothing = Timeline.empty(packed.drafts());
    if (knownRevision < 0) {
      return nothing;
    }
    int low = 0;
    int high = orders.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (orders.get(middle).since() > knownRevision) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == 0
        ? nothing
        : new Timeline(
            packed.drafts(),
            orders.get(low - 1).stretches(),
            log.get((int) knownRevision, DECIDED));
  }
}
