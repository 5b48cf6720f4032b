package org.planledger.query.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.Vocabulary;
import org.planledger.log.Event;
import org.planledger.operation.command.RebuildProjection;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.DeadLetters;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the entries of the log as they were known. Annulled ones are among them, and say so. */
public final class LogEntries {
  /** The processing group that writes what is read here. */
  public static final String GROUP = RebuildProjection.LISTS;

  private static final int IDS_PER_QUESTION = 500;
  private static final String KNOWN =
      "SELECT * FROM log_entry WHERE known_from <= :known AND known_until > :known AND ";
  private static final Map<String, Class<? extends Event>> TYPES =
      Vocabulary.EVENTS.stream()
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private final JdbcClient database;
  private final ObjectMapper json;
  private final DeadLetters letters;

  /** Reads payloads with this mapper. */
  public LogEntries(JdbcClient database, ObjectMapper json, DeadLetters letters) {
    this.database = database;
    this.json = json;
    this.letters = letters;
  }

  /**
   * Refuses a plan of which nothing was known.
   *
   * @throws Refused 404
   */
  public void requirePlan(String planId, Known known) {
    require("plan", planId, known);
  }

  /**
   * Refuses a meeting of which nothing was known.
   *
   * @throws Refused 404
   */
  public void requireMeeting(String meetingId, Known known) {
    require("meeting", meetingId, known);
  }

  private void require(String what, String id, Known known) {
    if (find(what + ":" + id, 0, known).isEmpty()) {
      throw missing(what, id);
    }
  }

  /**
   * Why there is nothing in the lists of what a stream tells of.
   *
   * @param what the kind of its aggregate, such as {@code plan}
   */
  public Refused missing(String what, String id) {
    return letters
        .first(GROUP, what + ":" + id)
        .filter(letter -> letter.revision() == 0)
        .map(LogEntries::waiting)
        .orElseGet(() -> Refused.notFound(what, id));
  }

  /** Refuses what needs an event that waits in the dead letters. */
  public static Refused waiting(DeadLetters.Letter letter) {
    return new Refused(
        ProblemType.UNAVAILABLE,
        "This cannot be told at the moment: event %s of %s waits in the dead letters. Tell the operator; /api/operations/dead-letters says why."
            .formatted(letter.event(), letter.sequence()),
        Map.of(
            "group",
            letter.group(),
            "sequence",
            letter.sequence(),
            "event",
            letter.event(),
            "revision",
            letter.revision()));
  }

  /** One event of a stream. */
  public Optional<LogEntry> find(String stream, long revision, Known known) {
    return select(
            "stream = :stream AND revision = :revision",
            known,
            Map.of("stream", stream, "revision", revision))
        .stream()
        .findFirst();
  }

  /** What an event of a stream said as it was first recorded. */
  public LogEntry original(String stream, long revision) {
    return database
        .sql("SELECT * FROM log_entry WHERE stream = ? AND revision = ? AND version = 0")
        .params(stream, revision)
        .query(this::entry)
        .single();
  }

  /** What an event first said in the fields that a correction sets. */
  public Map<String, Object> original(String stream, long revision, Object set) {
    Map<String, Object> was = new TreeMap<>(fields(original(stream, revision).event()));
    was.keySet().retainAll(fields(set).keySet());
    return was;
  }

  private Map<String, Object> fields(Object recorded) {
    return json.convertValue(recorded, new TypeReference<Map<String, Object>>() {});
  }

  /** Events of a stream, by revision. */
  public Map<Long, LogEntry> find(String stream, Collection<Long> revisions) {
    return inParts(
            revisions,
            part ->
                select(
                    "stream = :stream AND revision IN (:revisions)",
                    Known.NOW,
                    Map.of("stream", stream, "revisions", part)))
        .collect(Collectors.toMap(LogEntry::revision, Function.identity()));
  }

  /** The events of a stream, in the order of the log. */
  public List<LogEntry> stream(String stream, Known known) {
    return select("stream = :stream ORDER BY revision", known, Map.of("stream", stream));
  }

  /** The events of some streams, each in the order of the log. */
  public List<LogEntry> streams(Collection<String> streams, Known known) {
    return inParts(
            streams,
            part ->
                select("stream IN (:streams) ORDER BY revision", known, Map.of("streams", part)))
        .toList();
  }

  /** The events of some types in a stream, in the order of the log. */
  public List<LogEntry> ofTypes(
      String stream, Collection<? extends Class<? extends Event>> types, Known known) {
    return select(
        "stream = :stream AND type IN (:types) ORDER BY revision",
        known,
        Map.of("stream", stream, "types", names(types)));
  }

