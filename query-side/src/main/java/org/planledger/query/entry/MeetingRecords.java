package org.planledger.query.entry;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingRecordCorrected;

/** The meetings as they were known. */
public final class MeetingRecords {
  private static final String PREFIX = "meeting:";

  private final LogEntries entries;

  /** Reads from these entries. */
  public MeetingRecords(LogEntries entries) {
    this.entries = entries;
  }

  /** A meeting with the entries that tell of it. */
  public record Told(Meeting meeting, List<LogEntry> entries) {
    /** The last revision known. */
    public long revision() {
      return entries.getLast().revision();
    }

    /** What it is made of, corrections applied. */
    public List<Recorded<MeetingEvent>> recorded() {
      return MeetingRecords.recorded(entries);
    }
  }

  /** The present days of some meetings. */
  public Map<String, Days> days(Collection<@Nullable String> ids) {
    Map<String, Days> days = new LinkedHashMap<>();
    find(ids, Known.NOW).forEach((id, meeting) -> days.put(id, Days.of(meeting)));
    return days;
  }

  /** Those of some meetings that were known. */
  public Map<String, Meeting> find(Collection<@Nullable String> ids, Known known) {
    Set<String> streams =
        ids.stream()
            .flatMap(id -> Optional.ofNullable(id).stream())
            .map(id -> PREFIX + id)
            .collect(Collectors.toSet());
    Map<String, Meeting> meetings = new LinkedHashMap<>();
    byStream(entries.streams(streams, known))
        .forEach(
            (stream, told) ->
                meeting(told).ifPresent(meeting -> meetings.put(meeting.id(), meeting)));
    return meetings;
  }

  /** A meeting and what tells of it; empty when nothing was known. */
  public Optional<Told> tell(String id, Known known) {
    List<LogEntry> told = entries.stream(PREFIX + id, known);
    return meeting(told).map(meeting -> new Told(meeting, told));
  }

  /** All meetings. */
  public List<Told> all() {
    return byStream(entries.ofTypes(types(), Known.NOW)).values().stream()
        .flatMap(told -> meeting(told).map(meeting -> new Told(meeting, told)).stream())
        .toList();
  }

  private static List<Class<? extends MeetingEvent>> types() {
    return Arrays.stream(MeetingEvent.class.getPermittedSubclasses())
        .<Class<? extends MeetingEvent>>map(type -> type.asSubclass(MeetingEvent.class))
        .toList();
  }

  private static Map<String, List<LogEntry>> byStream(List<LogEntry> all) {
    return all.stream()
        .collect(Collectors.groupingBy(LogEntry::stream, LinkedHashMap::new, Collectors.toList()));
  }

  /** Entries have their corrections applied; those that made them would apply them twice. */
  private static List<Recorded<MeetingEvent>> recorded(List<LogEntry> told) {
    return told.stream()
        .filter(entry -> !entry.annulled() && !(entry.event() instanceof MeetingRecordCorrected))
        .map(entry -> entry.recorded(MeetingEvent.class))
        .toList();
  }

  private static Optional<Meeting> meeting(List<LogEntry> told) {
    return Meeting.of(recorded(told));
  }
}
