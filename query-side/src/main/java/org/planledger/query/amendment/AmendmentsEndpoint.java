package org.planledger.query.amendment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.plan.Amendment;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.agreement.Rebase;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.TextChange;
import org.planledger.query.entry.Asked;
import org.planledger.query.entry.Happening;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers which amendments were proposed to a plan, and what became of each. */
@RestController
@Reads({LogEntries.GROUP, Histories.GROUP})
public final class AmendmentsEndpoint {
  private static final List<String> STATES =
      Arrays.stream(Amendment.State.values()).map(AmendmentTable::name).toList();

  private final JdbcClient database;
  private final LogEntries entries;
  private final Histories histories;
  private final Wordings wordings;
  private final People people;

  /** Answers from these entries, with the words of these proposals. */
  public AmendmentsEndpoint(
      JdbcClient database,
      LogEntries entries,
      Histories histories,
      Wordings wordings,
      People people) {
    this.database = database;
    this.entries = entries;
    this.histories = histories;
    this.wordings = wordings;
    this.people = people;
  }

  /** The amendments of a plan, in the order in which they were proposed. */
  record All(String plan, List<One> amendments) {}

  /**
   * An amendment.
   *
   * @param change {@code text}, {@code insert}, {@code remove} or {@code move}
   * @param text the whole text proposed, by language, or in the one language asked for
   * @param heading likewise
   * @param place of an insertion or a move
   * @param revision of the plan's event that proposed it
   * @param revised its present wording, if it is another than the first
   * @param rebase how a pending one stands to the draft in force
   * @param outcome null while it is pending
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record One(
      String id,
      String provision,
      String change,
      @Nullable String kind,
      Person proposer,
      @Nullable String contribution,
      @Nullable String document,
      @Nullable String rationale,
      long baseRevision,
      @Nullable Object text,
      @Nullable Object heading,
      @Nullable Place place,
      String status,
      long revision,
      LocalDate on,
      Instant recordedAt,
      @Nullable Moment revised,
      Rebase.@Nullable State rebase,
      @Nullable Outcome outcome,
      List<Deferral> deferred) {}

  /** When something was recorded, and for which day. */
  record Moment(long revision, LocalDate on, Instant recordedAt) {}

  /** What settled an amendment. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outcome(
      String event,
      long revision,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Instant recordedAt,
      @Nullable String reason,
      Happening.@Nullable Corrected corrected) {}

  /** A meeting put the provision off while the amendment was pending. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Deferral(
      long revision,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      @Nullable String until,
      @Nullable String reason) {}

  private record Row(
      String id,
      String provision,
      String state,
      long proposed,
      long worded,
      @Nullable Long settledBy) {}

  /** What a proposal says, in full. */
  private record Proposed(
      String change,
      @Nullable String kind,
      Map<String, String> text,
      Map<String, String> heading,
      @Nullable Place place) {}

  @GetMapping("/api/plans/{plan}/amendments")
  All amendments(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String provision,
      @RequestParam(required = false) @Nullable String lang) {
    Asked.oneOf("status", status, STATES);
    entries.requirePlan(plan, Known.NOW);
    List<Row> rows = rows(plan, status, provision);
    Set<Long> revisions = new HashSet<>();
    for (Row row : rows) {
      revisions.add(row.proposed());
      revisions.add(row.worded());
      if (row.settledBy() != null) {
        revisions.add(row.settledBy());
      }
    }
    String stream = "plan:" + plan;
    Map<Long, LogEntry> events = entries.find(stream, revisions);
    List<LogEntry> deferrals =
        entries.ofTypes(stream, Set.of(ProvisionDeferred.class), Known.NOW).stream()
            .filter(entry -> !entry.annulled())
            .toList();
    Persons persons = Persons.of(people, events.values());
    PlanHistory history = histories.plan(plan);
    Function<Long, PlanEvent> words = wordings.of(plan);
    return new All(
        plan,
        rows.stream()
            .map(row -> one(row, events, deferrals, persons, words, history, lang))
            .toList());
  }

