package org.planledger.query.texts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.page.Writer;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.Extract;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Change;
import org.planledger.people.People;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.Framework;
import org.planledger.plan.Provision;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.text.Redline;
import org.planledger.text.Redline.Op;

/** Makes papers of what plans say and said. */
public final class Papers {
  private final Cuts cuts;
  private final People people;

  /** Makes them of histories in memory. */
  public Papers(Histories histories, People people) {
    this.cuts = new Cuts(histories);
    this.people = people;
  }

  /**
   * What was found, in either form; each is made when it is asked for.
   *
   * @param answer as JSON has it
   * @param decisive all that decides what the answer says; null: that is told by the answer alone
   * @param paper to be written out
   */
  public record Found<P>(
      Supplier<Object> answer, @Nullable Supplier<byte[]> decisive, Supplier<P> paper) {}

  /**
   * What a log has at a point or between two.
   *
   * @param revision of the draft, or of the later one
   * @param knownAt what was recorded later does not count
   * @param issued numbers of the drafts that were issued by then, in that order
   */
  public record Seen<P>(
      long revision, Instant knownAt, Supplier<List<String>> issued, Found<P> found) {
    private static <P> Seen<P> of(Cut cut, Found<P> found) {
      return new Seen<>(
          cut.revision(),
          cut.knownAt(),
          () -> cut.history().issued(cut.history().knownAt(cut.knownAt())),
          found);
    }
  }

  /**
   * A whole draft.
   *
   * @see #draft(String, String, String, String, Filter)
   */
  public Seen<DraftPaper> draft(
      String plan, @Nullable String at, @Nullable String knownAt, @Nullable String lang) {
    return draft(plan, at, knownAt, lang, Filter.NONE);
  }

