package org.planledger.meeting.command;

import org.planledger.log.Command;

/** All that can be asked of a meeting. */
public sealed interface MeetingCommand extends Command
    permits AdoptAgenda,
        CloseMeeting,
        CompleteAction,
        CorrectMeetingRecord,
        LiftReservation,
        OpenMeeting,
        PublishReport,
        RequestAction,
        RescheduleMeeting,
        ReserveOutcomes,
        ScheduleMeeting {
  /** Id of the meeting addressed. */
  String meetingId();

  @Override
  default String aggregateId() {
    return "meeting:" + meetingId();
  }
}
