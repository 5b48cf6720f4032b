package org.planledger.query.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.Refused;
import org.planledger.query.reading.Reads;
import org.planledger.query.webhook.WebhookTables.Held;
import org.planledger.query.webhook.WebhookTables.Signing;
import org.planledger.query.webhook.WebhookTables.Webhook;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how webhooks are, and tells a secret once. */
@RestController
@Reads(Webhooks.GROUP)
final class WebhooksEndpoint {
  private final WebhookTables tables;

  WebhooksEndpoint(WebhookTables tables) {
    this.tables = tables;
  }

  /** All webhooks. */
  record All(List<One> webhooks) {}

  /** How a webhook is. */
  enum State {
    ACTIVE,
    /** Something waits to be tried again. */
    FAILING,
    DISABLED
  }

  /**
   * A webhook.
   *
   * @param types none: all; there may be some that this node is too old to send
   * @param position up to which every event was delivered, or waits in {@code failing}
   * @param deliveredAt when something was last taken; null: nothing was
   * @param disabledAt null: it is not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record One(
      String id,
      String url,
      List<String> types,
      @Nullable String plan,
      State state,
      long position,
      @Nullable Instant deliveredAt,
      @Nullable Instant disabledAt,
      @Nullable String because,
      List<Failing> failing,
      List<OneSecret> secrets) {}

  /**
   * An event that was not taken, and holds back those behind it in its stream.
   *
   * @param attempts 0: it waited for another one, and is tried next
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Failing(
      String stream,
      long revision,
      long position,
      int attempts,
      Instant since,
      Instant nextTry,
      @Nullable String failure) {}

  /**
   * A secret, without saying it.
   *
   * @param since position of the event that asked for it
   * @param until null: no other has taken its place
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OneSecret(long since, boolean shown, @Nullable Instant until) {}

  /** What the messages are signed with. */
  record Shown(String secret) {}

  @GetMapping("/api/webhooks")
  All all() {
    return new All(tables.all().stream().map(this::one).toList());
  }

  @GetMapping("/api/webhooks/{id}")
  One one(@PathVariable String id) {
    return one(required(id));
  }

  /** The newest secret, to whoever asks first. */
  @PostMapping(path = "/api/webhooks/{id}/secret", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Shown> secret(@PathVariable String id) {
    Signing newest = tables.secrets(required(id).id()).getFirst();
    if (!tables.show(id, newest.askedAt())) {
      throw Refused.rule(
          "The secret of webhook %s was told before, and is told once. Send RotateWebhookSecret for another."
              .formatted(id));
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new Shown(newest.secret().text()));
  }

  private Webhook required(String id) {
    return tables.find(id).orElseThrow(() -> Refused.notFound("webhook", id));
  }

  private One one(Webhook webhook) {
    List<Held> held = tables.held(webhook.id());
    State state =
        webhook.disabled() != null ? State.DISABLED : held.isEmpty() ? State.ACTIVE : State.FAILING;
    return new One(
        webhook.id(),
        webhook.url(),
        webhook.types(),
        webhook.plan(),
        state,
        webhook.position(),
        webhook.delivered(),
        webhook.disabled(),
        webhook.because(),
        held.stream()
            .map(
                h ->
                    new Failing(
                        h.stream(),
                        h.revision(),
                        h.position(),
                        h.attempts(),
                        h.since(),
                        h.nextTry(),
                        h.failure()))
            .toList(),
        tables.secrets(webhook.id()).stream()
            .map(signing -> new OneSecret(signing.askedAt(), signing.shown(), signing.until()))
            .toList());
  }
}
