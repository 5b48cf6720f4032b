package org.planledger.query.meeting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.MeetingPaper.Block;
import org.planledger.paper.MeetingPaper.Column;
import org.planledger.paper.MeetingPaper.Paragraph;
import org.planledger.paper.MeetingPaper.Part;
import org.planledger.paper.MeetingPaper.Table;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.people.People;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Status;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.query.action.Actions;
import org.planledger.query.amendment.Wordings;
import org.planledger.query.entry.Happening;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Languages;
import org.planledger.query.texts.Papers.Found;

/** Makes the papers of a meeting of what is recorded of it: report, decisions and actions. */
public final class MeetingPapers {
  private static final List<Column> DECISIONS =
      List.of(
          new Column("No.", 7),
          new Column("Paragraph", 15),
          new Column("Decision", 48),
          new Column("Status", 30));
  private static final List<Column> ACTIONS =
      List.of(
          new Column("No.", 7),
          new Column("Paragraph", 15),
          new Column("Action", 32),
          new Column("By", 19),
          new Column("Due", 14),
          new Column("State", 13));

  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final Actions actions;
  private final Histories histories;
  private final Wordings wordings;
  private final People people;

  /** Makes them of these records, with the words of these proposals. */
  public MeetingPapers(
      LogEntries entries,
      MeetingRecords meetings,
      Actions actions,
      Histories histories,
      Wordings wordings,
      People people) {
    this.entries = entries;
    this.meetings = meetings;
    this.actions = actions;
    this.histories = histories;
    this.wordings = wordings;
    this.people = people;
  }

  /**
   * What was done under each item of the agenda, as a draft of the meeting's report.
   *
   * @param knownAt an instant as written; null: all that is recorded
   * @param lang languages parted by commas; null: all that something quoted is in
   */
  public Found<MeetingPaper> report(String id, @Nullable String knownAt, @Nullable String lang) {
    return found(new Of(id, Known.at(knownAt)).report(Languages.of(lang)));
  }

  /**
   * What was decided, and how far the texts have come that it was about.
   *
   * @see #report(String, String, String)
   */
  public Found<MeetingPaper> decisions(String id, @Nullable String knownAt, @Nullable String lang) {
    return found(new Of(id, Known.at(knownAt)).decisions(Languages.of(lang)));
  }

  /**
   * What was asked of whom, and whether it is done.
   *
   * @see #report(String, String, String)
   */
  public Found<MeetingPaper> actions(String id, @Nullable String knownAt, @Nullable String lang) {
    return found(new Of(id, Known.at(knownAt)).actions(Languages.of(lang)));
  }

  private static Found<MeetingPaper> found(MeetingPaper paper) {
    return new Found<>(() -> paper, null, () -> paper);
  }

  /** The papers of one meeting. */
  private final class Of {
    private final Known known;
    private final MeetingRecords.Told told;
    private final Meeting meeting;
    private final List<LogEntry> outcomes;
    private final Map<LogEntry, LogEntry> tabled;
    private final Persons persons;

    Of(String id, Known known) {
      this.known = known;
      this.told = meetings.tell(id, known).orElseThrow(() -> entries.missing("meeting", id));
      this.meeting = told.meeting();
      this.outcomes =
          entries.ofMeeting(id, known).stream()
              .filter(entry -> !entry.annulled())
              .sorted(OutcomesEndpoint.inMinuteOrder(meeting))
              .toList();
      this.tabled = tabled();
      this.persons =
          Persons.of(
              people,
              Stream.of(told.entries(), outcomes, tabled.values())
                  .flatMap(Collection::stream)
                  .toList());
    }

    MeetingPaper report(Languages asked) {
      Map<LogEntry, Map<String, Map<String, String>>> texts = new LinkedHashMap<>();
      Set<String> there = new TreeSet<>();
      agenda().forEach(item -> there.addAll(item.title().keySet()));
      for (LogEntry outcome : outcomes) {
        Map<String, Map<String, String>> agreed = agreed(outcome);
        texts.put(outcome, agreed);
        agreed.values().forEach(byLanguage -> there.addAll(byLanguage.keySet()));
      }
      List<String> languages = languages(asked, there);
      Map<@Nullable String, List<LogEntry>> byItem = new LinkedHashMap<>();
      outcomes.stream()
          .filter(outcome -> outcome.agendaItem() == null)
          .forEach(outcome -> byItem.computeIfAbsent(null, any -> new ArrayList<>()).add(outcome));
      agenda().forEach(item -> byItem.put(item.number(), new ArrayList<>()));
      outcomes.stream()
          .filter(outcome -> outcome.agendaItem() != null)
          .forEach(
              outcome ->
                  byItem
                      .computeIfAbsent(outcome.agendaItem(), any -> new ArrayList<>())
                      .add(outcome));
      List<Part> parts = new ArrayList<>();
      byItem.forEach(
          (item, recorded) ->
              parts.add(
                  new Part(
                      item == null ? "" : item,
                      item == null
                          ? List.of(MeetingPaper.plain("en", "Under no item of the agenda"))
                          : titles(item, languages),
                      paragraphs(item, recorded, texts, languages))));
      return paper("Draft report of", languages, parts);
    }

