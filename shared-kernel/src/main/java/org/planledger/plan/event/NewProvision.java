package org.planledger.plan.event;

import java.util.List;
import java.util.Map;
import org.planledger.plan.Citation;

/** A provision as it enters the draft. */
public record NewProvision(
    String provisionId,
    String kind,
    Place place,
    Map<String, String> heading,
    Map<String, TextChange> text,
    List<Citation> references) {
  public NewProvision {
    heading = Map.copyOf(heading);
    text = Map.copyOf(text);
    references = List.copyOf(references);
  }
}
