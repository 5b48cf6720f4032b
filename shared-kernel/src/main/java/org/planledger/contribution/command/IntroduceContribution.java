package org.planledger.contribution.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Records that a contribution was introduced at a meeting. */
public record IntroduceContribution(
    @Id String contributionId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements ContributionCommand {}
