package org.planledger.contribution.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Puts a contribution under an item of an agenda. */
public record AllocateContribution(
    @Id String contributionId, @Id String meetingId, String agendaItem, @Nullable LocalDate on)
    implements ContributionCommand {}
