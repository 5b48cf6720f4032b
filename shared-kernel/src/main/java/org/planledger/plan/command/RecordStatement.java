package org.planledger.plan.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Name;
import org.planledger.form.Prose;
import org.planledger.plan.Voices;

/** Records views expressed at a meeting, by named delegations or by how many. */
public record RecordStatement(
    @Id String planId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable Voices by,
    @Name List<String> delegations,
    @Prose String text,
    @Id List<String> provisions,
    @Nullable @Id String contributionId,
    @Nullable LocalDate on)
    implements PlanCommand {}
