package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A text was rendered in another language; {@code renders} is the revision of the authoritative
 * text it renders.
 */
public record TranslationProvided(
    String planId,
    String provisionId,
    String language,
    TextChange text,
    @Nullable String heading,
    long renders,
    @Nullable String translator,
    LocalDate on)
    implements PlanEvent {}
