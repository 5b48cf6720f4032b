package org.planledger.contribution.command;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.Name;
import org.planledger.form.NonEmpty;

/** Submits a document under its number. */
public record SubmitContribution(
    @Id String contributionId,
    @Name String submitter,
    @NonEmpty Map<String, String> title,
    @DocumentNumber String document,
    @Nullable LocalDate on)
    implements ContributionCommand {}
