package org.planledger.meeting.event;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sitting was scheduled. */
public record MeetingScheduled(
    String meetingId,
    String body,
    String number,
    LocalDate from,
    LocalDate to,
    ZoneId timeZone,
    @Nullable String place,
    List<String> officers,
    boolean tentative,
    LocalDate on)
    implements MeetingEvent {
  public MeetingScheduled {
    officers = List.copyOf(officers);
  }
}