    MeetingPaper decisions(Languages asked) {
      Standings standings = new Standings(histories, meetings, known);
      List<List<List<Paragraph>>> rows = new ArrayList<>();
      for (LogEntry outcome : outcomes) {
        if (isDecision(outcome)) {
          rows.add(
              List.of(
                  cell(String.valueOf(rows.size() + 1)),
                  cell(place(outcome.agendaItem(), outcome.paragraph())),
                  cell(ended(said(outcome))),
                  standings(outcome, standings)));
        }
      }
      return paper("Decisions of", languages(asked, Set.of()), table(DECISIONS, rows));
    }

    MeetingPaper actions(Languages asked) {
      List<List<List<Paragraph>>> rows = new ArrayList<>();
      for (Actions.Action action : actions.of(told.entries(), known)) {
        Actions.Completion done = action.completed();
        rows.add(
            List.of(
                cell(String.valueOf(rows.size() + 1)),
                cell(place(action.agendaItem(), action.paragraph())),
                cell(action.text()),
                cell(called(action.assignees())),
                cell(due(action.due())),
                cell(
                    done == null
                        ? "open"
                        : "done on %s%s"
                            .formatted(done.on(), done.note() == null ? "" : ": " + done.note()))));
      }
      return paper("Actions asked for by", languages(asked, Set.of()), table(ACTIONS, rows));
    }

    private MeetingPaper paper(String what, List<String> languages, List<Part> parts) {
      return new MeetingPaper(
          "%s meeting %s of the %s".formatted(what, meeting.number(), meeting.body()),
          about(),
          languages,
          knownAt(),
          parts);
    }

