package org.planledger.webhook.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Gives a receiver another address. What waits for it goes there. */
public record MoveWebhook(@Id String webhookId, String url, @Nullable LocalDate on)
    implements WebhookCommand {}
