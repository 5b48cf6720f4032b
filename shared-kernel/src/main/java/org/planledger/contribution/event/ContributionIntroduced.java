package org.planledger.contribution.event;

import java.time.LocalDate;
import org.planledger.log.Minute;

/** A contribution was introduced at a meeting; {@code document} is the revision on the table. */
public record ContributionIntroduced(
    String contributionId, Minute minute, String document, LocalDate on)
    implements ContributionEvent {}
