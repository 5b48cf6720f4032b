package org.planledger.query.amendment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.entry.LogEntryTable;
import org.planledger.query.entry.Taken;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of amendments: what an event changes in it, and the rows that there are. */
public final class AmendmentTable {
  /** Columns of the primary key. */
  public static final List<String> KEY = List.of("plan_id", "amendment_id");

  /** All columns, those of the key first. */
  public static final List<String> COLUMNS =
      List.of(
          "plan_id", "amendment_id", "provision_id", "state", "proposed", "worded", "settled_by");

  /** The events that make and change rows, by their stored types. */
  private static final Set<String> TYPES =
      Stream.of(
              AmendmentProposed.class,
              AmendmentRevised.class,
              AmendmentWithdrawn.class,
              AmendmentDeclined.class,
              ProvisionallyAgreed.class)
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  private static final String PLAN = "plan:";

  private final JdbcClient database;
  private final LogEntryTable entries;
  private final String name;

  /**
   * The table of a name.
   *
   * @param entries tells what was taken, of which this table is made
   */
  public AmendmentTable(JdbcClient database, LogEntryTable entries, String name) {
    this.database = database;
    this.entries = entries;
    this.name = name;
  }

  /**
   * What became of an amendment.
   *
   * @param proposed revision of the plan, as are the following
   * @param worded of its present wording
   * @param settledBy of the outcome; null: it is pending
   */
  public record Row(
      String amendmentId,
      String provisionId,
      String state,
      long proposed,
      long worded,
      @Nullable Long settledBy) {}

  /** What an event does to one amendment. */
  private sealed interface Change {
    String amendmentId();

    /** The row after it; null: there is none, as there was none before. */
    @Nullable Row after(@Nullable Row before, long revision);

    record Proposed(String amendmentId, String provisionId) implements Change {
      @Override
      public Row after(@Nullable Row before, long revision) {
        return new Row(
            amendmentId, provisionId, name(Amendment.State.PENDING), revision, revision, null);
      }
    }

    record Reworded(String amendmentId, String provisionId) implements Change {
      @Override
      public @Nullable Row after(@Nullable Row before, long revision) {
        return before == null
            ? null
            : new Row(
                amendmentId,
                provisionId,
                before.state(),
                before.proposed(),
                revision,
                before.settledBy());
      }
    }

    record Settled(String amendmentId, Amendment.State state) implements Change {
      @Override
      public @Nullable Row after(@Nullable Row before, long revision) {
        return before == null
            ? null
            : new Row(
                amendmentId,
                before.provisionId(),
                name(state),
                before.proposed(),
                before.worded(),
                revision);
      }
    }
  }

  private static List<Change> changes(PlanEvent event) {
    return switch (event) {
      case AmendmentProposed e ->
          List.of(new Change.Proposed(e.amendmentId(), e.proposal().provisionId()));
      case AmendmentRevised e ->
          List.of(new Change.Reworded(e.amendmentId(), e.proposal().provisionId()));
      case AmendmentWithdrawn e ->
          List.of(new Change.Settled(e.amendmentId(), Amendment.State.WITHDRAWN));
      case AmendmentDeclined e ->
          List.of(new Change.Settled(e.amendmentId(), Amendment.State.DECLINED));
      case ProvisionallyAgreed e -> {
        List<Change> settled = new ArrayList<>();
        for (AgreedItem item : e.items()) {
          Amendment.State state =
              item.asModified() ? Amendment.State.AGREED_AS_MODIFIED : Amendment.State.AGREED;
          item.amendments().forEach(id -> settled.add(new Change.Settled(id, state)));
        }
        yield settled;
      }
      default -> List.of();
    };
  }

  /** The rows of one plan that its events make, held in memory. */
  public static final class Told {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** Takes the next event of the plan; one that was annulled is left out. */
    public void take(long revision, PlanEvent event) {
      for (Change change : changes(event)) {
        rows.compute(change.amendmentId(), (same, row) -> change.after(row, revision));
      }
    }

    /** The rows by the ids of amendments. */
    public Map<String, Row> rows() {
      return Map.copyOf(rows);
    }
  }

