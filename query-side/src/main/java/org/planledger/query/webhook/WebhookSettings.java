package org.planledger.query.webhook;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of webhooks.
 *
 * @param interval between two looks for what is to be delivered
 * @param timeout how long a receiver may take to answer, up to five minutes
 * @param pause before the second attempt; each later pause is twice as long, up to an hour
 * @param patience for how long an event is tried before its webhook is disabled
 * @param certificates of authorities that are trusted beside those of the JDK (PEM); null: none
 */
@ConfigurationProperties("planledger.webhooks")
record WebhookSettings(
    Duration interval,
    Duration timeout,
    Duration pause,
    Duration patience,
    @Nullable Path certificates) {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  WebhookSettings {
    // Zero would be for ever to who sends.
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "planledger.webhooks.timeout must be from 1ms to 5m, such as 10s, and is %s. A receiver that takes longer is to answer first and work afterwards."
              .formatted(timeout));
    }
  }
}
