package org.planledger.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.page.Names;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Shapes;
import org.planledger.page.Writer;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/**
 * The entries of a plan, packed. A text that an event brought is not kept again: it is the version
 * that is kept of it, or what the edits of a proposal make of one.
 *
 * <p>Several threads may add and read.
 */
final class Entries {
  private static final int OPENS = 1;
  private static final int AT_A_MEETING = 2;
  private static final int CORRECTED = 4;

  private final Pages pages;
  private final Versions versions;
  private final Names ids;
  private final Names names;
  private final Shapes.Shape<PlanEvent> events;
  private final Writer writer = new Writer();

  /** Where the texts of the event that is being added are kept. */
  private final IdentityHashMap<TextChange, Kept> kept = new IdentityHashMap<>();

  /**
   * A text that need not be written.
   *
   * @param derived whether the passage is what the text was made from
   */
  private record Kept(Passage passage, boolean derived) {}

  Entries(Pages pages, Versions versions, Names ids, Names names) {
    this.pages = pages;
    this.versions = versions;
    this.ids = ids;
    this.names = names;
    Shapes shapes = new Shapes(names);
    events = shapes.with(TextChange.class, new Changes(shapes)).of(PlanEvent.class);
  }

  /** The types that are packed. */
  static String description() {
    return Shapes.description(PlanEvent.class);
  }

  /** An event where it is packed. */
  final class Packed implements Entry.Content {
    private final int record;
    private final int at;
    private @Nullable PlanEvent event;

    private Packed(int record, int at) {
      this.record = record;
      this.at = at;
    }

    @Override
    public PlanEvent event() {
      if (event == null) {
        Reader reader = pages.at(record);
        reader.skip(at);
        event = events.read(reader);
      }
      return event;
    }
  }

  /**
   * Adds an entry.
   *
   * @param bases finds the versions that proposals are written against
   * @return its address
   */
  synchronized int add(Entry entry, Entry.Versions bases) {
    Minute minute = entry.minute();
    int original = entry.content() instanceof Packed packed ? packed.record : Pages.NONE;
    writer
        .clear()
        .number(
            (entry.order().equals(DecidedOrder.FIRST) ? OPENS : 0)
                | (minute == null ? 0 : AT_A_MEETING)
                | (original == Pages.NONE ? 0 : CORRECTED))
        .number(entry.revision())
        .signed(entry.on().toEpochDay())
        .instant(entry.recordedAt())
        .number(entry.position())
        .number(names.number(entry.name()));
    if (minute != null) {
      writer
          .number(names.number(minute.meetingId()))
          .number(names.number(minute.agendaItem()))
          .number(optional(minute.paragraph()));
    }
    if (original == Pages.NONE) {
      write(entry.texts());
      kept.clear();
      find(entry, bases);
      events.write(entry.event(), writer);
    } else {
      writer.address(original);
    }
    return pages.add(writer);
  }

  private void write(List<Entry.Text> texts) {
    writer.number(texts.size());
    for (Entry.Text text : texts) {
      writer
          .number(ids.number(text.provisionId()))
          .number(ids.number(text.language()))
          .number(text.item())
          .address(versions.address(text.passage()))
          .number(text.origins().size());
      for (Entry.Origin origin : text.origins()) {
        writer.number(origin.words()).number(optional(origin.amendment()));
      }
    }
  }

  private long optional(@Nullable String name) {
    return name == null ? 0 : 1L + names.number(name);
  }

  private void find(Entry entry, Entry.Versions bases) {
    PlanEvent event = entry.event();
    for (Entry.Text text : entry.texts()) {
      String is = text.passage().text();
      Entry.changes(event, text.item(), text.provisionId(), text.language())
          .filter(change -> change.text().equals(is))
          .forEach(change -> kept.put(change, new Kept(text.passage(), false)));
    }
    Proposal proposal =
        switch (event) {
          case AmendmentProposed proposed -> proposed.proposal();
          case AmendmentRevised revised -> revised.proposal();
          default -> null;
        };
    if (proposal instanceof Proposal.Rewording rewording) {
      rewording
          .text()
          .forEach(
              (language, change) -> {
                Long base = change.base();
                if (base != null) {
                  Passage from = bases.version(rewording.provisionId(), language, base);
                  if (derived(from, change.edits()).equals(change.text())) {
                    kept.put(change, new Kept(from, true));
                  }
                }
              });
    }
  }

