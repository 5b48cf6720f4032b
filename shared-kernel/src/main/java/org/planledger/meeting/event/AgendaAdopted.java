package org.planledger.meeting.event;

import java.time.LocalDate;
import java.util.List;
import org.planledger.meeting.AgendaItem;

/** An agenda, or a revision of it, was adopted. */
public record AgendaAdopted(String meetingId, String document, List<AgendaItem> items, LocalDate on)
    implements MeetingEvent {
  public AgendaAdopted {
    items = List.copyOf(items);
  }
}
