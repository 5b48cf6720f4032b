package org.planledger.meeting.event;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** The meeting asked somebody for something. */
public record ActionRequested(
    String meetingId,
    String actionId,
    String agendaItem,
    @Nullable String paragraph,
    List<String> assignees,
    String text,
    @Nullable String dueMeetingId,
    @Nullable LocalDate dueOn,
    @Nullable String planId,
    LocalDate on)
    implements MeetingEvent {
  public ActionRequested {
    assignees = List.copyOf(assignees);
  }

  @Override
  public Minute minute() {
    return new Minute(meetingId, agendaItem, paragraph);
  }
}
