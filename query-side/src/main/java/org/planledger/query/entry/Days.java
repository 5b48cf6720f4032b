package org.planledger.query.entry;

import java.time.LocalDate;
import org.planledger.meeting.Meeting;

/** A meeting, and the days for which it is scheduled now. */
public record Days(String meeting, LocalDate from, LocalDate to, boolean tentative) {
  /** The present days of a meeting. */
  public static Days of(Meeting meeting) {
    return new Days(meeting.id(), meeting.from(), meeting.to(), meeting.tentative());
  }
}