    /** When the last was recorded of what the paper tells. */
    private Instant knownAt() {
      Instant asked = known.instant();
      if (asked != null) {
        return asked;
      }
      Stream<Instant> recorded =
          Stream.of(told.entries(), outcomes, tabled.values())
              .flatMap(Collection::stream)
              .map(LogEntry::recordedAt);
      Stream<Instant> plans =
          plans().map(history -> history.recorded(history.size() - 1).recordedAt());
      return Stream.concat(recorded, plans).max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Those that outcomes are about. */
    private Stream<PlanHistory> plans() {
      return outcomes.stream()
          .filter(outcome -> outcome.stream().startsWith("plan:"))
          .map(LogEntry::aggregate)
          .distinct()
          .map(histories::plan);
    }

    private List<String> languages(Languages asked, Set<String> there) {
      Set<String> all = new LinkedHashSet<>();
      plans().forEach(history -> all.addAll(history.latest().plan().languages()));
      all.addAll(there);
      return asked.shown(all.isEmpty() ? List.of("en") : List.copyOf(all), there);
    }

    private List<String> about() {
      List<String> about = new ArrayList<>();
      about.add(
          "%s: %s%s%s."
              .formatted(
                  meeting.id(),
                  meeting.from().equals(meeting.to())
                      ? meeting.from()
                      : "%s to %s".formatted(meeting.from(), meeting.to()),
                  meeting.place() == null ? "" : ", " + meeting.place(),
                  meeting.closed() == null ? "; it is not closed yet" : ""));
      if (!meeting.officers().isEmpty()) {
        about.add("Officers: %s.".formatted(called(persons.persons(meeting.officers()))));
      }
      if (!meeting.agendas().isEmpty()) {
        Meeting.Agenda last = meeting.agendas().getLast();
        List<String> before =
            meeting.agendas().stream()
                .map(Meeting.Agenda::document)
                .filter(document -> !document.equals(last.document()))
                .distinct()
                .toList();
        about.add(
            "Agenda: %s, adopted on %s%s."
                .formatted(
                    last.document(),
                    last.on(),
                    before.isEmpty() ? "" : " in place of " + String.join(", ", before)));
      }
      Meeting.Reservation reserved = meeting.reservation();
      if (reserved != null) {
        about.add(
            ended(
                "All outcomes are preliminary%s: %s"
                    .formatted(
                        reserved.paragraph() == null
                            ? ""
                            : " (paragraph %s)".formatted(reserved.paragraph()),
                        reserved.reason())));
        if (reserved.liftedBy() != null) {
          about.add(
              "Meeting %s lifted this on %s.".formatted(reserved.liftedBy(), reserved.liftedOn()));
        }
      }
      if (meeting.report() != null) {
        about.add("The report was published as %s.".formatted(meeting.report()));
      }
      about.add("As known at %s.".formatted(knownAt()));
      return about;
    }

    private List<AgendaItem> agenda() {
      return meeting.agendas().isEmpty() ? List.of() : meeting.agendas().getLast().items();
    }

    private List<Words> titles(String number, List<String> languages) {
      Map<String, String> title =
          agenda().stream()
              .filter(item -> item.number().equals(number))
              .findFirst()
              .map(AgendaItem::title)
              .orElse(Map.of());
      List<Words> titles =
          languages.stream()
              .filter(title::containsKey)
              .map(lang -> MeetingPaper.plain(lang, Objects.requireNonNull(title.get(lang))))
              .toList();
      return titles.isEmpty()
          ? new TreeMap<>(title)
              .entrySet().stream()
                  .limit(1)
                  .map(each -> MeetingPaper.plain(each.getKey(), each.getValue()))
                  .toList()
          : titles;
    }

    /** What stands in one paragraph of the record is numbered within it. */
    private List<Block> paragraphs(
        @Nullable String item,
        List<LogEntry> recorded,
        Map<LogEntry, Map<String, Map<String, String>>> texts,
        List<String> languages) {
      List<Block> blocks = new ArrayList<>();
      Map<String, Integer> sizes =
          recorded.stream()
              .flatMap(outcome -> Stream.ofNullable(outcome.paragraph()))
              .collect(Collectors.toMap(paragraph -> paragraph, any -> 1, Integer::sum));
      Map<String, Integer> reached = new TreeMap<>();
      int next = item == null ? 1 : firstFree(item, sizes.keySet());
      for (LogEntry outcome : recorded) {
        String paragraph = outcome.paragraph();
        String number;
        if (paragraph == null) {
          number = item == null ? String.valueOf(next++) : "%s.%d".formatted(item, next++);
        } else if (Objects.requireNonNull(sizes.get(paragraph)) == 1) {
          number = paragraph;
        } else {
          number = "%s (%d)".formatted(paragraph, reached.merge(paragraph, 1, Integer::sum));
        }
        blocks.add(MeetingPaper.said(number, ended(said(outcome))));
        quoted(blocks, Objects.requireNonNull(texts.get(outcome)), languages);
      }
      if (recorded.isEmpty()) {
        blocks.add(MeetingPaper.said("", "Nothing is recorded under this item."));
      }
      return blocks;
    }

    /** The first number of a paragraph of an item that is behind those recorded. */
    private static int firstFree(String item, Set<String> recorded) {
      Pattern numbered = Pattern.compile(Pattern.quote(item) + "\\.([0-9]{1,6}).*");
      return recorded.stream()
          .map(numbered::matcher)
          .filter(Matcher::matches)
          .mapToInt(matcher -> Integer.parseInt(matcher.group(1)) + 1)
          .max()
          .orElse(1);
    }

    private static void quoted(
        List<Block> blocks, Map<String, Map<String, String>> texts, List<String> languages) {
      texts.forEach(
          (provision, byLanguage) ->
              languages.stream()
                  .filter(byLanguage::containsKey)
                  .forEach(
                      lang ->
                          blocks.add(
                              new Paragraph(
                                  languages.size() > 1
                                      ? "%s, %s:".formatted(provision, lang)
                                      : provision + ":",
                                  true,
                                  MeetingPaper.plain(
                                      lang, Objects.requireNonNull(byLanguage.get(lang)))))));
    }

    /** The texts that an outcome brought about, by provision and language. */
    private Map<String, Map<String, String>> agreed(LogEntry outcome) {
      if (!(outcome.event() instanceof ProvisionallyAgreed wordless)
          || wordless.items().stream()
              .allMatch(item -> item.text().isEmpty() && item.inserted() == null)) {
        return Map.of();
      }
      ProvisionallyAgreed agreed =
          (ProvisionallyAgreed) wordings.of(outcome.aggregate()).apply(outcome.revision());
      Map<String, Map<String, String>> texts = new LinkedHashMap<>();
      for (AgreedItem item : agreed.items()) {
        Map<String, String> byLanguage = new TreeMap<>();
        (item.inserted() == null ? item.text() : item.inserted().text())
            .forEach((lang, change) -> byLanguage.put(lang, change.text()));
        texts.put(item.provisionId(), byLanguage);
      }
      return texts;
    }

    /** What was submitted of what outcomes introduced. */
    private Map<LogEntry, LogEntry> tabled() {
      Map<LogEntry, LogEntry> tabled = new LinkedHashMap<>();
      for (LogEntry outcome : outcomes) {
        if (outcome.event() instanceof ContributionIntroduced introduced) {
          entries.stream(outcome.stream(), known).stream()
              .filter(entry -> introduced.document().equals(document(entry)))
              .findFirst()
              .ifPresent(submitted -> tabled.put(outcome, submitted));
        }
      }
      return tabled;
    }

    private static @Nullable String document(LogEntry entry) {
      return switch (entry.event()) {
        case ContributionSubmitted e -> e.document();
        case ContributionRevised e -> e.document();
        default -> null;
      };
    }

    /** As a report has it, without a full stop. */
    private String said(LogEntry outcome) {
      LogEntry submitted = tabled.get(outcome);
      String sentence = Happening.of(outcome, entries, persons).sentence();
      if (submitted != null) {
        return switch (submitted.event()) {
          case ContributionSubmitted e -> introduced(e.submitter(), e.document(), e.title());
          case ContributionRevised e -> introduced(e.submitter(), e.document(), e.title());
          default -> sentence;
        };
      }
      return outcome.event() instanceof StatementRecorded
          ? sentence
          : "The meeting "
              + sentence.substring(0, 1).toLowerCase(Locale.ROOT)
              + sentence.substring(1);
    }

    private String introduced(String submitter, String document, Map<String, String> title) {
      String named =
          title.containsKey("en")
              ? title.get("en")
              : new TreeMap<>(title).values().stream().findFirst().orElse(null);
      return "%s introduced %s%s"
          .formatted(
              called(List.of(persons.person(submitter))),
              document,
              named == null ? "" : ", “%s”".formatted(named));
    }
  }

