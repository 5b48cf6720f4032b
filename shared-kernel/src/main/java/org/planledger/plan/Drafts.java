package org.planledger.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.log.Minute;
import org.planledger.page.Names;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Shapes;
import org.planledger.page.Trie;
import org.planledger.page.Writer;
import org.planledger.plan.event.PlanOpened;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/**
 * The drafts of a plan, packed: for each a root, from which a tree with eight branches a node leads
 * to its provisions. A new draft shares with the one before it all but the paths to what changed. A
 * provision leads to what it was before, so that its history is a walk back.
 *
 * <p>Several threads may add and read.
 */
final class Drafts {
  /** The address of {@link Draft#NONE}. */
  static final int NOTHING = Pages.NONE;

  private static final int READ_BITS = 4;
  private static final int LASTING_BITS = 10;

  /** How many lists of children in a row are told by the one before, until one is told whole. */
  private static final int MOST_TOLD = 31;

  private final Pages pages;
  private final Versions versions;
  private final Entries entries;
  private final Names ids;
  private final Names names;
  private final Shapes.Shape<PlanOpened> openings;
  private final Shapes.Shape<Citations> citations;
  private final Shapes.Shape<Framework> frameworks;
  private final Shapes.Shape<Alignment> alignments;
  private final Shapes.Shape<RiskAssessment> risks;
  private final Shapes.Shape<Lasting> lasting;
  private final AtomicReferenceArray<@Nullable Read<Draft>> read =
      new AtomicReferenceArray<>(1 << READ_BITS);
  private final AtomicReferenceArray<@Nullable Read<Frame>> frames =
      new AtomicReferenceArray<>(1 << READ_BITS);
  private final AtomicReferenceArray<@Nullable Read<Lasting>> lastings =
      new AtomicReferenceArray<>(1 << LASTING_BITS);
  private final Writer writer = new Writer();

  @SuppressWarnings("unused") // written, so that touching is not optimised away
  private int touched;

  Drafts(Pages pages, Versions versions, Entries entries, Names ids, Names names) {
    this.pages = pages;
    this.versions = versions;
    this.entries = entries;
    this.ids = ids;
    this.names = names;
    Shapes shapes = new Shapes(names);
    openings = shapes.of(PlanOpened.class);
    citations = shapes.of(Citations.class);
    frameworks = shapes.of(Framework.class);
    alignments = shapes.of(Alignment.class);
    risks = shapes.of(RiskAssessment.class);
    lasting = shapes.of(Lasting.class);
  }

  /** The types that are packed. */
  static String description() {
    return Shapes.description(Draft.class) + Shapes.description(Lasting.class);
  }

  Pages pages() {
    return pages;
  }

  Entries entries() {
    return entries;
  }

  /** What seldom changes of a provision. */
  record Lasting(
      String id,
      String kind,
      @Nullable String parent,
      long placed,
      PMap<String, String> heading,
      List<Citation> references,
      @Nullable Remark remark) {
    static Lasting of(Provision provision) {
      return new Lasting(
          provision.id(),
          provision.kind(),
          provision.parent(),
          provision.placed(),
          provision.heading(),
          provision.references(),
          provision.remark());
    }
  }

  record Citations(List<Citation> all) {}

  /** What was unpacked, or packed last, and where it is. */
  private record Read<T>(int address, T value) {}

  /**
   * A draft without its provisions.
   *
   * @param draft that has none
   * @param order provisions in document order
   */
  private record Frame(Draft draft, List<Numbered> order) {}

  private record Numbered(int number, String id) {}

  /** Where a draft has what. */
  private final class Root {
    private final int frame;
    private final Trie provisions;

    Root(int address) {
      if (address == NOTHING) {
        frame = Pages.NONE;
        provisions = Trie.empty(pages);
      } else {
        Reader reader = pages.at(address);
        frame = reader.address();
        provisions = Trie.read(pages, reader);
      }
    }
  }

