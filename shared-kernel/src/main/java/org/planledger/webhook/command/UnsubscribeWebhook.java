package org.planledger.webhook.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Tells a receiver of nothing more, not of what waits for it either. */
public record UnsubscribeWebhook(
    @Id String webhookId, @Nullable @Prose String reason, @Nullable LocalDate on)
    implements WebhookCommand {}
