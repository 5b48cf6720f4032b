package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.LanguageTag;
import org.planledger.form.Name;
import org.planledger.form.Prose;

/** Renders a provision's authoritative text in another language. */
public record ProvideTranslation(
    @Id String planId,
    @Id String provisionId,
    @LanguageTag String language,
    @Prose String text,
    @Nullable String heading,
    @Nullable Long rendersRevision,
    @Nullable @Name String translator,
    @Nullable LocalDate on)
    implements PlanCommand {}