  private static String derived(Passage base, List<Edit> edits) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Edit edit : edits) {
      base.words().subList(at, edit.at()).forEach(text::append);
      edit.brings().forEach(text::append);
      at = edit.at() + edit.removes().size();
    }
    base.words().subList(at, base.size()).forEach(text::append);
    return text.toString();
  }

  /** What happened to a text, without the text where that is kept. */
  private final class Changes implements Shapes.Shape<TextChange> {
    private static final int WRITTEN = 0;
    private static final int KEPT = 1;
    private static final int DERIVED = 2;

    private final Shapes.Shape<Edit> edits;
    private final Shapes.Shape<String> texts;

    Changes(Shapes shapes) {
      edits = shapes.of(Edit.class);
      texts = shapes.of(String.class);
    }

    @Override
    public void write(TextChange change, Writer to) {
      Long base = change.base();
      to.number(base == null ? 0 : base + 1).number(change.edits().size());
      change.edits().forEach(edit -> edits.write(edit, to));
      Kept known = kept.get(change);
      if (known == null) {
        to.number(WRITTEN);
        texts.write(change.text(), to);
      } else {
        to.number(known.derived() ? DERIVED : KEPT).address(versions.address(known.passage()));
      }
    }

    @Override
    public TextChange read(Reader from) {
      long base = from.number();
      List<Edit> all = new ArrayList<>();
      int count = from.count();
      for (int i = 0; i < count; i++) {
        all.add(edits.read(from));
      }
      String text =
          switch (from.count()) {
            case WRITTEN -> texts.read(from);
            case KEPT -> versions.at(from.address()).text();
            default -> derived(versions.at(from.address()), all);
          };
      return new TextChange(base == 0 ? null : base - 1, all, text);
    }
  }

  /** The entry at an address. */
  Entry get(int address) {
    Reader reader = pages.at(address);
    int start = reader.at();
    int flags = reader.count();
    long revision = reader.number();
    LocalDate on = LocalDate.ofEpochDay(reader.signed());
    Instant recordedAt = reader.instant();
    long position = reader.number();
    String name = names.get(reader.count());
    Minute minute =
        (flags & AT_A_MEETING) == 0
            ? null
            : new Minute(
                names.get(reader.count()), names.get(reader.count()), optional(reader.count()));
    List<Entry.Text> texts;
    Entry.Content content;
    if ((flags & CORRECTED) == 0) {
      texts = texts(reader);
      content = new Packed(address, reader.at() - start);
    } else {
      Entry original = get(reader.address());
      texts = original.texts();
      content = original.content();
    }
    return new Entry(
        revision, position, recordedAt, name, (flags & OPENS) != 0, on, minute, texts, content);
  }

  private List<Entry.Text> texts(Reader reader) {
    Entry.Text[] texts = new Entry.Text[reader.count()];
    for (int i = 0; i < texts.length; i++) {
      String provisionId = ids.get(reader.count());
      String language = ids.get(reader.count());
      int item = reader.count();
      Passage passage = versions.at(reader.address());
      Entry.Origin[] origins = new Entry.Origin[reader.count()];
      for (int k = 0; k < origins.length; k++) {
        origins[k] = new Entry.Origin(reader.count(), optional(reader.count()));
      }
      texts[i] = new Entry.Text(provisionId, language, item, passage, List.of(origins));
    }
    return List.of(texts);
  }

  private @Nullable String optional(int name) {
    return name == 0 ? null : names.get(name - 1);
  }

  /** The place of an entry in decided order. */
  DecidedOrder order(int address) {
    Reader reader = pages.at(address);
    boolean opens = (reader.count() & OPENS) != 0;
    long revision = reader.number();
    return opens
        ? DecidedOrder.FIRST
        : new DecidedOrder(LocalDate.ofEpochDay(reader.signed()), revision);
  }

  /** When the entry at an address was recorded. */
  Instant recordedAt(int address) {
    Reader reader = pages.at(address);
    reader.number();
    reader.number();
    reader.number();
    return reader.instant();
  }
}
