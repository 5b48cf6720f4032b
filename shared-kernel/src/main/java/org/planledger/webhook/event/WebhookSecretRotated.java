package org.planledger.webhook.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Another secret signs, and for a while the one before as well. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookSecretRotated(String webhookId, @Nullable String reason, LocalDate on)
    implements WebhookEvent {}