  /**
   * Adds a draft.
   *
   * @param before address of the draft it was made from
   * @param was that draft
   * @param entry address of the entry that made it
   * @param touched provisions that may be other than before
   * @return its address; {@code before} if nothing is other
   */
  synchronized int add(int before, Draft was, Draft is, int entry, Collection<String> touched) {
    Root root = new Root(before);
    int frame = before == NOTHING || !sameFrame(was, is) ? frame(root.frame, was, is) : root.frame;
    TreeMap<Integer, String> changed = new TreeMap<>();
    for (String id : touched) {
      if (!isSame(was.provisions().get(id), is.provisions().get(id))) {
        changed.put(ids.number(id), id);
      }
    }
    int[] numbers = new int[changed.size()];
    int[] rows = new int[changed.size()];
    int next = 0;
    for (Map.Entry<Integer, String> each : changed.entrySet()) {
      numbers[next] = each.getKey();
      rows[next++] =
          row(
              root.provisions.get(each.getKey()),
              was.provisions().get(each.getValue()),
              is.provisions().get(each.getValue()),
              entry);
    }
    if (before != NOTHING && frame == root.frame && numbers.length == 0) {
      return before;
    }
    Trie provisions = root.provisions.with(numbers, rows);
    writer.clear().address(frame);
    provisions.write(writer);
    int address = pages.add(writer);
    put(read, READ_BITS, address, is);
    return address;
  }

  @SuppressWarnings("ReferenceEquality") // what a draft shares with the one before is not other
  private static boolean isSame(@Nullable Object one, @Nullable Object other) {
    return one == other;
  }

  private static boolean sameFrame(Draft was, Draft is) {
    return isSame(was.opened(), is.opened())
        && was.stage() == is.stage()
        && isSame(was.references(), is.references())
        && isSame(was.children(), is.children())
        && isSame(was.frameworks(), is.frameworks())
        && isSame(was.alignments(), is.alignments())
        && isSame(was.risks(), is.risks());
  }

  /** Packs a draft without its provisions; what is the same as before is not packed again. */
  private int frame(int before, Draft was, Draft is) {
    Reader reader = before == Pages.NONE ? null : pages.at(before);
    if (reader != null) {
      reader.number();
    }
    int opened = reader == null ? Pages.NONE : reader.address();
    int references = reader == null ? Pages.NONE : reader.address();
    if (!isSame(was.opened(), is.opened()) || opened == Pages.NONE) {
      opened = packed(is.plan(), openings);
    }
    if (!isSame(was.references(), is.references()) || references == Pages.NONE) {
      references = packed(new Citations(is.references()), citations);
    }
    Trie children = with(trie(reader), was.children(), is.children(), this::packed);
    Trie withFrameworks = with(trie(reader), was.frameworks(), is.frameworks(), each(frameworks));
    Trie withAlignments = with(trie(reader), was.alignments(), is.alignments(), each(alignments));
    Trie withRisks = with(trie(reader), was.risks(), is.risks(), each(risks));
    writer.clear().number(names.number(is.stage().name())).address(opened).address(references);
    children.write(writer);
    withFrameworks.write(writer);
    withAlignments.write(writer);
    withRisks.write(writer);
    return pages.add(writer);
  }

  private Trie trie(@Nullable Reader reader) {
    return reader == null ? Trie.empty(pages) : Trie.read(pages, reader);
  }

  private <T> int packed(T value, Shapes.Shape<T> shape) {
    shape.write(value, writer.clear());
    return pages.add(writer);
  }

  /** Packs a value that a number leads to. */
  @FunctionalInterface
  private interface Packing<T> {
    /** The address of what is, where {@code was} is at an address before. */
    int pack(int before, @Nullable T was, T is);
  }

  private <T> Packing<T> each(Shapes.Shape<T> shape) {
    return (before, was, is) -> packed(is, shape);
  }

  /**
   * Packs the children of a provision in their order: by what they have other than before, between
   * the first and the last that differ, so that a long level takes no more than what changes in it.
   */
  private int packed(int before, @Nullable List<String> was, List<String> is) {
    int told = before == Pages.NONE ? 0 : pages.at(before).count() + 1;
    if (was == null || told == 0 || told > MOST_TOLD) {
      writer.clear().number(0);
      writeIds(is);
    } else {
      int least = Math.min(was.size(), is.size());
      int start = 0;
      while (start < least && was.get(start).equals(is.get(start))) {
        start++;
      }
      int end = 0;
      while (end < least - start
          && was.get(was.size() - 1 - end).equals(is.get(is.size() - 1 - end))) {
        end++;
      }
      writer.clear().number(told).address(before).number(start).number(end);
      writeIds(is.subList(start, is.size() - end));
    }
    return pages.add(writer);
  }