  private static boolean isDecision(LogEntry outcome) {
    return switch (outcome.event()) {
      case StatementRecorded ignored -> false;
      case ContributionIntroduced ignored -> false;
      case ActionRequested ignored -> false;
      default -> true;
    };
  }

  /** What an outcome was about, under the status that it has now. */
  private static List<Paragraph> standings(LogEntry outcome, Standings standings) {
    if (!outcome.stream().startsWith("plan:")) {
      return List.of();
    }
    Map<String, List<String>> byStatus = new LinkedHashMap<>();
    Standings.OfFramework framework = standings.framework(outcome.aggregate(), outcome.event());
    if (framework != null) {
      byStatus
          .computeIfAbsent(
              status(framework.status(), framework.effectiveStatus()), any -> new ArrayList<>())
          .add("framework " + framework.id());
    }
    for (Standings.OfProvision provision :
        standings.provisions(outcome.aggregate(), outcome.event())) {
      byStatus
          .computeIfAbsent(
              status(provision.status(), provision.effectiveStatus()), any -> new ArrayList<>())
          .add(provision.scope() == null ? provision.id() : "place of " + provision.id());
    }
    return byStatus.entrySet().stream()
        .map(
            each ->
                MeetingPaper.said(
                    "", "%s: %s".formatted(each.getKey(), String.join(", ", each.getValue()))))
        .toList();
  }

  private static String status(@Nullable Status decided, @Nullable Status effective) {
    if (decided == null || effective == null) {
      return "No longer in the draft";
    }
    String said = said(decided);
    said = said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1);
    return decided == effective ? said : "%s, counts as %s".formatted(said, said(effective));
  }

  private static String said(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static List<Part> table(List<Column> columns, List<List<List<Paragraph>>> rows) {
    return List.of(
        new Part(
            "",
            List.of(),
            List.of(
                rows.isEmpty()
                    ? MeetingPaper.said("", "None is recorded.")
                    : new Table(columns, rows))));
  }

  private static List<Paragraph> cell(String text) {
    return text.isEmpty() ? List.of() : List.of(MeetingPaper.said("", text));
  }

  private static String place(@Nullable String item, @Nullable String paragraph) {
    return paragraph != null ? paragraph : item == null ? "" : "item " + item;
  }

  private static String due(Actions.@Nullable Due due) {
    if (due == null) {
      return "";
    }
    String on = due.on() == null ? "" : due.on().toString();
    return due.meeting() == null ? on : "%s (%s)".formatted(on, due.meeting()).strip();
  }

  private static String called(List<Person> persons) {
    return persons.stream()
        .map(person -> person.name() == null ? person.id() : person.name())
        .collect(Collectors.joining(", "));
  }

  private static String ended(String sentence) {
    return sentence.isEmpty() || ".!?。؟".indexOf(sentence.charAt(sentence.length() - 1)) >= 0
        ? sentence
        : sentence + ".";
  }
}
