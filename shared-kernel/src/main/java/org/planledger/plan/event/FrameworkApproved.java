package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.planledger.log.Minute;

/** A meeting approved a set of provisions together, each at the revision of its text. */
public record FrameworkApproved(
    String planId,
    String frameworkId,
    Map<String, String> title,
    Minute minute,
    List<FrameworkMember> members,
    List<String> conditions,
    LocalDate on)
    implements PlanEvent {
  public FrameworkApproved {
    title = Map.copyOf(title);
    members = List.copyOf(members);
    conditions = List.copyOf(conditions);
  }
}