  private void writeIds(List<String> children) {
    writer.number(children.size());
    children.forEach(id -> writer.number(ids.number(id)));
  }

  private List<String> readIds(Reader reader) {
    List<String> children = new ArrayList<>();
    for (int left = reader.count(); left > 0; left--) {
      children.add(ids.get(reader.count()));
    }
    return children;
  }

  private List<String> children(int address) {
    Reader reader = pages.at(address);
    if (reader.count() == 0) {
      return readIds(reader);
    }
    List<String> all = children(reader.address());
    List<String> other = all.subList(reader.count(), all.size() - reader.count());
    other.clear();
    other.addAll(readIds(reader));
    return all;
  }

  private <T> Trie with(Trie trie, Map<String, T> was, Map<String, T> is, Packing<T> packing) {
    if (isSame(was, is)) {
      return trie;
    }
    TreeMap<Integer, Integer> changed = new TreeMap<>();
    is.forEach(
        (id, value) -> {
          if (!value.equals(was.get(id))) {
            int number = ids.number(id);
            changed.put(number, packing.pack(trie.get(number), was.get(id), value));
          }
        });
    was.keySet().stream()
        .filter(id -> !is.containsKey(id))
        .forEach(id -> changed.put(ids.number(id), Pages.NONE));
    return trie.with(
        changed.keySet().stream().mapToInt(Integer::intValue).toArray(),
        changed.values().stream().mapToInt(Integer::intValue).toArray());
  }

  private Frame frame(int address) {
    Frame known = get(frames, READ_BITS, address);
    if (known == null) {
      known = unpackedFrame(address);
      put(frames, READ_BITS, address, known);
    }
    return known;
  }

  private Frame unpackedFrame(int address) {
    Reader reader = pages.at(address);
    Status stage = Status.valueOf(names.get(reader.count()));
    PlanOpened opened = openings.read(pages.at(reader.address()));
    List<Citation> references = citations.read(pages.at(reader.address())).all();
    Map<String, List<String>> children = new HashMap<>();
    Trie.read(pages, reader)
        .each(
            (number, list) ->
                children.put(ids.get(number), Collections.unmodifiableList(children(list))));
    Draft draft =
        new Draft(
            opened,
            stage,
            references,
            TreePMap.empty(),
            TreePMap.from(children),
            TreePMap.from(unpacked(Trie.read(pages, reader), frameworks)),
            TreePMap.from(unpacked(Trie.read(pages, reader), alignments)),
            TreePMap.from(unpacked(Trie.read(pages, reader), risks)));
    List<Numbered> order = new ArrayList<>();
    collect(draft, Draft.TOP, order);
    return new Frame(draft, order);
  }

  private void collect(Draft draft, String parent, List<Numbered> order) {
    for (String id : draft.childrenOf(parent)) {
      order.add(new Numbered(ids.find(id), id));
      collect(draft, id, order);
    }
  }

  private <T> Map<String, T> unpacked(Trie trie, Shapes.Shape<T> shape) {
    Map<String, T> all = new HashMap<>();
    trie.each((number, address) -> all.put(ids.get(number), shape.read(pages.at(address))));
    return all;
  }

  /**
   * Packs a provision.
   *
   * @param before address of what it was before
   * @param is null: it is no longer in the draft
   */
  private int row(int before, @Nullable Provision was, @Nullable Provision is, int entry) {
    if (is == null) {
      return pages.add(writer.clear().number(0).address(entry).address(before));
    }
    int same =
        was != null && before != Pages.NONE && Lasting.of(was).equals(Lasting.of(is))
            ? lasting(pages.at(before))
            : packed(Lasting.of(is), lasting);
    writer.clear().number(1L + is.texts().size());
    is.texts()
        .forEach(
            (language, version) ->
                writer
                    .number(ids.number(language))
                    .address(versions.address(version.passage()))
                    .number(version.revision())
                    .number(version.renders()));
    writer.address(entry).address(before).address(same);
    write(is.text());
    write(is.structure());
    return pages.add(writer);
  }

