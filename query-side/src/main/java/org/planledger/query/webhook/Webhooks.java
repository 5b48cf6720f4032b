package org.planledger.query.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.query.entry.LogReader;
import org.planledger.query.feed.Feed;
import org.planledger.query.feed.FeedEvent;
import org.planledger.query.feed.FeedFilter;
import org.planledger.query.webhook.Sender.Outcome;
import org.planledger.query.webhook.WebhookTables.Held;
import org.planledger.query.webhook.WebhookTables.Signing;
import org.planledger.query.webhook.WebhookTables.Webhook;
import org.planledger.store.Intake;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.webhook.event.WebhookEvent;
import org.planledger.webhook.event.WebhookMoved;
import org.planledger.webhook.event.WebhookResumed;
import org.planledger.webhook.event.WebhookSecretRotated;
import org.planledger.webhook.event.WebhookSubscribed;
import org.planledger.webhook.event.WebhookUnsubscribed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells receivers what has happened, each event until it is taken.
 *
 * <p>One node at a time delivers to a receiver, one event at a time, in the order of the log; where
 * there are more receivers than it can deliver to at once, in turns. An event that is not taken
 * holds back those behind it in its stream, and no others. It is recorded that an event was taken
 * after it was: whoever ends in between has it sent again, under the same id.
 */