  private List<Row> rows(String plan, @Nullable String status, @Nullable String provision) {
    Map<String, Object> values = new HashMap<>(Map.of("plan", plan));
    String where = "plan_id = :plan";
    if (status != null) {
      where += " AND state = :state";
      values.put("state", status);
    }
    if (provision != null) {
      where += " AND provision_id = :provision";
      values.put("provision", provision);
    }
    return database
        .sql("SELECT * FROM amendment WHERE " + where + " ORDER BY proposed")
        .params(values)
        .query(AmendmentsEndpoint::row)
        .list();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString("amendment_id"),
        row.getString("provision_id"),
        row.getString("state"),
        row.getLong("proposed"),
        row.getLong("worded"),
        row.getObject("settled_by", Long.class));
  }

  private One one(
      Row row,
      Map<Long, LogEntry> events,
      List<LogEntry> deferrals,
      Persons persons,
      Function<Long, PlanEvent> words,
      PlanHistory history,
      @Nullable String lang) {
    LogEntry first = entry(events, row.proposed());
    LogEntry last = entry(events, row.worded());
    LogEntry settled = row.settledBy() == null ? null : entry(events, row.settledBy());
    AmendmentRevised now = present(words.apply(row.worded()));
    Proposed proposed = proposed(now.proposal());
    return new One(
        row.id(),
        row.provision(),
        proposed.change(),
        proposed.kind(),
        persons.person(((AmendmentProposed) first.event()).proposer()),
        now.contributionId(),
        now.document(),
        now.rationale(),
        now.baseRevision(),
        in(lang, proposed.text()),
        in(lang, proposed.heading()),
        proposed.place(),
        row.state(),
        first.revision(),
        first.on(),
        first.recordedAt(),
        row.proposed() == row.worded()
            ? null
            : new Moment(last.revision(), last.on(), last.recordedAt()),
        settled == null ? standing(row, history) : null,
        settled == null ? null : outcome(settled),
        deferred(row, first, settled, deferrals));
  }

  /** Lists and texts follow the log each on its own: what is not pending in both has none. */
  private static Rebase.@Nullable State standing(Row row, PlanHistory history) {
    return history
        .amendments()
        .find(row.id())
        .filter(Amendment::pending)
        .map(amendment -> Rebase.of(history, amendment, history.lastDecided().on()).state())
        .orElse(null);
  }

  /** A proposal as if it were made anew. */
  static AmendmentRevised present(PlanEvent wording) {
    return switch (wording) {
      case AmendmentRevised e -> e;
      case AmendmentProposed e ->
          new AmendmentRevised(
              e.planId(),
              e.amendmentId(),
              e.baseRevision(),
              e.proposal(),
              e.contributionId(),
              e.document(),
              e.rationale(),
              e.on());
      default -> throw new IllegalStateException("%s is no proposal".formatted(wording.name()));
    };
  }

  private static LogEntry entry(Map<Long, LogEntry> events, long revision) {
    return Objects.requireNonNull(events.get(revision), "no entry of revision " + revision);
  }

  private static @Nullable Object in(@Nullable String lang, Map<String, String> byLanguage) {
    if (byLanguage.isEmpty()) {
      return null;
    }
    return lang == null ? byLanguage : byLanguage.get(lang);
  }

  private static Proposed proposed(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Rewording e -> {
        Map<String, String> headings = new TreeMap<>();
        e.heading().forEach((language, change) -> headings.put(language, change.to()));
        yield new Proposed("text", null, texts(e.text()), headings, null);
      }
      case Proposal.Insertion e -> {
        NewProvision added = e.provision();
        yield new Proposed(
            "insert", added.kind(), texts(added.text()), added.heading(), added.place());
      }
      case Proposal.Removal e -> new Proposed("remove", null, Map.of(), Map.of(), null);
      case Proposal.Move e -> new Proposed("move", null, Map.of(), Map.of(), e.place());
    };
  }

  private static Map<String, String> texts(Map<String, TextChange> changes) {
    Map<String, String> texts = new TreeMap<>();
    changes.forEach((language, change) -> texts.put(language, change.text()));
    return texts;
  }

  private Outcome outcome(LogEntry settled) {
    return new Outcome(
        settled.event().name(),
        settled.revision(),
        settled.meetingId(),
        settled.agendaItem(),
        settled.paragraph(),
        settled.on(),
        settled.recordedAt(),
        switch (settled.event()) {
          case AmendmentDeclined e -> e.reason();
          case AmendmentWithdrawn e -> e.reason();
          default -> null;
        },
        Happening.corrected(settled, entries));
  }

  private static List<Deferral> deferred(
      Row row, LogEntry proposed, @Nullable LogEntry settled, List<LogEntry> deferrals) {
    return deferrals.stream()
        .filter(
            entry ->
                entry.event() instanceof ProvisionDeferred e
                    && e.provisionId().equals(row.provision())
                    && !entry.on().isBefore(proposed.on())
                    && (settled == null || !entry.on().isAfter(settled.on())))
        .map(
            entry -> {
              ProvisionDeferred e = (ProvisionDeferred) entry.event();
              return new Deferral(
                  entry.revision(),
                  entry.meetingId(),
                  entry.agendaItem(),
                  entry.paragraph(),
                  entry.on(),
                  e.untilMeetingId(),
                  e.reason());
            })
        .toList();
  }
}
