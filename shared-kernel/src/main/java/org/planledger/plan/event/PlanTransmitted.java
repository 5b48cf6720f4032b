package org.planledger.plan.event;

import java.time.LocalDate;
import org.planledger.log.Minute;

/** A body sent the plan on: every agreed text is approved. */
public record PlanTransmitted(String planId, Minute minute, LocalDate on) implements PlanEvent {}
