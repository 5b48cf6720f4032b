package org.planledger.plan.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.First;
import org.planledger.form.Id;
import org.planledger.form.Kind;
import org.planledger.form.Prose;
import org.planledger.plan.Citation;

/** A provision to be inserted: the fields of {@link AddProvision} that describe it. */
public record ProvisionFields(
    @Id String provisionId,
    @Kind String kind,
    @Nullable @Id String parentId,
    @Nullable @Id @First String after,
    Map<String, String> heading,
    @Prose Map<String, String> text,
    List<Citation> references) {}
