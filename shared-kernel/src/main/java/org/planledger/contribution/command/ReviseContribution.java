package org.planledger.contribution.command;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.Name;

/**
 * Submits a revision; its document number is the number of the contribution with {@code (Rev.N)}.
 */
public record ReviseContribution(
    @Id String contributionId,
    int revision,
    @Nullable @Name String submitter,
    Map<String, String> title,
    @Nullable @DocumentNumber String document,
    @Nullable LocalDate on)
    implements ContributionCommand {}
