package org.planledger.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where in the record of a meeting a decision stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Minute(String meetingId, String agendaItem, @Nullable String paragraph) {}