  private static int lasting(Reader row) {
    int texts = row.count() - 1;
    passTexts(row, texts);
    row.skip(2 * Integer.BYTES);
    return row.address();
  }

  private static void passTexts(Reader row, int texts) {
    for (int i = 0; i < texts; i++) {
      row.number();
      row.skip(Integer.BYTES);
      row.number();
      row.number();
    }
  }

  private void write(Standing standing) {
    Minute minute = standing.minute();
    writer
        .number(names.number(standing.status().name()))
        .number(standing.revision())
        .signed(standing.on().toEpochDay())
        .number(optional(standing.document()))
        .number(optional(minute == null ? null : minute.meetingId()));
    if (minute != null) {
      writer.number(names.number(minute.agendaItem())).number(optional(minute.paragraph()));
    }
  }

  private long optional(@Nullable String name) {
    return name == null ? 0 : 1L + names.number(name);
  }

  private Optional<Provision> provision(int row) {
    return row == Pages.NONE ? Optional.empty() : provision(pages.at(row));
  }

  private Optional<Provision> provision(Reader reader) {
    int texts = reader.count() - 1;
    if (texts < 0) {
      return Optional.empty();
    }
    PMap<String, TextVersion> versionsInForce = TreePMap.empty();
    for (int i = 0; i < texts; i++) {
      String language = ids.get(reader.count());
      Passage passage = versions.at(reader.address());
      versionsInForce =
          versionsInForce.plus(
              language, new TextVersion(reader.number(), reader.number(), passage));
    }
    reader.skip(2 * Integer.BYTES);
    Lasting same = lasting(reader.address());
    return Optional.of(
        new Provision(
            same.id(),
            same.kind(),
            same.parent(),
            same.placed(),
            same.heading(),
            versionsInForce,
            same.references(),
            standing(reader),
            standing(reader),
            same.remark()));
  }

  private Lasting lasting(int address) {
    Lasting known = get(lastings, LASTING_BITS, address);
    if (known == null) {
      known = lasting.read(pages.at(address));
      put(lastings, LASTING_BITS, address, known);
    }
    return known;
  }

  private Standing standing(Reader reader) {
    Status status = Status.valueOf(names.get(reader.count()));
    long revision = reader.number();
    LocalDate on = LocalDate.ofEpochDay(reader.signed());
    String document = optional(reader.count());
    String meeting = optional(reader.count());
    Minute minute =
        meeting == null
            ? null
            : new Minute(meeting, names.get(reader.count()), optional(reader.count()));
    return new Standing(status, revision, minute, document, on);
  }

  private @Nullable String optional(int number) {
    return number == 0 ? null : names.get(number - 1);
  }

  /** The draft at an address. */
  Draft get(int address) {
    if (address == NOTHING) {
      return Draft.NONE;
    }
    Draft known = get(read, READ_BITS, address);
    if (known == null) {
      known = unpacked(address);
      put(read, READ_BITS, address, known);
    }
    return known;
  }

  private static <T> @Nullable T get(
      AtomicReferenceArray<@Nullable Read<T>> all, int bits, int address) {
    Read<T> known = all.get(place(address, bits));
    return known == null || known.address() != address ? null : known.value();
  }

  private static <T> void put(
      AtomicReferenceArray<@Nullable Read<T>> all, int bits, int address, T value) {
    all.set(place(address, bits), new Read<>(address, value));
  }

  private static int place(int address, int bits) {
    return (address * 0x9E3779B1) >>> (Integer.SIZE - bits);
  }

  private Draft unpacked(int address) {
    Root root = new Root(address);
    Draft same = frame(root.frame).draft();
    Map<String, Provision> all = new HashMap<>();
    root.provisions.each(
        (number, row) -> provision(row).ifPresent(found -> all.put(found.id(), found)));
    return new Draft(
        same.opened(),
        same.stage(),
        same.references(),
        TreePMap.from(all),
        same.children(),
        same.frameworks(),
        same.alignments(),
        same.risks());
  }

