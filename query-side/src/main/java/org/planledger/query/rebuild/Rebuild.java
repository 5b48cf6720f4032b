package org.planledger.query.rebuild;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.OperationEvent;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.operation.event.ProjectionRebuilt;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.Taken;
import org.planledger.query.lists.Lists;
import org.planledger.query.rebuild.RebuildState.Asker;
import org.planledger.query.rebuild.RebuildState.Ended;
import org.planledger.query.rebuild.RebuildState.Running;
import org.planledger.query.rebuild.RebuildState.Unrecorded;
import org.planledger.store.DeadLetters;
import org.planledger.store.OperationLog;
import org.planledger.store.Parking;
import org.planledger.store.Progress;
import org.planledger.store.ReadOnly;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the lists anew from the log, in tables beside those that answers are read from, and puts
 * the result into these when it has come as far as they have.
 *
 * <p>It goes in batches. Each is one transaction of whichever node holds the lock on the state of
 * the rebuild, with how far it has come, so that a node that is killed leaves its work to the
 * others, or to itself after a restart. The last transaction also holds the lock of the live tables
 * ({@link Lists}): nothing is written to them meanwhile, and the tables beside them are brought to
 * exactly the events that the live ones have taken, so that what differs is wrong and the token of
 * the lists remains what it is.
 *
 * <p>What waits in the dead letters is left out: only a retry takes it, in its order. What was
 * discarded is left out as long as it fails.
 */
