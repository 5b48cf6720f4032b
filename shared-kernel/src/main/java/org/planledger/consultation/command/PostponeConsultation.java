package org.planledger.consultation.command;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/**
 * A meeting puts a consultation off until after another meeting; one not announced before is
 * announced by it.
 */
public record PostponeConsultation(
    @Id String consultationId,
    Map<String, String> title,
    @Nullable Audience audience,
    @Nullable @Id String planId,
    @Id String afterMeetingId,
    @Prose String reason,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements ConsultationCommand {}
