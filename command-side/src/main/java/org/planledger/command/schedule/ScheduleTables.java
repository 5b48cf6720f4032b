package org.planledger.command.schedule;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of what is scheduled. */
final class ScheduleTables {
  private final JdbcClient database;

  ScheduleTables(JdbcClient database) {
    this.database = database;
  }

  /** A draft that is still to be issued. */
  record Scheduled(String planId, String deadlineId, String meetingId) {}

  /** Whether anything is scheduled at all. */
  boolean isUsed() {
    return database
        .sql("SELECT 1 FROM schedule LIMIT 1")
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** The ids of the schedules of a plan. */
  List<String> ofPlan(String planId) {
    return database
        .sql("SELECT deadline_id FROM schedule WHERE plan_id = ?")
        .param(planId)
        .query(String.class)
        .list();
  }

  /** Puts a schedule in the place of the one that has its id. */
  void put(String planId, String deadlineId, @Nullable String body) {
    if (put(
            "UPDATE schedule SET body = :body WHERE plan_id = :plan AND deadline_id = :id",
            planId,
            deadlineId,
            body)
        == 0) {
      put(
          "INSERT INTO schedule (plan_id, deadline_id, body) VALUES (:plan, :id, :body)",
          planId,
          deadlineId,
          body);
    }
  }

  private int put(String statement, String planId, String deadlineId, @Nullable String body) {
    return database
        .sql(statement)
        .param("plan", planId)
        .param("id", deadlineId)
        .param("body", body)
        .update();
  }

  void remove(String planId, String deadlineId) {
    database
        .sql("DELETE FROM schedule WHERE plan_id = ? AND deadline_id = ?")
        .params(planId, deadlineId)
        .update();
  }

  /** The schedules by which a draft is due at the close of a meeting of a body. */
  List<Scheduled> ofBody(String body, String meetingId) {
    return database
        .sql(
            "SELECT plan_id, deadline_id FROM schedule WHERE body = ? ORDER BY plan_id,"
                + " deadline_id")
        .param(body)
        .query((row, number) -> new Scheduled(row.getString(1), row.getString(2), meetingId))
        .list();
  }

  private static final String DRAFT =
      "SELECT plan_id, deadline_id, meeting_id FROM scheduled_draft ";

  List<Scheduled> ofSchedule(String planId, String deadlineId) {
    return drafts("WHERE plan_id = ? AND deadline_id = ?", planId, deadlineId);
  }

  List<Scheduled> ofMeeting(String meetingId) {
    return drafts("WHERE meeting_id = ?", meetingId);
  }

  /** Those that are due by now, the first of them first. */
  List<Scheduled> due(Instant now) {
    return drafts(
        "WHERE due_at <= ? ORDER BY due_at, plan_id, deadline_id, meeting_id",
        now.atOffset(ZoneOffset.UTC));
  }

  private List<Scheduled> drafts(String which, Object... parameters) {
    return database
        .sql(DRAFT + which)
        .params(parameters)
        .query((row, number) -> new Scheduled(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }

  /** Notes when a draft is due; null: that is not known yet. */
  void put(Scheduled draft, @Nullable Instant due) {
    if (put(
            "UPDATE scheduled_draft SET due_at = :due WHERE plan_id = :plan AND deadline_id = :id"
                + " AND meeting_id = :meeting",
            draft,
            due)
        == 0) {
      put(
          "INSERT INTO scheduled_draft (plan_id, deadline_id, meeting_id, due_at) VALUES (:plan,"
              + " :id, :meeting, :due)",
          draft,
          due);
    }
  }

  private int put(String statement, Scheduled draft, @Nullable Instant due) {
    return database
        .sql(statement)
        .param("plan", draft.planId())
        .param("id", draft.deadlineId())
        .param("meeting", draft.meetingId())
        .param("due", due == null ? null : due.atOffset(ZoneOffset.UTC))
        .update();
  }

  void remove(Scheduled draft) {
    database
        .sql("DELETE FROM scheduled_draft WHERE plan_id = ? AND deadline_id = ? AND meeting_id = ?")
        .params(draft.planId(), draft.deadlineId(), draft.meetingId())
        .update();
  }
}
