package org.planledger.plan.command;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.LanguageTag;
import org.planledger.form.NonEmpty;
import org.planledger.plan.Citation;
import org.planledger.plan.RouteStage;

/**
 * Opens a plan: its languages, zone and the route by which it becomes adopted. Makes revision 0.
 */
public record OpenPlan(
    @Id String planId,
    @NonEmpty Map<String, String> title,
    ZoneId timeZone,
    @NonEmpty @LanguageTag List<String> languages,
    @LanguageTag String authoritativeLanguage,
    List<RouteStage> route,
    List<Citation> references,
    @Nullable LocalDate on)
    implements PlanCommand {}
