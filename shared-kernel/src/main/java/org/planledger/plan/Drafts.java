package org.planledger.plan;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.log.Minute;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Table;
import org.planledger.page.Writer;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/**
 * The drafts of a plan, packed: for each a root, from which a tree with eight branches a node leads
 * to its provisions. A new draft shares with the one before it all but the paths to what changed.
 * What is the same in many drafts (names, headings, the structure) is kept once, unpacked.
 *
 * <p>Several threads may add and read.
 */
final class Drafts {
  /** The address of {@link Draft#NONE}. */
  static final int NOTHING = Pages.NONE;

  private static final int BRANCH_BITS = 3;
  private static final int BRANCHES = 1 << BRANCH_BITS;
  private static final int READ_BITS = 4;

  private final Pages pages;
  private final Versions versions;
  private final Table<String> names = new Table<>();
  private final Table<Status> statuses = new Table<>();
  private final Table<String> provisions = new Table<>();
  private final Table<Lasting> lasting = new Table<>();
  private final Table<Same> frames = new Table<>();
  private final AtomicReferenceArray<@Nullable Read> read =
      new AtomicReferenceArray<>(1 << READ_BITS);
  private final Writer writer = new Writer();

  Drafts(Pages pages, Versions versions) {
    this.pages = pages;
    this.versions = versions;
  }