public final class Rebuild implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final Set<String> REQUESTS =
      Set.of(ProjectionRebuildRequested.class.getSimpleName());
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int BATCH = 200;
  private static final int LONGEST_EXCHANGE_SECONDS = 3_600;

  private final RebuildState state;
  private final Lists live;
  private final Lists beside;
  private final Exchange exchange;
  private final EventProcessingConfiguration processing;
  private final StoredEvents log;
  private final LogReader reader;
  private final Progress progress;
  private final DeadLetters letters;
  private final OperationLog operations;
  private final ReadOnly readOnly;
  private final TransactionTemplate transaction;
  private final TransactionTemplate savepoint;
  private final TransactionTemplate exchanging;
  private final Clock clock;

  private final Repeated looking = new Repeated("rebuild");
  private @Nullable String failure;

  Rebuild(
      RebuildState state,
      Lists live,
      Lists beside,
      Exchange exchange,
      EventProcessingConfiguration processing,
      StoredEvents log,
      LogReader reader,
      Progress progress,
      DeadLetters letters,
      OperationLog operations,
      ReadOnly readOnly,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.state = state;
    this.live = live;
    this.beside = beside;
    this.exchange = exchange;
    this.processing = processing;
    this.log = log;
    this.reader = reader;
    this.progress = progress;
    this.letters = letters;
    this.operations = operations;
    this.readOnly = readOnly;
    this.clock = clock;
    transaction = new TransactionTemplate(transactions);
    savepoint = new TransactionTemplate(transactions);
    savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    exchanging = new TransactionTemplate(transactions);
    exchanging.setTimeout(LONGEST_EXCHANGE_SECONDS);
  }

  /** Is told how far a rebuild has come. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Is called now and then.
     *
     * @param done the position that the rebuild has come to
     * @param total the position it has to come to; 0: not known yet
     */
    void reached(long done, long total);
  }

  /**
   * Waits for the end of the rebuild that an event asked for.
   *
   * @param request number of that event among those of operators
   * @return how many rows were not what they are now
   * @throws IllegalStateException when it was given up, or waits for the lists of this node, which
   *     fail on an event
   * @throws InterruptedException when interrupted while waiting; the rebuild goes on
   */
  public long await(long request, Watcher watcher) throws InterruptedException {
    while (true) {
      // First: a request that is read runs until it has ended.
      boolean read = state.requestRead() >= request;
      Optional<Running> running = state.running();
      running.ifPresent(
          now ->
              watcher.reached(
                  Math.min(Objects.requireNonNullElse(now.position(), 0L), now.total()),
                  now.total()));
      if (read && running.isEmpty()) {
        Ended ended = state.ended().orElseThrow();
        if (ended.failure() != null) {
          throw new IllegalStateException(
              "The lists are as they were, for the rebuild was given up: " + ended.failure());
        }
        return Objects.requireNonNull(ended.differences());
      }
      processing
          .eventProcessor(LogEntries.GROUP, StreamingEventProcessor.class)
          .flatMap(
              lists ->
                  lists.processingStatus().values().stream()
                      .filter(EventTrackerStatus::isErrorState)
                      .filter(failed -> !(failed.getError() instanceof Parking.TriedAgain))
                      .findFirst())
          .ifPresent(
              failed -> {
                throw new IllegalStateException("The lists fail on an event", failed.getError());
              });
      Thread.sleep(BETWEEN_LOOKS.dividedBy(20));
    }
  }

  @Override
  public void start() {
    looking.start(BETWEEN_LOOKS, this::look);
  }

  private void look() {
    try {
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = step();
      }
      failure = null;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!message.equals(failure)) {
        LOG.warn("A rebuild could not go on, and tries again: {}", message, e);
      }
      failure = message;
    }
  }

  /**
   * Does the next piece of what there is to do.
   *
   * @return whether there may be more; false also while another node is at it
   * @throws InterruptedException when interrupted while waiting
   */
  synchronized boolean step() throws InterruptedException {
    if (!record()) {
      return false;
    }
    readRequests();
    Optional<Running> running = state.running();
    if (running.isEmpty()) {
      return false;
    }
    // Never past the live tables: what they have not taken cannot be compared.
    long upTo = Math.min(log.settled(), progress.of(LogEntries.GROUP));
    try {
      return running.get().position() == null ? begin() : goOn(upTo);
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted() || !Parking.liesInTheEvent(e)) {
        throw e;
      }
      LOG.error("The rebuild of the lists is given up; they are as they were", e);
      transaction.executeWithoutResult(
          status -> state.lock().ifPresent(failed -> giveUp(failed, e)));
      return true;
    }
  }

  private void giveUp(Running running, RuntimeException cause) {
    state.end(
        running,
        new Ended(clock.instant(), null, null, List.of(), String.valueOf(cause.getMessage())));
  }

  /**
   * Puts into the log how a rebuild ended; once, also if this node is killed on the way.
   *
   * @return false: nothing may be recorded at the moment, and no other rebuild begins before
   */
  private boolean record() {
    Optional<Unrecorded> unrecorded = state.unrecorded();
    if (unrecorded.isPresent() && readOnly.isOn()) {
      return false;
    }
    unrecorded.ifPresent(
        ended -> {
          operations.record(
              ended.event(),
              new ProjectionRebuilt(
                  LogEntries.GROUP, ended.position(), ended.differences(), LocalDate.now(clock)),
              ended.asker().actor(),
              ended.asker().onBehalfOf());
          state.recorded(ended.event());
        });
    return true;
  }

  /**
   * Looks for requests in the stream of operations: it has no gaps, so that none is passed over,
   * and a processor would store its token at each event of the log for the sake of these few.
   */
  private void readRequests() {
    for (StoredEvent row :
        log.ofStream(OperationEvent.STREAM, REQUESTS, state.requestRead(), Long.MAX_VALUE, BATCH)) {
      Taken request = reader.read(row);
      ProjectionRebuildRequested asked = (ProjectionRebuildRequested) request.event();
      if (asked.projection().equals(LogEntries.GROUP)) {
        MetaData sender = request.metaData();
        Asker asker =
            new Asker(String.valueOf(sender.get("actor")), (String) sender.get("onBehalfOf"));
        transaction.executeWithoutResult(
            status -> state.ask(row.sequence(), row.eventId(), asker, clock.instant()));
      } else {
        state.passOver(row.sequence());
      }
    }
  }

  private boolean begin() throws InterruptedException {
    long total = log.settled();
    return done(
        transaction.execute(
            status -> {
              if (state.lock().filter(running -> running.position() == null).isEmpty()) {
                return false;
              }
              beside.clear();
              state.begin(total);
              return true;
            }));
  }

  private boolean goOn(long upTo) {
    Optional<Boolean> wrote =
        Objects.requireNonNull(
            transaction.execute(status -> locked().map(running -> write(running, upTo))));
    if (wrote.isEmpty() || wrote.get()) {
      return wrote.isPresent();
    }
    return done(
        exchanging.execute(status -> locked().map(running -> finish(running, upTo)).orElse(false)));
  }

  /** The rebuild that has begun, for this transaction alone. */
  private Optional<Running> locked() {
    return state.lock().filter(running -> running.position() != null);
  }

  private static boolean done(@Nullable Boolean done) {
    return Boolean.TRUE.equals(done);
  }

  /** Writes a batch; false: there is none. */
  private boolean write(Running running, long upTo) {
    long position = Objects.requireNonNull(running.position());
    List<StoredEvent> batch = log.after(position, upTo, BATCH);
    if (!batch.isEmpty()) {
      take(batch);
      state.advance(batch.getLast().position());
    }
    return !batch.isEmpty();
  }

  /** Takes the next events into the tables beside, but for what the lists leave out. */
  private void take(List<StoredEvent> batch) {
    Set<String> waiting =
        letters.among(LogEntries.GROUP, batch.stream().map(StoredEvent::eventId).toList());
    Set<String> discarded = letters.discarded(LogEntries.GROUP);
    List<Taken> together = new ArrayList<>();
    for (StoredEvent row : batch) {
      if (discarded.contains(row.eventId())) {
        beside.take(together);
        together.clear();
        takeUnlessItFails(row);
      } else if (!waiting.contains(row.eventId())) {
        together.add(read(row));
      }
    }
    beside.take(together);
  }

  private void takeUnlessItFails(StoredEvent discarded) {
    try {
      savepoint.executeWithoutResult(status -> beside.take(List.of(read(discarded))));
    } catch (RuntimeException failure) {
      if (!Parking.liesInTheEvent(failure)) {
        throw failure;
      }
    }
  }

  private Taken read(StoredEvent row) {
    try {
      return reader.read(row);
    } catch (RuntimeException unreadable) {
      throw new IllegalStateException(
          "event %s at position %d cannot be read: %s"
              .formatted(row.eventId(), row.position(), unreadable.getMessage()),
          unreadable);
    }
  }

  /** Brings the tables beside to what the live ones have taken, and puts them into these. */
  private boolean finish(Running running, long upTo) {
    if (upTo < running.total()) {
      return false;
    }
    live.lock();
    Progress.Taken taken = progress.taken(LogEntries.GROUP);
    long position = Objects.requireNonNull(running.position());
    List<StoredEvent> rest = log.after(position, taken.last(), BATCH);
    while (!rest.isEmpty()) {
      take(rest.stream().filter(row -> taken.test(row.position())).toList());
      position = rest.getLast().position();
      rest = log.after(position, taken.last(), BATCH);
    }
    // What was set aside, tried again or discarded meanwhile.
    Set<String> again = new HashSet<>(letters.since(LogEntries.GROUP).keySet());
    again.addAll(beside.incomplete(position));
    for (String stream : again) {
      takeAgain(stream, taken);
    }
    Exchange.Outcome outcome = exchange.run();
    state.end(
        running, new Ended(clock.instant(), position, outcome.differences(), outcome.told(), null));
    if (outcome.differences() > 0) {
      LOG.warn(
          "{} rows of the lists were not what the log says, such as: {}",
          outcome.differences(),
          outcome.told());
    }
    LOG.info("The lists are made anew up to position {}", position);
    return true;
  }

  private void takeAgain(String stream, Progress.Taken taken) {
    beside.remove(stream);
    List<StoredEvent> page = log.ofStream(stream, 0, BATCH);
    while (!page.isEmpty()) {
      take(page.stream().filter(row -> taken.test(row.position())).toList());
      page = log.ofStream(stream, page.getLast().sequence() + 1, BATCH);
    }
  }

  @Override
  public void stop() {
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
