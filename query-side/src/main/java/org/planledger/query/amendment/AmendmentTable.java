package org.planledger.query.amendment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of amendments: what an event changes in it, and the rows that there are. */
public final class AmendmentTable {
  private final JdbcClient database;

  /** The table in a database. */
  public AmendmentTable(JdbcClient database) {
    this.database = database;
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
    record Proposed(String amendmentId, String provisionId) implements Change {}

    record Reworded(String amendmentId, String provisionId) implements Change {}

    record Settled(String amendmentId, Amendment.State state) implements Change {}
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
        switch (change) {
          case Change.Proposed(String id, String provision) ->
              rows.put(
                  id,
                  new Row(id, provision, name(Amendment.State.PENDING), revision, revision, null));
          case Change.Reworded(String id, String provision) ->
              rows.computeIfPresent(
                  id,
                  (same, row) ->
                      new Row(
                          id, provision, row.state(), row.proposed(), revision, row.settledBy()));
          case Change.Settled(String id, Amendment.State state) ->
              rows.computeIfPresent(
                  id,
                  (same, row) ->
                      new Row(
                          id,
                          row.provisionId(),
                          name(state),
                          row.proposed(),
                          row.worded(),
                          revision));
        }
      }
    }

    /** The rows, by amendment. */
    public Map<String, Row> rows() {
      return rows;
    }
  }

  void take(String planId, long revision, PlanEvent event) {
    for (Change change : changes(event)) {
      switch (change) {
        case Change.Proposed(String id, String provision) ->
            database
                .sql(
                    """
                    INSERT INTO amendment (plan_id, amendment_id, provision_id, state, proposed, worded)
                    VALUES (?, ?, ?, ?, ?, ?)\
                    """)
                .params(planId, id, provision, name(Amendment.State.PENDING), revision, revision)
                .update();
        case Change.Reworded(String id, String provision) ->
            database
                .sql(
                    """
                    UPDATE amendment SET provision_id = ?, worded = ?
                    WHERE plan_id = ? AND amendment_id = ?\
                    """)
                .params(provision, revision, planId, id)
                .update();
        case Change.Settled(String id, Amendment.State state) ->
            database
                .sql(
                    """
                    UPDATE amendment SET state = ?, settled_by = ?
                    WHERE plan_id = ? AND amendment_id = ?\
                    """)
                .params(name(state), revision, planId, id)
                .update();
      }
    }
  }

  void clear(String planId) {
    database.sql("DELETE FROM amendment WHERE plan_id = ?").param(planId).update();
  }

  void clear() {
    database.sql("DELETE FROM amendment").update();
  }

  /** The rows of a plan, as they are. */
  public List<Row> stored(String planId, int limit) {
    return database
        .sql(
            """
            SELECT amendment_id, provision_id, state, proposed, worded, settled_by FROM amendment
            WHERE plan_id = ? ORDER BY amendment_id LIMIT ?\
            """)
        .params(planId, limit)
        .query(
            (row, number) ->
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getObject(6, Long.class)))
        .list();
  }

  /** Plans that have rows, and are none of the log. */
  public List<String> strangers(int limit) {
    return database
        .sql(
            """
            SELECT DISTINCT plan_id FROM amendment a WHERE NOT EXISTS
              (SELECT 1 FROM domain_event d WHERE d.aggregate_id = 'plan:' || a.plan_id) LIMIT ?\
            """)
        .param(limit)
        .query(String.class)
        .list();
  }

  /** A state as the interface knows it. */
  static String name(Amendment.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
