package org.planledger.webhook.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Has another secret sign, and for a day the one before as well. */
public record RotateWebhookSecret(
    @Id String webhookId, @Nullable @Prose String reason, @Nullable LocalDate on)
    implements WebhookCommand {}
