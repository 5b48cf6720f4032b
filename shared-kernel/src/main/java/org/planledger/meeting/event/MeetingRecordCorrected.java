package org.planledger.meeting.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.MeetingFields;

/**
 * The event at {@code revision} was recorded wrongly ({@code set}), or it never happened ({@code
 * annul}).
 */
public record MeetingRecordCorrected(
    String meetingId,
    long revision,
    @Nullable MeetingFields set,
    boolean annul,
    String reason,
    LocalDate on)
    implements MeetingEvent {
  @Override
  public String name() {
    return "RecordCorrected";
  }
}
