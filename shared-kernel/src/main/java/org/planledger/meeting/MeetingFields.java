package org.planledger.meeting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The fields of a meeting's event that a correction may set; null: as recorded. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeetingFields(
    @Nullable String body,
    @Nullable String number,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    @Nullable String place,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable String reason,
    @Nullable LocalDate on) {}