  /** One provision of the draft at an address. */
  Optional<Provision> find(int address, String provisionId) {
    return provision(row(address, provisionId));
  }

  private int row(int address, String provisionId) {
    int number = address == NOTHING ? -1 : ids.find(provisionId);
    return number < 0 ? Pages.NONE : new Root(address).provisions.get(number);
  }

  /** What became of a provision up to the draft at an address. */
  List<Step.Change> changes(int address, String provisionId) {
    List<Step.Change> changes = new ArrayList<>();
    int row = row(address, provisionId);
    while (row != Pages.NONE) {
      Reader links = pages.at(row);
      passTexts(links, links.count() - 1);
      changes.add(new Step.Change(entries.get(links.address()), provision(row)));
      row = links.address();
    }
    return changes.reversed();
  }

  /**
   * Hands out the text of each provision that has words in a language, in document order, without
   * unpacking anything else.
   */
  void eachText(int address, String language, BiConsumer<String, Passage> consumer) {
    if (address == NOTHING) {
      return;
    }
    Root root = new Root(address);
    List<Numbered> order = frame(root.frame).order();
    int[] rows = root.provisions.first(ids.count());
    int[] addresses = new int[order.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = rows[order.get(i).number()];
    }
    toTexts(addresses, ids.find(language));
    versions.touch(addresses, false);
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] != Pages.NONE) {
        consumer.accept(order.get(i).id(), versions.at(addresses[i]));
      }
    }
  }

  /** From provisions to their texts, all brought near the processor before the first is read. */
  private void toTexts(int[] rows, int language) {
    int sum = 0;
    for (int row : rows) {
      sum += pages.touch(row);
    }
    touched = sum;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] == Pages.NONE ? Pages.NONE : text(rows[i], language);
    }
  }

  /** Hands out the texts in a language that two drafts have otherwise. */
  void eachDifference(int from, int to, String language, Step.Difference difference) {
    Changed changed = new Changed();
    new Root(from).provisions.eachDifference(new Root(to).provisions, changed);
    int[] addresses = Arrays.copyOf(changed.rows, 2 * changed.count);
    toTexts(addresses, ids.find(language));
    versions.touch(addresses, true);
    for (int i = 0; i < changed.count; i++) {
      int was = addresses[2 * i];
      int is = addresses[2 * i + 1];
      if (was != is) {
        difference.accept(ids.get(changed.numbers[i]), versions.at(was), versions.at(is));
      }
    }
  }

  /** What one draft has other than another. */
  Step.Changes changes(int from, int to) {
    Root was = new Root(from);
    Root is = new Root(to);
    Map<String, Optional<Provision>> provisions = new HashMap<>();
    was.provisions.eachDifference(
        is.provisions,
        (number, mine, theirs) -> {
          Optional<Provision> after = provision(theirs);
          if (!after.equals(provision(mine))) {
            provisions.put(ids.get(number), after);
          }
        });
    Draft frame = framed(is.frame);
    return new Step.Changes(
        is.frame == was.frame || frame.equals(framed(was.frame))
            ? Optional.empty()
            : Optional.of(frame),
        provisions);
  }

  private Draft framed(int frame) {
    return frame == Pages.NONE ? Draft.NONE : frame(frame).draft();
  }

  /** Provisions that are others than before, each as it was and as it is. */
  private static final class Changed implements Trie.Difference {
    private int[] numbers = new int[64];
    private int[] rows = new int[128];
    private int count;

    @Override
    public void accept(int number, int mine, int theirs) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
        rows = Arrays.copyOf(rows, 4 * count);
      }
      numbers[count] = number;
      rows[2 * count] = mine;
      rows[2 * count++ + 1] = theirs;
    }
  }

  private int text(int row, int language) {
    Reader reader = pages.at(row);
    int texts = reader.count() - 1;
    for (int i = 0; i < texts; i++) {
      boolean wanted = reader.count() == language;
      int version = reader.address();
      if (wanted) {
        return version;
      }
      reader.number();
      reader.number();
    }
    return Pages.NONE;
  }
}
