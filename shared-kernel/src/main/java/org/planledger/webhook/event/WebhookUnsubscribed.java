package org.planledger.webhook.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The receiver is told of nothing more. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookUnsubscribed(String webhookId, @Nullable String reason, LocalDate on)
    implements WebhookEvent {}
