package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;

/** Publishes the report of a closed meeting under a document number. */
public record PublishReport(
    @Id String meetingId, @DocumentNumber String document, @Nullable LocalDate on)
    implements MeetingCommand {}
