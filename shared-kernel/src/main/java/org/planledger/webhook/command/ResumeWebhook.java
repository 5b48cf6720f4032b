package org.planledger.webhook.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Sends what waits for a receiver at once, also where sending had been given up. */
public record ResumeWebhook(
    @Id String webhookId, @Nullable @Prose String reason, @Nullable LocalDate on)
    implements WebhookCommand {}
