package org.planledger.plan.command;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;
import org.planledger.form.Prose;

/** A meeting approves a named set of provisions together, at the revisions they have. */
public record ApproveFramework(
    @Id String planId,
    @Id String frameworkId,
    @NonEmpty Map<String, String> title,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @NonEmpty @Id List<String> provisions,
    @Prose List<String> conditions,
    @Nullable LocalDate on)
    implements PlanCommand {}
