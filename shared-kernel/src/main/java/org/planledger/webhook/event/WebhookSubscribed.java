package org.planledger.webhook.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.feed.FeedType;

/**
 * A receiver is to be told of what is recorded from now on.
 *
 * @param types none: of all kinds
 * @param planId whose events it wants; null: those of all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookSubscribed(
    String webhookId, String url, List<FeedType> types, @Nullable String planId, LocalDate on)
    implements WebhookEvent {
  public WebhookSubscribed {
    types = List.copyOf(types);
  }
}
