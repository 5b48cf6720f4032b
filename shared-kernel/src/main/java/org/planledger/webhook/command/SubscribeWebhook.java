package org.planledger.webhook.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.feed.FeedType;
import org.planledger.form.Id;

/**
 * Has a receiver told of what is recorded from now on.
 *
 * @param url it stays in the log, so that no secret belongs into it
 * @param types none: of all kinds
 * @param planId whose events it wants; null: those of all
 */
public record SubscribeWebhook(
    @Id String webhookId,
    String url,
    List<FeedType> types,
    @Nullable @Id String planId,
    @Nullable LocalDate on)
    implements WebhookCommand {}
