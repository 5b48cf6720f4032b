package org.planledger.query.consultation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationEvent;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.plan.event.NoteTaken;
import org.planledger.query.entry.Days;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers where consultations stand, what they found, and who took note. */
@RestController
@Reads(LogEntries.GROUP)
public final class ConsultationsEndpoint {
  private static final Set<Class<? extends ConsultationEvent>> TYPES =
      Set.of(
          ConsultationOpened.class,
          ConsultationPostponed.class,
          ConsultationClosed.class,
          FindingsRecorded.class);

  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final Clock clock;

  /** Answers from these entries; whether one has opened yet is told by this clock. */
  public ConsultationsEndpoint(LogEntries entries, MeetingRecords meetings, Clock clock) {
    this.entries = entries;
    this.meetings = meetings;
    this.clock = clock;
  }

  /** All consultations, by id. */
  record All(List<Consultation> consultations) {}

  /**
   * A consultation.
   *
   * @param state {@code announced} for a day to come, {@code open}, {@code postponed} or {@code
   *     closed}
   * @param until the day it is to close
   * @param postponed the last postponement, also once it is open
   * @param noted where meetings took note of what it found
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Consultation(
      String id,
      long revision,
      Map<String, String> title,
      Audience audience,
      @Nullable String plan,
      String state,
      @Nullable LocalDate opened,
      @Nullable LocalDate until,
      @Nullable LocalDate closed,
      @Nullable Postponement postponed,
      List<Findings> findings,
      List<Note> noted) {}

  /**
   * It was put off.
   *
   * @param after the meeting after which it is to open, with its present days
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Postponement(
      String afterMeeting,
      @Nullable Days after,
      String reason,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on) {}

  /** What it found. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Findings(List<String> findings, @Nullable String document, LocalDate on) {}

  /** A meeting took note. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Note(
      String plan,
      long revision,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on) {}

  @GetMapping("/api/consultations")
  All all() {
    return new All(tell(entries.ofTypes(TYPES, Known.NOW)));
  }

  @GetMapping("/api/consultations/{id}")
  Consultation one(@PathVariable String id) {
    return tell(entries.stream("consultation:" + id, Known.NOW)).stream()
        .findFirst()
        .orElseThrow(() -> entries.missing("consultation", id));
  }

  private List<Consultation> tell(Collection<LogEntry> all) {
    Map<String, List<LogEntry>> byId =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    LogEntry::aggregate, LinkedHashMap::new, Collectors.toList()));
    if (byId.isEmpty()) {
      return List.of();
    }
    List<LogEntry> notes =
        entries.ofTypes(Set.of(NoteTaken.class), Known.NOW).stream()
            .filter(entry -> !entry.annulled())
            .toList();
    Map<String, Days> days =
        meetings.days(
            all.stream()
                .map(LogEntry::event)
                .filter(ConsultationPostponed.class::isInstance)
                .map(event -> ((ConsultationPostponed) event).afterMeetingId())
                .toList());
    return byId.entrySet().stream()
        .map(entry -> consultation(entry.getKey(), entry.getValue(), notes, days))
        .sorted(Comparator.comparing(Consultation::id))
        .toList();
  }

  private Consultation consultation(
      String id, List<LogEntry> told, List<LogEntry> notes, Map<String, Days> days) {
    Map<String, String> title = Map.of();
    Audience audience = Audience.PUBLIC;
    String plan = null;
    String state = "open";
    LocalDate opened = null;
    LocalDate until = null;
    LocalDate closed = null;
    Postponement postponed = null;
    List<Findings> findings = new ArrayList<>();
    for (LogEntry entry : told) {
      switch ((ConsultationEvent) entry.event()) {
        case ConsultationOpened e -> {
          title = e.title();
          audience = e.audience();
          plan = e.planId();
          opened = e.on();
          until = e.until();
          state =
              e.on().isAfter(LocalDate.now(clock.withZone(ZoneOffset.UTC))) ? "announced" : "open";
        }
        case ConsultationPostponed e -> {
          title = e.title();
          audience = e.audience();
          plan = e.planId();
          opened = null;
          until = null;
          state = "postponed";
          postponed =
              new Postponement(
                  e.afterMeetingId(),
                  days.get(e.afterMeetingId()),
                  e.reason(),
                  entry.meetingId(),
                  entry.agendaItem(),
                  entry.paragraph(),
                  e.on());
        }
        case ConsultationClosed e -> {
          closed = e.on();
          state = "closed";
        }
        case FindingsRecorded e -> findings.add(new Findings(e.findings(), e.document(), e.on()));
      }
    }
    return new Consultation(
        id,
        told.getLast().revision(),
        title,
        audience,
        plan,
        state,
        opened,
        until,
        closed,
        postponed,
        findings,
        notes.stream().filter(note -> isAbout(note, id)).map(ConsultationsEndpoint::note).toList());
  }

  private static boolean isAbout(LogEntry entry, String consultationId) {
    return entry.event() instanceof NoteTaken e
        && Objects.equals(e.consultationId(), consultationId);
  }

  private static Note note(LogEntry entry) {
    return new Note(
        entry.aggregate(),
        entry.revision(),
        entry.meetingId(),
        entry.agendaItem(),
        entry.paragraph(),
        entry.on());
  }
}