  /** The events of some types in all streams, in the order of the log. */
  public List<LogEntry> ofTypes(Collection<? extends Class<? extends Event>> types, Known known) {
    return select("type IN (:types) ORDER BY position", known, Map.of("types", names(types)));
  }

  /** What was decided at a meeting, in all streams, in the order of the log. */
  public List<LogEntry> ofMeeting(String meetingId, Known known) {
    return select("meeting_id = :meeting ORDER BY position", known, Map.of("meeting", meetingId));
  }

  /** Each day and item under which a meeting decided something that stands. */
  public List<Sitting> sittings() {
    return database
        .sql(
            """
            SELECT DISTINCT meeting_id, agenda_item, decided_on FROM log_entry
            WHERE meeting_id IS NOT NULL AND known_until = :always AND NOT annulled
            ORDER BY meeting_id, decided_on, agenda_item\
            """)
        .param("always", Known.ALWAYS)
        .query(
            (row, number) ->
                new Sitting(row.getString(1), row.getString(2), row.getObject(3, LocalDate.class)))
        .list();
  }

  /** A day, and an item of an agenda, null: none, under which a meeting decided something. */
  public record Sitting(String meetingId, @Nullable String agendaItem, LocalDate on) {}

  /**
   * A page of the events of a plan in decided order: by day, the opening first, then by revision.
   *
   * @param after the entry before the page; null: from the start
   */
  public List<LogEntry> decided(String stream, Known known, @Nullable LogEntry after, int limit) {
    Map<String, Object> values = new HashMap<>(Map.of("stream", stream, "limit", limit));
    String where = "stream = :stream";
    if (after != null) {
      where += " AND revision > 0";
      if (after.revision() > 0) {
        where += " AND (decided_on, revision) > (:day, :revision)";
        values.put("day", after.on());
        values.put("revision", after.revision());
      }
    }
    return select(
        where
            + " ORDER BY CASE WHEN revision = 0 THEN 0 ELSE 1 END, decided_on, revision"
            + " LIMIT :limit",
        known,
        values);
  }

  /** A page of the events of a plan in the order of the log. */
  public List<LogEntry> logged(String stream, Known known, long afterRevision, int limit) {
    return select(
        "stream = :stream AND revision > :after ORDER BY revision LIMIT :limit",
        known,
        Map.of("stream", stream, "after", afterRevision, "limit", limit));
  }

  /** The last revision of a stream of which something was known. */
  public long lastRevision(String stream, Known known) {
    return database
        .sql(
            """
            SELECT MAX(revision) FROM log_entry
            WHERE stream = :stream AND known_from <= :known AND known_until > :known\
            """)
        .param("stream", stream)
        .param("known", known.nanos())
        .query(Long.class)
        .single();
  }

  private List<LogEntry> select(String where, Known known, Map<String, ?> values) {
    return database
        .sql(KNOWN + where)
        .param("known", known.nanos())
        .params(values)
        .query(this::entry)
        .list();
  }

  private static <T> Stream<LogEntry> inParts(
      Collection<T> ids, Function<List<T>, List<LogEntry>> question) {
    List<T> all = ids.stream().distinct().toList();
    List<LogEntry> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_PER_QUESTION) {
      found.addAll(
          question.apply(all.subList(from, Math.min(from + IDS_PER_QUESTION, all.size()))));
    }
    return found.stream();
  }

  private static List<String> names(Collection<? extends Class<? extends Event>> types) {
    return types.stream().map(Class::getSimpleName).toList();
  }

  private LogEntry entry(ResultSet row, int number) throws SQLException {
    return new LogEntry(
        row.getString("stream"),
        row.getLong("revision"),
        row.getLong("position"),
        Known.instant(row.getLong("recorded_at")),
        event(row.getString("type"), row.getString("payload")),
        row.getObject("decided_on", LocalDate.class),
        row.getString("meeting_id"),
        row.getString("agenda_item"),
        row.getString("paragraph"),
        row.getBoolean("annulled"),
        row.getObject("corrected_by", Long.class),
        row.getString("correction_reason"),
        row.getString("actor"),
        row.getString("on_behalf_of"));
  }

  private Event event(String type, String payload) {
    Class<? extends Event> known = TYPES.get(type);
    if (known == null) {
      throw new IllegalStateException("The lists hold an unknown event: " + type);
    }
    try {
      return json.readValue(payload, known);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The lists hold a damaged event: " + type, e);
    }
  }
}
