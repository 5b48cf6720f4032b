package org.planledger.plan.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;
import org.planledger.plan.Scope;

/**
 * What a meeting agrees about one provision.
 *
 * @param amendments merged in this order; none: the provision is kept as it stands
 * @param compromise the meeting's own text, in place of what the amendments give
 * @param scope absent: the text
 */
public record AgreementItem(
    @Id String provisionId,
    @Id List<String> amendments,
    @Prose Map<String, String> compromise,
    @Nullable Scope scope) {}
