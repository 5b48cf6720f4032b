package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A legal or other reference, such as {@code Constitution 142}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Citation(String citation, @Nullable String uri) {}
