package org.planledger.plan.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/**
 * A draft is to be issued by itself.
 *
 * @param document its number; where there is one for each meeting of a body, that of a meeting
 *     follows behind a slash
 * @param beforeMeetingId due a period before the first day of this meeting; or null
 * @param atCloseOf due at the close of this meeting; or null
 * @param atCloseOfEach due at the close of each meeting of this body; or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DraftScheduled(
    String planId,
    String deadlineId,
    String document,
    @Nullable String beforeMeetingId,
    @Nullable Period period,
    @Nullable String atCloseOf,
    @Nullable String atCloseOfEach,
    @Nullable Minute minute,
    LocalDate on)
    implements PlanEvent {}
