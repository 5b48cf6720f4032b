package org.planledger.axonserver;

import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.planledger.axonserver.Copy.State;
import org.planledger.problem.Refused;
import org.planledger.store.DatabaseAway;
import org.planledger.store.ReadOnly;
import org.planledger.store.RecordAway;
import org.planledger.store.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Copies the log of Axon Server into the database, event by event in its order. One node does at a
 * time: the one that holds the lock on the row that says how far the copy has come, which is
 * written in the transaction that writes the events.
 *
 * <p>Where the two logs are not one, it copies nothing more until somebody has looked after it, and
 * no node appends: whichever of the two is restored, what is appended now would be lost.
 */
public final class Follower implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int BATCH = 500;
  private static final int BUFFER = 1_000;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_MEASURES = Duration.ofSeconds(2);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final AxonServer server;
  private final Copy copy;
  private final TransactionTemplate transaction;
  private final TransactionTemplate snapshot;
  private final boolean copies;

  private @Nullable Thread thread;
  private @Nullable String failure;

  /** Kept open also while another node copies: that it breaks tells that Axon Server was lost. */
  private volatile @Nullable Source source;

  /** Whether the two were compared when the stream was opened, and were one. */
  private volatile boolean compared;

  private volatile @Nullable String alarm;
  private volatile double behind = Double.NaN;
  private long measured = System.nanoTime() - BETWEEN_MEASURES.toNanos();

  /**
   * Not yet copying.
   *
   * @param copies whether this node takes part
   */
  Follower(AxonServer server, Copy copy, PlatformTransactionManager transactions, boolean copies) {
    this.copies = copies;
    this.server = server;
    this.copy = copy;
    this.transaction = new TransactionTemplate(transactions);
    this.snapshot = new TransactionTemplate(transactions);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
  }

  /**
   * An open stream.
   *
   * @param next token of the event that comes next
   */
  private record Source(EventStream events, long next) {
    boolean isBroken() {
      return events.getError().isPresent();
    }
  }

  /** The two logs are not one. */
  private static final class Different extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Different(String sentence) {
      super(sentence);
    }

    /** Found in comparing them. */
    static Different in(String found) {
      return new Different(
          found
              + ". Restore the one of the two that is not as it was; the nodes go on by themselves"
              + " once they fit");
    }
  }

  /**
   * In what the two logs differ, whichever node has found it, and what is to be done; empty: they
   * are one, as far as is known.
   */
  public Optional<String> alarm() {
    return Optional.ofNullable(alarm);
  }

  /** Whether this node knows by now whether the two logs are one. */
  public boolean hasCompared() {
    return isCompared() || alarm != null;
  }

  /** An Axon Server that was lost and is there again may be another one. */
  private boolean isCompared() {
    Source open = source;
    return compared && open != null && !open.isBroken();
  }

  /**
   * Goes on only where the two logs are one.
   *
   * @throws Refused 503, where they are not
   * @throws RecordAway as long as it is not known
   */
  void requireSame() {
    String different = alarm;
    if (different != null) {
      throw ReadOnly.refusal(different);
    }
    if (!isCompared()) {
      throw RecordAway.nothingRecorded(
          new IllegalStateException("The copy has not been compared with Axon Server yet"));
    }
  }

  /**
   * How many events are still to be copied, as it was a moment ago: nobody who asks waits for Axon
   * Server or the database. NaN: it could not be told.
   */
  double behind() {
    return behind;
  }

  private void measure() {
    long now = System.nanoTime();
    if (now - measured < BETWEEN_MEASURES.toNanos()) {
      return;
    }
    try {
      behind = server.lastToken() + 1.0 - copy.state().token();
    } catch (RuntimeException away) {
      // What keeps it from copying is told elsewhere.
      behind = Double.NaN;
    }
    measured = now;
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("copy").daemon().start(this::run);
  }

  @Override
  public void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(LONGEST_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        boolean goesOn = looked();
        measure();
        if (!goesOn) {
          Thread.sleep(WAIT);
        }
      }
    } catch (InterruptedException stopping) {
      // The end of the thread.
    } finally {
      close();
    }
  }

  /** Whether to go on at once: not while another node copies, or none can. */
  private boolean looked() throws InterruptedException {
    try {
      boolean held = copies && copied();
      if (!held) {
        // A node that copies may have been given another Axon Server than this one.
        State seen =
            isCompared() ? copy.state() : snapshot.execute(status -> compared(copy.state()));
        if (seen.different() != null) {
          throw new Different(seen.different());
        }
      }
      if (alarm != null) {
        LOG.info("Axon Server and PostgreSQL are one log again");
      }
      alarm = null;
      failure = null;
      return held;
    } catch (Different different) {
      String sentence = Objects.requireNonNull(different.getMessage());
      if (!sentence.equals(alarm)) {
        LOG.error("Nothing more is copied from Axon Server: {}", sentence);
      }
      alarm = sentence;
    } catch (RecordAway
        | org.springframework.dao.DataAccessException
        | org.springframework.transaction.TransactionException away) {
      note(away);
    } catch (RuntimeException unexpected) {
      if (unexpected.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      LOG.error("The copy of the log could not go on, and tries again", unexpected);
    }
    close();
    return false;
  }

  private boolean copied() {
    try {
      return Boolean.TRUE.equals(
          transaction.execute(status -> copy.lock().map(this::batch).isPresent()));
    } catch (Different different) {
      copy.differs(Objects.requireNonNull(different.getMessage()));
      throw different;
    }
  }

  private State compared(State from) {
    opened(from);
    return from;
  }

  private void note(RuntimeException away) {
    String message = String.valueOf(NestedExceptionUtils.getMostSpecificCause(away).getMessage());
    if (!message.equals(failure)) {
      LOG.warn("The copy of the log waits: {}", message);
      if (!(away instanceof RecordAway) && !DatabaseAway.isMeantBy(away)) {
        LOG.error("It is not that the database is away", away);
      }
    }
    failure = message;
  }

  /** Copies what comes within a while. */
  private State batch(State from) {
    EventStream events = opened(from);
    List<StoredEvent> rows = new ArrayList<>();
    State to = from;
    EventWithToken next = next(events, WAIT);
    while (next != null) {
      to = new State(next.getToken() + 1, from.shift());
      rows.add(StoredForm.of(next.getEvent(), to.position()));
      next = rows.size() < BATCH ? next(events, Duration.ZERO) : null;
    }
    if (!rows.isEmpty()) {
      try {
        copy.add(rows, to);
      } catch (DuplicateKeyException known) {
        throw Different.in(
            "One of the events from %s of Axon Server on is in PostgreSQL otherwise: %s"
                .formatted(
                    named(rows.getFirst()),
                    NestedExceptionUtils.getMostSpecificCause(known).getMessage()));
      }
    }
    if (rows.isEmpty() && from.different() != null) {
      copy.advance(from);
    }
    source = new Source(events, to.token());
    return to;
  }

  /** Opens the stream at the last event that was copied, which has to be the same in both. */
  private EventStream opened(State from) {
    Source before = source;
    if (before == null || before.isBroken()) {
      compared = false;
    } else if (before.next() == from.token()) {
      return before.events();
    }
    copy.after(from.position())
        .ifPresent(
            row -> {
              throw Different.in(
                  "PostgreSQL has event %s, which was not copied from Axon Server"
                      .formatted(named(row)));
            });
    long last = server.lastToken();
    if (last + 1 < from.token()) {
      throw Different.in(
          "Axon Server has %d events, and %d were copied from it; the last of these was %s"
              .formatted(
                  last + 1,
                  from.token(),
                  copy.at(from.position()).map(Follower::named).orElse("?")));
    }
    EventStream events = server.events().openStream(Math.max(from.token() - 2, -1), BUFFER);
    source = new Source(events, from.token());
    if (before != null) {
      before.events().close();
    }
    if (from.token() > 0) {
      EventWithToken event = next(events, WAIT.multipliedBy(5));
      if (event == null) {
        throw RecordAway.nothingRecorded(
            new IllegalStateException("The stream of events stands still"));
      }
      StoredEvent there = StoredForm.of(event.getEvent(), from.position());
      StoredEvent here = copy.at(from.position()).orElse(null);
      if (!there.equals(here)) {
        throw Different.in(
            "Axon Server has event %s where PostgreSQL has %s"
                .formatted(named(there), here == null ? "none" : named(here)));
      }
    }
    compared = true;
    return events;
  }

  private static String named(StoredEvent event) {
    return "%s (%d of %s, position %d)"
        .formatted(event.eventId(), event.sequence(), event.aggregateId(), event.position());
  }

  private static @Nullable EventWithToken next(EventStream events, Duration patience) {
    EventWithToken next;
    try {
      next =
          patience.isZero()
              ? events.nextIfAvailable()
              : events.nextIfAvailable(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (next == null && events.isClosed()) {
      throw RecordAway.nothingRecorded(
          events.getError().orElseGet(() -> new IllegalStateException("The stream has ended")));
    }
    return next;
  }

  private void close() {
    compared = false;
    Source open = source;
    source = null;
    if (open != null) {
      open.events().close();
    }
  }
}