  /** What seldom changes of a provision. */
  private record Lasting(
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

  /** A draft without its provisions. Compared by what it is: comparing all it holds takes long. */
  private static final class Same {
    private final Draft draft;

    Same(Draft draft) {
      this.draft = draft;
    }
  }

  /** A draft that was unpacked, or packed last. */
  private record Read(int address, Draft draft) {}

  /**
   * Adds a draft.
   *
   * @param before address of the draft it was made from
   * @param was that draft
   * @param touched provisions that may be other than before
   * @return its address; {@code before} if nothing is other
   */
  synchronized int add(int before, Draft was, Draft is, Collection<String> touched) {
    int frame = before == NOTHING ? -1 : pages.at(before).count();
    if (before == NOTHING || !sameFrame(was, is)) {
      frame =
          frames.number(
              new Same(
                  new Draft(
                      is.opened(),
                      is.stage(),
                      is.references(),
                      TreePMap.empty(),
                      is.children(),
                      is.frameworks(),
                      is.alignments(),
                      is.risks())));
    }
    Tree tree = new Tree(before);
    int top = tree.top;
    for (String id : touched) {
      Provision provision = is.provisions().get(id);
      if (!isSame(was.provisions().get(id), provision)) {
        tree.put(provisions.number(id), provision == null ? Pages.NONE : row(provision));
      }
    }
    if (before != NOTHING && tree.top == top && pages.at(before).count() == frame) {
      return before;
    }
    int address = pages.add(writer.clear().number(frame).number(tree.levels).address(tree.top));
    read.set(place(address), new Read(address, is));
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

  /** The way from a root to the rows, by the number of the provision. */
  private final class Tree {
    private int levels;
    private int top;

    Tree(int root) {
      if (root != NOTHING) {
        Reader reader = pages.at(root);
        reader.number();
        levels = reader.count();
        top = reader.address();
      }
    }

    void put(int number, int row) {
      while (number >>> (BRANCH_BITS * levels) != 0 || levels == 0) {
        int[] node = new int[BRANCHES];
        node[0] = top;
        top = top == Pages.NONE ? Pages.NONE : node(node);
        levels++;
      }
      top = with(top, levels - 1, number, row);
    }

    private int with(int address, int level, int number, int row) {
      int[] node = branches(address);
      int branch = number >>> (BRANCH_BITS * level) & (BRANCHES - 1);
      node[branch] = level == 0 ? row : with(node[branch], level - 1, number, row);
      return node(node);
    }

    private int node(int[] branches) {
      writer.clear();
      for (int branch : branches) {
        writer.address(branch);
      }
      return pages.add(writer);
    }

    int row(int number) {
      if (number >>> (BRANCH_BITS * levels) != 0) {
        return Pages.NONE;
      }
      int address = top;
      for (int level = levels - 1; level >= 0 && address != Pages.NONE; level--) {
        Reader reader = pages.at(address);
        reader.skip((number >>> (BRANCH_BITS * level) & (BRANCHES - 1)) * Integer.BYTES);
        address = reader.address();
      }
      return address;
    }

    void collect(int address, int level, Map<String, Provision> all) {
      if (address == Pages.NONE) {
        return;
      }
      if (level < 0) {
        Provision provision = provision(address);
        all.put(provision.id(), provision);
        return;
      }
      for (int branch : branches(address)) {
        collect(branch, level - 1, all);
      }
    }
  }

  private int[] branches(int address) {
    int[] branches = new int[BRANCHES];
    if (address != Pages.NONE) {
      Reader reader = pages.at(address);
      for (int i = 0; i < BRANCHES; i++) {
        branches[i] = reader.address();
      }
    }
    return branches;
  }

  private int row(Provision provision) {
    writer.clear().number(lasting.number(Lasting.of(provision)));
    write(provision.text());
    write(provision.structure());
    writer.number(provision.texts().size());
    provision
        .texts()
        .forEach(
            (language, version) ->
                writer
                    .number(names.number(language))
                    .number(version.revision())
                    .number(version.renders())
                    .address(versions.address(version.passage())));
    return pages.add(writer);
  }

  private void write(Standing standing) {
    Minute minute = standing.minute();
    long day = standing.on().toEpochDay();
    writer
        .number(statuses.number(standing.status()))
        .number(standing.revision())
        .number(day << 1 ^ day >> (Long.SIZE - 1))
        .number(optional(standing.document()))
        .number(optional(minute == null ? null : minute.meetingId()));
    if (minute != null) {
      writer.number(names.number(minute.agendaItem())).number(optional(minute.paragraph()));
    }
  }

  private long optional(@Nullable String name) {
    return name == null ? 0 : 1L + names.number(name);
  }

  private Provision provision(int row) {
    Reader reader = pages.at(row);
    Lasting same = lasting.get(reader.count());
    Standing text = standing(reader);
    Standing structure = standing(reader);
    PMap<String, TextVersion> texts = TreePMap.empty();
    int languages = reader.count();
    for (int i = 0; i < languages; i++) {
      String language = names.get(reader.count());
      texts =
          texts.plus(
              language,
              new TextVersion(reader.number(), reader.number(), passage(reader.address())));
    }
    return new Provision(
        same.id(),
        same.kind(),
        same.parent(),
        same.placed(),
        same.heading(),
        texts,
        same.references(),
        text,
        structure,
        same.remark());
  }

  private Passage passage(int address) {
    return versions.at(address);
  }

  private Standing standing(Reader reader) {
    Status status = statuses.get(reader.count());
    long revision = reader.number();
    long day = reader.number();
    String document = optional(reader.count());
    String meeting = optional(reader.count());
    Minute minute =
        meeting == null
            ? null
            : new Minute(meeting, names.get(reader.count()), optional(reader.count()));
    return new Standing(
        status, revision, minute, document, LocalDate.ofEpochDay(day >>> 1 ^ -(day & 1)));
  }

  private @Nullable String optional(int number) {
    return number == 0 ? null : names.get(number - 1);
  }

  /** The draft at an address. */
  Draft get(int address) {
    if (address == NOTHING) {
      return Draft.NONE;
    }
    Read known = read.get(place(address));
    if (known == null || known.address() != address) {
      known = new Read(address, unpacked(address));
      read.set(place(address), known);
    }
    return known.draft();
  }

  private static int place(int address) {
    return (address * 0x9E3779B1) >>> (Integer.SIZE - READ_BITS);
  }

  private Draft unpacked(int address) {
    Draft same = frames.get(pages.at(address).count()).draft;
    Tree tree = new Tree(address);
    Map<String, Provision> all = new HashMap<>();
    tree.collect(tree.top, tree.levels - 1, all);
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
    int number = address == NOTHING ? -1 : provisions.find(provisionId);
    int row = number < 0 ? Pages.NONE : new Tree(address).row(number);
    return row == Pages.NONE ? Optional.empty() : Optional.of(provision(row));
  }

  /**
   * Hands out the text of each provision that has words in a language, in document order, without
   * unpacking anything else.
   */
  void eachText(int address, String language, BiConsumer<String, Passage> consumer) {
    if (address == NOTHING) {
      return;
    }
    Draft same = frames.get(pages.at(address).count()).draft;
    eachText(new Tree(address), same, Draft.TOP, names.find(language), consumer);
  }

  private void eachText(
      Tree tree, Draft same, String parent, int language, BiConsumer<String, Passage> consumer) {
    for (String id : same.childrenOf(parent)) {
      int version = text(tree.row(provisions.find(id)), language);
      if (version != Pages.NONE) {
        consumer.accept(id, versions.at(version));
      }
      if (same.children().containsKey(id)) {
        eachText(tree, same, id, language, consumer);
      }
    }
  }

  private int text(int row, int language) {
    Reader reader = pages.at(row);
    reader.number();
    passStanding(reader);
    passStanding(reader);
    int languages = reader.count();
    for (int i = 0; i < languages; i++) {
      boolean wanted = reader.count() == language;
      reader.number();
      reader.number();
      int version = reader.address();
      if (wanted) {
        return version;
      }
    }
    return Pages.NONE;
  }

  private static void passStanding(Reader reader) {
    reader.number();
    reader.number();
    reader.number();
    reader.number();
    if (reader.number() != 0) {
      reader.number();
      reader.number();
    }
  }
}
