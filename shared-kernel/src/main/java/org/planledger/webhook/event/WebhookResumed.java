package org.planledger.webhook.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What waits for the receiver is to be sent at once, also where sending had been given up. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookResumed(String webhookId, @Nullable String reason, LocalDate on)
    implements WebhookEvent {}