public final class Webhooks implements SmartLifecycle {
  /** What a reader with a minimum position waits for. */
  public static final String GROUP = "webhooks";

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration OVERLAP = Duration.ofDays(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

  /** What an attempt takes beside the answer of the receiver, at most. */
  private static final Duration BESIDE = Duration.ofSeconds(50);

  /** Receivers that a node delivers to at the same time. */
  private static final int MOST = 32;

  private static final List<String> EVENTS =
      Arrays.stream(WebhookEvent.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  private final String node;
  private final Feed feed;
  private final Intake intake;
  private final LogReader reader;
  private final WebhookTables tables;
  private final Sender sender;
  private final WebhookSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;

  private final Repeated looking = new Repeated("webhooks");
  private final Map<String, Thread> delivering = new ConcurrentHashMap<>();
  private volatile boolean running;

  /** Whether others wait until one of those that are delivered to has had its turn. */
  private volatile boolean crowded;

  private @Nullable String failure;

  /**
   * Delivers under the name of a node.
   *
   * @param node no other node has it
   */
  Webhooks(
      String node,
      Feed feed,
      StoredEvents log,
      LogReader reader,
      WebhookTables tables,
      Sender sender,
      WebhookSettings settings,
      JdbcClient database,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.node = node;
    this.feed = feed;
    this.intake = new Intake(log, database, transactions, "webhook_log", EVENTS);
    this.reader = reader;
    this.tables = tables;
    this.sender = sender;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  /** Whether what is asked of webhooks at a position is known. */
  public boolean covers(long position) {
    return intake.position() >= position;
  }

  /**
   * What somebody has to look after: a sentence for each webhook that is disabled, and for what
   * this version is too old for.
   */
  public List<String> problems() {
    return Stream.concat(
            intake.problem().stream(),
            tables.all().stream().map(Webhooks::problem).flatMap(Optional::stream))
        .toList();
  }

  private static Optional<String> problem(Webhook webhook) {
    if (webhook.disabled() != null) {
      return Optional.of(
          "Webhook %s is disabled since %s: %s. Mend its receiver and send ResumeWebhook, or UnsubscribeWebhook"
              .formatted(webhook.id(), webhook.disabled(), webhook.because()));
    }
    return webhook.filter().isPresent()
        ? Optional.empty()
        : Optional.of(
            "Webhook %s asks for what this version does not know: %s. This node sends it nothing: upgrade it to the version that knows"
                .formatted(webhook.id(), String.join(", ", webhook.types())));
  }

  @Override
  public void start() {
    running = true;
    looking.start(settings.interval(), this::look);
  }

  private void look() {
    try {
      long settled = feed.settled();
      intake.upTo(settled, () -> running, this::take);
      tables.removeSecrets(clock.instant());
      List<String> waiting =
          tables.waiting(node, settled, clock.instant()).stream()
              .filter(id -> !delivering.containsKey(id))
              .toList();
      int free = Math.max(0, MOST - delivering.size());
      crowded = waiting.size() > free;
      for (String id : waiting.subList(0, Math.min(free, waiting.size()))) {
        if (running) {
          Thread thread = Thread.ofVirtual().name("webhook").unstarted(() -> deliver(id));
          delivering.put(id, thread);
          thread.start();
        }
      }
      failure = null;
    } catch (RuntimeException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!message.equals(failure)) {
        LOG.warn("Webhooks stand still, and are tried again: {}", message);
      }
      failure = message;
    }
  }

  private void take(StoredEvent row) {
    WebhookEvent event = (WebhookEvent) reader.read(row).event();
    Instant now = clock.instant();
    String id = event.webhookId();
    switch (event) {
      case WebhookSubscribed e -> {
        tables.subscribe(e, row.position());
        tables.addSecret(id, row.position(), Secret.generate(), now);
      }
      case WebhookMoved e -> tables.move(id, e.url());
      case WebhookResumed ignored -> tables.resume(id, now);
      case WebhookSecretRotated ignored ->
          tables.addSecret(id, row.position(), Secret.generate(), now.plus(OVERLAP));
      case WebhookUnsubscribed ignored -> tables.unsubscribe(id);
    }
  }

  private void deliver(String id) {
    try {
      long begun = System.nanoTime();
      boolean more = true;
      while (running && more) {
        more = step(id) && !(crowded && System.nanoTime() - begun > settings.interval().toNanos());
      }
      tables.release(id, node);
    } catch (RuntimeException e) {
      LOG.warn("Webhook {} is tried again: {}", id, e.getMessage());
    } finally {
      delivering.remove(id);
    }
  }

  /** Does the next thing for a webhook; whether there may be another. */
  private boolean step(String id) {
    Optional<Webhook> claimed = tables.claim(id, node, settings.timeout().plus(BESIDE));
    if (claimed.isEmpty()) {
      return false;
    }
    Webhook webhook = claimed.get();
    FeedFilter filter = webhook.filter().orElseThrow();
    Optional<Held> due = tables.due(id, clock.instant());
    return due.isPresent() ? tryAgain(webhook, filter, due.get()) : goOn(webhook, filter);
  }

  private boolean goOn(Webhook webhook, FeedFilter filter) {
    String id = webhook.id();
    Feed.Batch batch = feed.after(filter, webhook.position(), feed.settled(), 1);
    if (batch.position() <= webhook.position()) {
      return false;
    }
    Optional<FeedEvent> next = batch.events().stream().findFirst();
    if (next.isEmpty() || tables.isHeld(id, next.get().stream())) {
      return record(id, () -> tables.advance(id, batch.position()));
    }
    FeedEvent event = next.get();
    return switch (send(webhook, event)) {
      case Outcome.Taken ignored ->
          record(
              id,
              () -> {
                tables.advance(id, event.position());
                tables.delivered(id, clock.instant());
              });
      case Outcome.Gone ignored -> gone(id);
      case Outcome.Failed failed ->
          recordUnlessEnding(
              id,
              () -> {
                Instant now = clock.instant();
                tables.hold(id, event, now, now.plus(pause(1, failed)), failed.why());
                tables.advance(id, event.position());
              });
    };
  }

  private boolean tryAgain(Webhook webhook, FeedFilter filter, Held held) {
    String id = webhook.id();
    List<FeedEvent> found = feed.after(filter, held.position() - 1, held.position(), 1).events();
    if (found.isEmpty()) {
      // Its row was taken out of the log by hand.
      return record(id, () -> goOnBehind(webhook, filter, held));
    }
    return switch (send(webhook, found.getFirst())) {
      case Outcome.Taken ignored ->
          record(
              id,
              () -> {
                goOnBehind(webhook, filter, held);
                tables.delivered(id, clock.instant());
              });
      case Outcome.Gone ignored -> gone(id);
      case Outcome.Failed failed -> recordUnlessEnding(id, () -> failedAgain(id, held, failed));
    };
  }

  private void goOnBehind(Webhook webhook, FeedFilter filter, Held held) {
    feed.next(filter, held.stream(), held.position(), webhook.position())
        .ifPresentOrElse(
            next -> tables.holdNext(webhook.id(), next, clock.instant()),
            () -> tables.release(webhook.id(), held));
  }

  private void failedAgain(String id, Held held, Outcome.Failed failed) {
    Instant now = clock.instant();
    Instant since = held.attempts() == 0 ? now : held.since();
    tables.failedAgain(id, held, since, now.plus(pause(held.attempts() + 1, failed)), failed.why());
    if (Duration.between(since, now).compareTo(settings.patience()) >= 0) {
      disable(
          id,
          now,
          "revision %d of %s was not taken since %s; the receiver %s"
              .formatted(held.revision(), held.stream(), since, failed.why()));
    }
  }

  private boolean gone(String id) {
    record(id, () -> disable(id, clock.instant(), "the receiver answered 410, Gone"));
    return false;
  }

  private void disable(String id, Instant now, String because) {
    tables.disable(id, now, because);
    LOG.error("Webhook {} is disabled: {}", id, because);
  }

  private Outcome send(Webhook webhook, FeedEvent event) {
    return sender.send(
        webhook.url(),
        event.id(),
        event.json(),
        tables.secrets(webhook.id()).stream().map(Signing::secret).toList(),
        clock.instant());
  }

  /** What was broken off since this node ends, was not refused. */
  private boolean recordUnlessEnding(String id, Runnable work) {
    return running && record(id, work);
  }

  /** Writes what came of an attempt, if this node is still the one that delivers. */
  private boolean record(String id, Runnable work) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean owner = tables.isOwner(id, node);
              if (owner) {
                work.run();
              }
              return owner;
            }));
  }

  /**
   * Between half of the pause after so many attempts and all of it, so that receivers are not
   * called all at once; longer where the receiver asks for it, up to the longest pause.
   */
  private Duration pause(int attempts, Outcome.Failed failed) {
    long most =
        Math.min(
            LONGEST_PAUSE.toMillis(), settings.pause().toMillis() << Math.min(attempts - 1, 20));
    long own = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    long asked = Math.min(LONGEST_PAUSE.toMillis(), failed.pause().toMillis());
    return Duration.ofMillis(Math.max(own, asked));
  }

  @Override
  public void stop() {
    running = false;
    looking.stop();
    sender.cancel();
    long end = System.nanoTime() + LONGEST_STOP.toNanos();
    try {
      for (Thread thread : new ArrayList<>(delivering.values())) {
        boolean unused = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
