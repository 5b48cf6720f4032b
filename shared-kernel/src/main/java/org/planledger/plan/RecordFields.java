package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** The fields of a plan's event that a correction may set; null: as recorded. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordFields(
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on) {}