  /**
   * A draft.
   *
   * @param at a point as written; null: latest
   * @param knownAt an instant as written; null: all that is recorded
   * @param lang languages parted by commas; null: all that there is a text in
   * @param filter which provisions
   * @throws Refused when what changed is asked for, which a draft alone does not say
   */
  public Seen<DraftPaper> draft(
      String plan,
      @Nullable String at,
      @Nullable String knownAt,
      @Nullable String lang,
      Filter filter) {
    if (filter.changed()) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "changed=true is of a redline, and this is a draft; name the point since which, such as"
              + " from=date:2017-05-24, or leave it out.");
    }
    Languages languages = Languages.of(lang);
    Cut cut = cuts.cut(plan, at, knownAt);
    return Seen.of(
        cut,
        new Found<>(
            () -> DraftView.of(cut, languages, extract(cut, filter)),
            () -> decisive(cut, languages, filter),
            () -> {
              Extract extract = extract(cut, filter);
              DraftPaper whole = draft(cut, languages);
              return extract == null ? whole : whole.only(extract);
            }));
  }

  private static @Nullable Extract extract(Cut cut, Filter filter) {
    return filter.isNone()
        ? null
        : Extract.of(
            false,
            filter.statuses(),
            Numbers.of(cut.draft()).keySet(),
            id -> filter.has(cut.effective(cut.draft().provision(id).text())),
            id -> cut.draft().provision(id).parent());
  }

  /**
   * All that changed from one draft to another.
   *
   * @see #draft(String, String, String, String, Filter)
   */
  public Seen<RedlinePaper> redline(
      String plan,
      String from,
      @Nullable String to,
      @Nullable String knownAt,
      @Nullable String lang) {
    return redline(plan, from, to, knownAt, lang, Filter.NONE);
  }

  /**
   * What changed from one draft to another. What was removed counts for what it last did.
   *
   * @see #draft(String, String, String, String, Filter)
   */
  public Seen<RedlinePaper> redline(
      String plan,
      String from,
      @Nullable String to,
      @Nullable String knownAt,
      @Nullable String lang,
      Filter filter) {
    Languages languages = Languages.of(lang);
    Cuts.Both ends = cuts.both(plan, from, to, knownAt);
    return Seen.of(
        ends.to(),
        new Found<>(
            () -> {
              Difference.View all = Difference.between(ends.from(), ends.to(), languages);
              if (filter.isNone()) {
                return all;
              }
              Set<String> changed =
                  all.changes().stream().map(Difference.Change::id).collect(Collectors.toSet());
              Extract part = extract(ends.from(), ends.to(), filter, changed);
              return Difference.only(part, all, ends.from(), ends.to(), languages);
            },
            null,
            () -> {
              RedlinePaper whole = redline(ends.from(), ends.to(), languages, people::names);
              if (filter.isNone()) {
                return whole;
              }
              Set<String> changed =
                  whole.items().stream()
                      .filter(item -> !item.labels().isEmpty())
                      .map(item -> item.shown().id())
                      .collect(Collectors.toSet());
              return whole.only(extract(ends.from(), ends.to(), filter, changed));
            }));
  }

  private static Extract extract(Cut from, Cut to, Filter filter, Set<String> changed) {
    Function<String, Cut> shown = id -> to.draft().find(id).isPresent() ? to : from;
    return Extract.of(
        filter.changed(),
        filter.statuses(),
        Difference.inDocumentOrder(
            Numbers.of(from.draft()).keySet(), Numbers.of(to.draft()).keySet()),
        id -> {
          Cut cut = shown.apply(id);
          return (!filter.changed() || changed.contains(id))
              && filter.has(cut.effective(cut.draft().provision(id).text()));
        },
        id -> shown.apply(id).draft().provision(id).parent());
  }

  /**
   * All that decides how a draft is answered: what was asked for, up to which event of which log it
   * looks, and which of the meetings that decided it are reserved, which is told by their streams.
   * The instant of that event tells it from the one that another log has in its place.
   */
  static byte[] decisive(Cut cut, Languages languages, Filter filter) {
    Entry last = cut.history().recorded(cut.known());
    Writer decisive =
        new Writer()
            .string(cut.planId())
            .string(cut.point().toString())
            .string(cut.asOf())
            .instant(cut.knownAt())
            .number(cut.revision())
            .number(cut.known())
            .number(last.position())
            .instant(last.recordedAt());
    strings(decisive, languages.tags());
    strings(decisive, filter.statuses().stream().map(Status::name).toList());
    strings(decisive, reserved(cut));
    return decisive.toBytes();
  }

  private static void strings(Writer to, Collection<String> strings) {
    to.number(strings.size());
    strings.forEach(to::string);
  }

  /** The meetings for which something that was decided counts for less. */
  private static Set<String> reserved(Cut cut) {
    Set<String> reserved = new TreeSet<>();
    Draft draft = cut.draft();
    for (Provision provision : draft.provisions().values()) {
      addReserved(cut, provision.text(), reserved);
      addReserved(cut, provision.structure(), reserved);
    }
    draft
        .frameworks()
        .values()
        .forEach(framework -> addReserved(cut, framework.standing(), reserved));
    return reserved;
  }

  private static void addReserved(Cut cut, Standing standing, Set<String> to) {
    if (standing.minute() != null && cut.effective(standing) != standing.status()) {
      to.add(standing.minute().meetingId());
    }
  }

  static DraftPaper draft(Cut cut, Languages languages) {
    return paper(cut, languages.shown(cut.draft().plan().languages(), languages(cut.draft())));
  }

  static RedlinePaper redline(
      Cut from, Cut to, Languages asked, Function<Collection<String>, Map<String, String>> names) {
    Set<String> all = languages(from.draft());
    all.addAll(languages(to.draft()));
    List<String> languages = asked.shown(to.draft().plan().languages(), all);
    return new Redlined(from, to, languages, names).paper();
  }

  /** All that a heading or a text is in. */
  private static Set<String> languages(Draft draft) {
    Set<String> languages = new TreeSet<>();
    for (Provision provision : draft.provisions().values()) {
      languages.addAll(provision.heading().keySet());
      languages.addAll(provision.texts().keySet());
    }
    return languages;
  }

  private static DraftPaper paper(Cut cut, List<String> languages) {
    Draft draft = cut.draft();
    return new DraftPaper(
        cut.planId(),
        Collections.unmodifiableMap(new TreeMap<>(draft.plan().title())),
        draft.plan().on(),
        languages,
        draft.plan().authoritativeLanguage(),
        cut.point().toString(),
        cut.revision(),
        cut.asOf(),
        cut.knownAt(),
        Numbers.of(draft).entrySet().stream()
            .map(each -> item(cut, draft.provision(each.getKey()), each.getValue(), languages))
            .toList(),
        draft.frameworks().values().stream().map(each -> framework(cut, each)).toList());
  }

  private static DraftPaper.Item item(
      Cut cut, Provision provision, String number, List<String> languages) {
    Standing standing = provision.text();
    return new DraftPaper.Item(
        provision.id(),
        provision.kind(),
        number,
        1 + (int) number.chars().filter(c -> c == '.').count(),
        in(languages, provision.heading(), Function.identity()),
        in(languages, provision.texts(), version -> version.passage().text()),
        standing.status(),
        cut.effective(standing),
        new DraftPaper.Since(
            standing.revision(),
            standing.minute() == null ? null : standing.minute().meetingId(),
            standing.document(),
            standing.on()));
  }

  private static <T> Map<String, String> in(
      List<String> languages, Map<String, T> all, Function<T, String> text) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String language : languages) {
      T there = all.get(language);
      if (there != null) {
        shown.put(language, text.apply(there));
      }
    }
    return Collections.unmodifiableMap(shown);
  }

  private static DraftPaper.Framework framework(Cut cut, Framework framework) {
    return new DraftPaper.Framework(
        framework.id(),
        Collections.unmodifiableMap(new TreeMap<>(framework.title())),
        framework.standing().status(),
        cut.effective(framework.standing()),
        framework.members().stream().map(FrameworkMember::provisionId).toList());
  }

  /** The redline of two drafts. */
  private static final class Redlined {
    private final Cut from;
    private final Cut to;
    private final List<String> languages;
    private final Reasons reasons;
    private final Map<String, List<RedlinePaper.Label>> labels = new HashMap<>();
    private final Map<InLanguage, List<Redline.Run>> changed = new HashMap<>();

    private record InLanguage(String provision, String language) {}

    Redlined(
        Cut from,
        Cut to,
        List<String> languages,
        Function<Collection<String>, Map<String, String>> names) {
      this.from = from;
      this.to = to;
      this.languages = languages;
      this.reasons = new Reasons(from, to, names);
    }

    RedlinePaper paper() {
      for (Difference.Change change :
          Difference.between(from, to, new Languages(languages)).changes()) {
        List<RedlinePaper.Label> said =
            labels.computeIfAbsent(change.id(), any -> new ArrayList<>());
        RedlinePaper.Label label = label(change, reasons.of(change));
        if (!said.contains(label)) {
          said.add(label);
        }
        if (change.lang() != null && change.field() == null) {
          changed.put(new InLanguage(change.id(), change.lang()), change.runs());
        }
      }
      DraftPaper before = Papers.paper(from, languages);
      DraftPaper after = Papers.paper(to, languages);
      Map<String, DraftPaper.Item> itemsBefore = byId(before);
      Map<String, DraftPaper.Item> itemsAfter = byId(after);
      List<RedlinePaper.Item> items = new ArrayList<>();
      for (String id : Difference.inDocumentOrder(itemsBefore.keySet(), itemsAfter.keySet())) {
        items.add(
            new RedlinePaper.Item(
                itemsBefore.get(id),
                itemsAfter.get(id),
                headings(id),
                texts(id),
                List.copyOf(labels.getOrDefault(id, List.of()))));
      }
      return new RedlinePaper(before, after, items);
    }

    private static Map<String, DraftPaper.Item> byId(DraftPaper paper) {
      Map<String, DraftPaper.Item> byId = new LinkedHashMap<>();
      paper.items().forEach(item -> byId.put(item.id(), item));
      return byId;
    }

    private List<RedlinePaper.Words> headings(String id) {
      List<RedlinePaper.Words> headings = new ArrayList<>();
      for (String language : languages) {
        List<Redline.Run> runs =
            Difference.replaced(heading(from, id, language), heading(to, id, language));
        if (!runs.isEmpty()) {
          headings.add(new RedlinePaper.Words(language, reasons.ofHeading(id, language, runs)));
        }
      }
      return headings;
    }

    private static String heading(Cut cut, String id, String language) {
      return cut.draft().find(id).map(provision -> provision.heading().get(language)).orElse("");
    }

    private List<RedlinePaper.Words> texts(String id) {
      List<RedlinePaper.Words> texts = new ArrayList<>();
      for (String language : languages) {
        List<Redline.Run> runs = changed.get(new InLanguage(id, language));
        if (runs == null) {
          String text = DraftFold.passage(to.draft(), id, language).text();
          runs = text.isEmpty() ? List.of() : List.of(new Redline.Run(Op.EQUAL, text));
        }
        if (!runs.isEmpty()) {
          texts.add(new RedlinePaper.Words(language, reasons.ofText(id, language, runs)));
        }
      }
      return texts;
    }
  }

  private static RedlinePaper.Label label(
      Difference.Change change, RedlinePaper.@Nullable Reason reason) {
    return switch (change.change()) {
      case "added" -> new RedlinePaper.Label(Change.ADDED, "Added", reason);
      case "removed" -> new RedlinePaper.Label(Change.REMOVED, "Removed", reason);
      case "moved" ->
          new RedlinePaper.Label(
              Change.MOVED,
              "Moved from %s to %s".formatted(number(change.from()), number(change.to())),
              reason);
      case "status" ->
          new RedlinePaper.Label(
              Change.STATUS,
              "%s: %s, was %s"
                  .formatted(
                      change.field() == null ? "Status" : "Status of the structure",
                      status(change.to()),
                      status(change.from())),
              reason);
      default ->
          new RedlinePaper.Label(
              Change.REWORDED,
              "Edited" + (change.lang() == null ? "" : " (%s)".formatted(change.lang())),
              reason);
    };
  }

  private static String number(@Nullable Object place) {
    return place instanceof Difference.Place at ? at.number() : "";
  }

  private static String status(@Nullable Object decided) {
    if (!(decided instanceof Difference.Decided d)) {
      return "";
    }
    return d.status() == d.effectiveStatus()
        ? said(d.status())
        : "%s (counts as %s)".formatted(said(d.status()), said(d.effectiveStatus()));
  }

  private static String said(Enum<?> status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
