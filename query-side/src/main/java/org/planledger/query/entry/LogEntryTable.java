package org.planledger.query.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.meeting.Corrections;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.plan.RecordFields;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.store.StoredEvent;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of entries: which rows an event makes, and those that there are. A row is a map by
 * column.
 */
public final class LogEntryTable {
  /** Events that have another one's rows changed, by their stored types. */
  public static final Set<String> CORRECTIONS =
      Set.of(RecordCorrected.class.getSimpleName(), MeetingRecordCorrected.class.getSimpleName());

  /** Events that make no rows, by their stored types: others that need them say the same. */
  public static final Set<String> LEFT_OUT = Set.of(DocumentNumberUsed.class.getSimpleName());

  /** Columns of the primary key. */
  public static final List<String> KEY = List.of("stream", "revision", "version");

  private static final Map<String, Class<?>> COLUMNS = columns();

  private final JdbcClient database;
  private final JdbcTemplate batches;
  private final LogReader log;
  private final ObjectMapper json;
  private final String name;
  private final String insertion;

  /**
   * The table of a name.
   *
   * @param json writes payloads
   */
  public LogEntryTable(
      JdbcClient database, JdbcTemplate batches, LogReader log, ObjectMapper json, String name) {
    this.database = database;
    this.batches = batches;
    this.log = log;
    this.json = json;
    this.name = name;
    this.insertion =
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                name,
                String.join(", ", COLUMNS.keySet()),
                String.join(", ", Collections.nCopies(COLUMNS.size(), "?")));
  }

  /** All columns, those of the key first. */
  public static List<String> columnNames() {
    return List.copyOf(COLUMNS.keySet());
  }

  private static Map<String, Class<?>> columns() {
    Map<String, Class<?>> columns = new LinkedHashMap<>();
    columns.put("stream", String.class);
    columns.put("revision", Long.class);
    columns.put("version", Integer.class);
    columns.put("known_from", Long.class);
    columns.put("known_until", Long.class);
    columns.put("position", Long.class);
    columns.put("type", String.class);
    columns.put("recorded_at", Long.class);
    columns.put("decided_on", LocalDate.class);
    columns.put("meeting_id", String.class);
    columns.put("agenda_item", String.class);
    columns.put("paragraph", String.class);
    columns.put("annulled", Boolean.class);
    columns.put("corrected_by", Long.class);
    columns.put("correction_reason", String.class);
    columns.put("actor", String.class);
    columns.put("on_behalf_of", String.class);
    columns.put("payload", String.class);
    return Collections.unmodifiableMap(columns);
  }

  /** The first revision that was taken of an event and those after it in its stream, if any was. */
  public OptionalLong atOrAfter(Taken event) {
    return database
        .sql(
            "SELECT revision FROM %s WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT 1"
                .formatted(name))
        .params(event.stream(), event.revision())
        .query(Long.class)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** The last revision of a stream that was taken; -1: none was. */
  public long last(String stream) {
    return database
        .sql("SELECT coalesce(max(revision), -1) FROM %s WHERE stream = ?".formatted(name))
        .param(stream)
        .query(Long.class)
        .single();
  }

  /** The streams that have events without a row, among those up to a position. */
  public List<String> incomplete(long upTo) {
    return database
        .sql(
            """
            SELECT DISTINCT aggregate_id FROM domain_event e
            WHERE global_index <= :upTo AND payload_type NOT IN (:leftOut)
              AND NOT EXISTS (SELECT 1 FROM %s l WHERE l.stream = e.aggregate_id
                AND l.revision = e.sequence_number AND l.version = 0)\
            """
                .formatted(name))
        .param("upTo", upTo)
        .param("leftOut", LEFT_OUT)
        .query(String.class)
        .list();
  }

  /** Lets go of the rows of a stream. */
  public void remove(String stream) {
    database.sql("DELETE FROM %s WHERE stream = ?".formatted(name)).param(stream).update();
  }

  /** An event of a stream, unless it was not taken. */
  public Optional<Taken> event(String stream, long revision) {
    return taken(log.rows(stream, revision)).stream().findFirst().map(log::read);
  }

  /**
   * Reads from the log those events of some types in a stretch of a stream that were taken, in its
   * order, page by page.
   *
   * @param after the last revision not wanted
   * @param upTo the last one wanted
   */
  public void forEach(
      String stream, Collection<String> types, long after, long upTo, Consumer<Taken> use) {
    log.forEachPage(
        stream, types, after, upTo, page -> taken(page).forEach(row -> use.accept(log.read(row))));
  }

  /** Those of some events of a stream that were taken: others were passed over or given up. */
  private List<StoredEvent> taken(List<StoredEvent> events) {
    if (events.isEmpty()) {
      return events;
    }
    Set<Long> held =
        new HashSet<>(
            database
                .sql(
                    "SELECT revision FROM %s WHERE stream = :stream AND version = 0 AND revision IN (:revisions)"
                        .formatted(name))
                .param("stream", events.getFirst().aggregateId())
                .param("revisions", events.stream().map(StoredEvent::sequence).toList())
                .query(Long.class)
                .list());
    return events.stream().filter(event -> held.contains(event.sequence())).toList();
  }

  /** Takes the next events of the log, each in the order of its stream. */
  public void take(List<Taken> events) {
    insert(events.stream().flatMap(taken -> rows(taken, List.of()).stream()).toList());
    for (Taken taken : events) {
      corrects(taken.event())
          .ifPresent(revision -> tellAgain(taken.stream(), revision, taken.revision()));
    }
  }

  /**
   * Takes an event that was passed over.
   *
   * @param last the last revision of its stream that was taken
   */
  public void takeLate(Taken late, long last) {
    tell(late, last);
    corrects(late.event()).ifPresent(revision -> tellAgain(late.stream(), revision, last));
  }

  /** Makes the rows of an event anew, if it was taken, with its corrections up to a revision. */
  private void tellAgain(String stream, long revision, long upTo) {
    Optional<Taken> corrected = event(stream, revision);
    database
        .sql("DELETE FROM %s WHERE stream = ? AND revision = ?".formatted(name))
        .params(stream, revision)
        .update();
    corrected.ifPresent(taken -> tell(taken, upTo));
  }

  private void tell(Taken taken, long upTo) {
    List<Recorded<Event>> corrections = new ArrayList<>();
    forEach(
        taken.stream(),
        CORRECTIONS,
        taken.revision(),
        upTo,
        by -> {
          if (corrects(by.event()).filter(of -> of == taken.revision()).isPresent()) {
            corrections.add(by.recorded());
          }
        });
    insert(rows(taken, corrections));
  }

  /**
   * The rows of an event, by version: as it was recorded, and as each of its corrections left it.
   *
   * @param corrections of this event, in their order
   * @return none: the lists leave the event out
   */
  public List<Map<String, @Nullable Object>> rows(
      Taken taken, List<? extends Recorded<? extends Event>> corrections) {
    if (LEFT_OUT.contains(taken.event().getClass().getSimpleName())) {
      return List.of();
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    LogEntry entry = first(taken);
    Instant since = entry.recordedAt();
    for (Recorded<? extends Event> correction : corrections) {
      if (!entry.annulled()) {
        rows.add(row(rows.size(), entry, since, Known.nanos(correction.recordedAt())));
        entry = corrected(entry, correction);
        since = correction.recordedAt();
      }
    }
    rows.add(row(rows.size(), entry, since, Known.ALWAYS));
    return rows;
  }

  /** The revision of the event that another corrects; empty: it corrects none. */
  public static Optional<Long> corrects(Event event) {
    return switch (event) {
      case RecordCorrected correction -> Optional.of(correction.revision());
      case MeetingRecordCorrected correction -> Optional.of(correction.revision());
      default -> Optional.empty();
    };
  }

  private static LogEntry first(Taken taken) {
    Recorded<Event> recorded = taken.recorded();
    Event event = recorded.event();
    Place place = Place.of(event);
    MetaData metaData = taken.metaData();
    return new LogEntry(
        event.aggregateId(),
        recorded.revision(),
        recorded.position(),
        recorded.recordedAt(),
        Wordless.of(event),
        event.on(),
        place.meetingId(),
        place.agendaItem(),
        place.paragraph(),
        false,
        null,
        null,
        (String) metaData.get("actor"),
        (String) metaData.get("onBehalfOf"));
  }

  /** An event as a correction leaves it. */
  private static LogEntry corrected(LogEntry wrong, Recorded<? extends Event> correction) {
    return switch (correction.event()) {
      case RecordCorrected by -> corrected(wrong, by, correction.revision());
      case MeetingRecordCorrected by -> corrected(wrong, by, correction.revision());
      default -> wrong;
    };
  }

  private static LogEntry corrected(LogEntry wrong, RecordCorrected correction, long by) {
    RecordFields set = correction.set();
    LocalDate on = set == null || set.on() == null ? wrong.on() : set.on();
    Place place = new Place(wrong.meetingId(), wrong.agendaItem(), wrong.paragraph());
    if (set != null && wrong.meetingId() != null) {
      place =
          new Place(
              or(set.meetingId(), wrong.meetingId()),
              or(set.agendaItem(), wrong.agendaItem()),
              or(set.paragraph(), wrong.paragraph()));
    }
    return corrected(wrong, wrong.event(), on, place, set == null, by, correction.reason());
  }

  private static LogEntry corrected(LogEntry wrong, MeetingRecordCorrected correction, long by) {
    MeetingFields set = correction.set();
    Event event =
        set == null ? wrong.event() : Corrections.apply((MeetingEvent) wrong.event(), set);
    return corrected(
        wrong, event, event.on(), Place.of(event), set == null, by, correction.reason());
  }

  private static LogEntry corrected(
      LogEntry wrong,
      Event event,
      LocalDate on,
      Place place,
      boolean annulled,
      long by,
      String reason) {
    return new LogEntry(
        wrong.stream(),
        wrong.revision(),
        wrong.position(),
        wrong.recordedAt(),
        event,
        on,
        place.meetingId(),
        place.agendaItem(),
        place.paragraph(),
        annulled,
        by,
        reason,
        wrong.actor(),
        wrong.onBehalfOf());
  }

  private static @Nullable String or(@Nullable String set, @Nullable String recorded) {
    return set == null ? recorded : set;
  }

  private Map<String, @Nullable Object> row(
      int version, LogEntry entry, Instant knownFrom, long knownUntil) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("stream", entry.stream());
    row.put("revision", entry.revision());
    row.put("version", version);
    row.put("known_from", Known.nanos(knownFrom));
    row.put("known_until", knownUntil);
    row.put("position", entry.position());
    row.put("type", entry.event().getClass().getSimpleName());
    row.put("recorded_at", Known.nanos(entry.recordedAt()));
    row.put("decided_on", entry.on());
    row.put("meeting_id", entry.meetingId());
    row.put("agenda_item", entry.agendaItem());
    row.put("paragraph", entry.paragraph());
    row.put("annulled", entry.annulled());
    row.put("corrected_by", entry.correctedBy());
    row.put("correction_reason", entry.correctionReason());
    row.put("actor", entry.actor());
    row.put("on_behalf_of", entry.onBehalfOf());
    row.put("payload", payload(entry.event()));
    return row;
  }

  private String payload(Event event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An event cannot be written: " + event.name(), e);
    }
  }

  private void insert(List<Map<String, @Nullable Object>> rows) {
    if (rows.size() == 1) {
      // A batch of one takes a round trip more.
      batches.update(insertion, rows.getFirst().values().toArray());
    } else {
      batches.batchUpdate(insertion, rows.stream().map(row -> row.values().toArray()).toList());
    }
  }

  /**
   * The rows of a stretch of a stream, as they are.
   *
   * @param from the first revision wanted
   * @param to the last one
   */
  public List<Map<String, @Nullable Object>> stored(String stream, long from, long to, int limit) {
    return database
        .sql(
            "SELECT %s FROM %s WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision, version LIMIT ?"
                .formatted(String.join(", ", COLUMNS.keySet()), name))
        .params(stream, from, to, limit)
        .query((row, number) -> read(row))
        .list();
  }

  private static Map<String, @Nullable Object> read(ResultSet columns) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Map.Entry<String, Class<?>> column : COLUMNS.entrySet()) {
      row.put(column.getKey(), columns.getObject(column.getKey(), column.getValue()));
    }
    return row;
  }

  /** Streams that have rows, and are none of the log. */
  public List<String> strangers(int limit) {
    return database
        .sql(
            """
            SELECT DISTINCT stream FROM %s e WHERE NOT EXISTS
              (SELECT 1 FROM domain_event d WHERE d.aggregate_id = e.stream) LIMIT ?\
            """
                .formatted(name))
        .param(limit)
        .query(String.class)
        .list();
  }

  /** Where something was decided. A reservation needs no item, and is no less a decision. */
  private record Place(
      @Nullable String meetingId, @Nullable String agendaItem, @Nullable String paragraph) {

    static Place of(Event event) {
      return switch (event) {
        case OutcomesReserved e -> new Place(e.meetingId(), e.agendaItem(), e.paragraph());
        case ReservationLifted e -> new Place(e.byMeetingId(), e.agendaItem(), e.paragraph());
        default -> {
          Minute minute = event.minute();
          yield minute == null
              ? new Place(null, null, null)
              : new Place(minute.meetingId(), minute.agendaItem(), minute.paragraph());
        }
      };
    }
  }
}
