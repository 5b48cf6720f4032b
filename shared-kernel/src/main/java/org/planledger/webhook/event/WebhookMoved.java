package org.planledger.webhook.event;

import java.time.LocalDate;

/** The receiver has another address. */
public record WebhookMoved(String webhookId, String url, LocalDate on) implements WebhookEvent {}
