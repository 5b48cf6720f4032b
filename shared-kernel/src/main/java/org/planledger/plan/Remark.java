package org.planledger.plan;

import java.time.LocalDate;
import org.planledger.log.Minute;

/**
 * What a meeting last did with a provision short of agreeing.
 *
 * @param outcome the event's name, such as {@code WordingReserved}
 */
public record Remark(String outcome, long revision, Minute minute, LocalDate on) {}