  /** Takes the next event of the log, in the order of its stream. */
  public void take(Taken taken) {
    if (taken.event() instanceof RecordCorrected correction) {
      boolean concerned =
          correction.annul()
              && entries
                  .event(taken.stream(), correction.revision())
                  .filter(annulled -> !changes((PlanEvent) annulled.event()).isEmpty())
                  .isPresent();
      if (concerned) {
        tellAgain(correction.planId(), taken.revision());
      }
    } else if (taken.event() instanceof PlanEvent event) {
      for (Change change : changes(event)) {
        Row before = find(event.planId(), change.amendmentId());
        Row after = change.after(before, taken.revision());
        if (before == null && after != null) {
          insert(event.planId(), after);
        } else if (after != null) {
          update(event.planId(), after);
        }
      }
    }
  }

  /**
   * Takes an event that was passed over.
   *
   * @param last the last revision of its stream that was taken
   */
  public void takeLate(Taken late, long last) {
    if (late.event() instanceof PlanEvent event) {
      tellAgain(event.planId(), last);
    }
  }

  /** Lets go of the rows of the plan that a stream is of. */
  public void remove(String stream) {
    if (stream.startsWith(PLAN)) {
      database
          .sql("DELETE FROM %s WHERE plan_id = ?".formatted(name))
          .param(stream.substring(PLAN.length()))
          .update();
    }
  }

  /** Makes the rows of a plan anew, from its events up to a revision that were not annulled. */
  private void tellAgain(String planId, long upTo) {
    String stream = PLAN + planId;
    Set<Long> annulled = new HashSet<>();
    entries.forEach(
        stream,
        Set.of(RecordCorrected.class.getSimpleName()),
        -1,
        upTo,
        taken -> {
          if (taken.event() instanceof RecordCorrected by && by.annul()) {
            annulled.add(by.revision());
          }
        });
    Told told = new Told();
    entries.forEach(
        stream,
        TYPES,
        -1,
        upTo,
        taken -> {
          if (!annulled.contains(taken.revision())) {
            told.take(taken.revision(), (PlanEvent) taken.event());
          }
        });
    database.sql("DELETE FROM %s WHERE plan_id = ?".formatted(name)).param(planId).update();
    told.rows().values().forEach(row -> insert(planId, row));
  }

  private @Nullable Row find(String planId, String amendmentId) {
    return database
        .sql(
            "SELECT amendment_id, provision_id, state, proposed, worded, settled_by FROM %s WHERE plan_id = ? AND amendment_id = ?"
                .formatted(name))
        .params(planId, amendmentId)
        .query(AmendmentTable::row)
        .optional()
        .orElse(null);
  }

  private void update(String planId, Row row) {
    database
        .sql(
            """
            UPDATE %s SET provision_id = ?, state = ?, proposed = ?, worded = ?, settled_by = ?
            WHERE plan_id = ? AND amendment_id = ?\
            """
                .formatted(name))
        .params(
            Arrays.asList(
                row.provisionId(),
                row.state(),
                row.proposed(),
                row.worded(),
                row.settledBy(),
                planId,
                row.amendmentId()))
        .update();
  }

  private void insert(String planId, Row row) {
    database
        .sql(
            "INSERT INTO %s (%s) VALUES (?, ?, ?, ?, ?, ?, ?)"
                .formatted(name, String.join(", ", COLUMNS)))
        .params(
            Arrays.asList(
                planId,
                row.amendmentId(),
                row.provisionId(),
                row.state(),
                row.proposed(),
                row.worded(),
                row.settledBy()))
        .update();
  }

  /** The rows of a plan, as they are. */
  public List<Row> stored(String planId, int limit) {
    return database
        .sql(
            """
            SELECT amendment_id, provision_id, state, proposed, worded, settled_by FROM %s
            WHERE plan_id = ? ORDER BY amendment_id LIMIT ?\
            """
                .formatted(name))
        .params(planId, limit)
        .query(AmendmentTable::row)
        .list();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getObject(6, Long.class));
  }

  /** Plans that have rows, and are none of the log. */
  public List<String> strangers(int limit) {
    return database
        .sql(
            """
            SELECT DISTINCT plan_id FROM %s a WHERE NOT EXISTS
              (SELECT 1 FROM domain_event d WHERE d.aggregate_id = 'plan:' || a.plan_id) LIMIT ?\
            """
                .formatted(name))
        .param(limit)
        .query(String.class)
        .list();
  }

  /** A state as the interface knows it. */
  static String name(Amendment.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
