package org.planledger.plan.event;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.planledger.plan.Citation;
import org.planledger.plan.RouteStage;

/** A plan was opened. */
public record PlanOpened(
    String planId,
    Map<String, String> title,
    ZoneId timeZone,
    List<String> languages,
    String authoritativeLanguage,
    List<RouteStage> route,
    List<Citation> references,
    LocalDate on)
    implements PlanEvent {
  public PlanOpened {
    title = Map.copyOf(title);
    languages = List.copyOf(languages);
    route = List.copyOf(route);
    references = List.copyOf(references);
  }
}
