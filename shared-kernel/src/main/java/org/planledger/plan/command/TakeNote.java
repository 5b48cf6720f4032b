package org.planledger.plan.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/**
 * A meeting takes note of provisions, a contribution, a consultation or a subject, without
 * agreeing.
 */
public record TakeNote(
    @Id String planId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Id List<String> provisions,
    @Nullable @Id String contributionId,
    @Nullable @Id String consultationId,
    @Nullable @Prose String subject,
    @Nullable LocalDate on)
    implements PlanCommand {}
