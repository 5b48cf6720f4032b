package org.planledger.plan.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;

/**
 * A meeting agrees to provisions: with amendments the text changes, without it is kept as it
 * stands.
 */
public record AgreeProvisionally(
    @Id String planId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @NonEmpty List<AgreementItem> items,
    @Nullable LocalDate on)
    implements PlanCommand {}
