package org.planledger.plan.event;

import java.time.LocalDate;
import org.planledger.log.Minute;

/** A body adopted the plan: every agreed or approved text is adopted. */
public record PlanAdopted(String planId, Minute minute, LocalDate on) implements PlanEvent {}
