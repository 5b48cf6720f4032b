package org.planledger.meeting.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;
import org.planledger.meeting.AgendaItem;

/** Adopts an agenda, or a revision of it, under a document number. */
public record AdoptAgenda(
    @Id String meetingId,
    @DocumentNumber String document,
    @NonEmpty List<AgendaItem> items,
    @Nullable LocalDate on)
    implements MeetingCommand {}
