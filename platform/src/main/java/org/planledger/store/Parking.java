package org.planledger.store;

import com.fasterxml.jackson.core.JacksonException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.messaging.deadletter.GenericDeadLetter;
import org.axonframework.messaging.deadletter.SequencedDeadLetterQueue;
import org.axonframework.messaging.deadletter.ThrowableCause;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Has a processing group set aside an event that it fails on, with all later ones of the same
 * stream, and go on with other streams.
 *
 * <p>A letter is written in the transaction that writes the rows and the token of the events around
 * it. A statement that fails spoils its transaction; so the batch in which an event fails is rolled
 * back and tried again, and from then on for a while each event has a savepoint to be rolled back
 * to. An event is set aside only for what lies in it: where the database is away, slow or in
 * another's hands, the group stops and tries again, and so it does where there is no room for more
 * letters.
 *
 * <p>Whoever handles an event, adds a letter or takes one away holds a lock until the end of the
 * transaction, and takes it before he reads anything. So what an operator has tried again, on any
 * node, never crosses the work of the group.
 *
 * <p>A letter says which event waits. What it says is read from the log when it is tried again:
 * what mends it may be an upcaster, or the row put right.
 */
public final class Parking {
  /** How many events without a failure have one a savepoint. */
  private static final int CAREFUL = 1_000;

  private static final int LONGEST_CAUSE = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

  private final String group;
  private final Runnable lock;
  private final SequencedDeadLetterQueue<EventMessage<?>> queue;
  private final JdbcClient database;
  private final DeadLetters letters;
  private final StoredEvents log;
  private final StoredMessages messages;
  private final PlatformTransactionManager transactions;
  private volatile @Nullable EventHandlerInvoker handlers;

  Parking(
      String group,
      Runnable lock,
      SequencedDeadLetterQueue<EventMessage<?>> queue,
      JdbcClient database,
      DeadLetters letters,
      StoredEvents log,
      StoredMessages messages,
      PlatformTransactionManager transactions) {
    this.group = group;
    this.lock = lock;
    this.queue = queue;
    this.database = database;
    this.letters = letters;
    this.log = log;
    this.messages = messages;
    this.transactions = transactions;
  }

  /**
   * A batch has failed for what may lie in one of its events: it is tried again, event by event.
   */
  public static final class TriedAgain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TriedAgain(Exception cause) {
      super("Tried again event by event: " + cause.getMessage(), cause);
    }
  }

  /** The group of these handlers sets events aside from now on. */
  EventHandlerInvoker around(EventHandlerInvoker handlers) {
    this.handlers = new EveryEvent(handlers);
    return new Careful(handlers);
  }

  /** Of one processor, which works on one batch at a time. */
  private final class Careful extends EveryEvent {
    /** How many events still have a savepoint. */
    private int careful;

    Careful(EventHandlerInvoker handlers) {
      super(handlers);
    }

    @Override
    public void handle(EventMessage<?> event, Segment segment) throws Exception {
      String sequence = sequence(event);
      // Once for the events of a transaction, before its first savepoint, which would let go of it.
      Set<String> parked =
          CurrentUnitOfWork.get()
              .getOrComputeResource(
                  Parking.class.getName() + "." + group,
                  resource -> {
                    lock.run();
                    return new HashSet<>(letters.since(group).keySet());
                  });
      if (parked.contains(sequence)) {
        enqueue(sequence, event, null);
      } else if (!isHandled(sequence, event, segment)) {
        parked.add(sequence);
      }
    }

    /** False: it is set aside. */
    private boolean isHandled(String sequence, EventMessage<?> event, Segment segment)
        throws Exception {
      if (careful == 0) {
        try {
          super.handle(event, segment);
        } catch (Exception failure) {
          if (liesInTheEvent(failure)) {
            careful = CAREFUL;
            throw new TriedAgain(failure);
          }
          throw failure;
        }
        return true;
      }
      Optional<Exception> failure = inSavepoint(() -> super.handle(event, segment));
      if (failure.isEmpty()) {
        careful--;
        return true;
      }
      careful = CAREFUL;
      if (letters.discarded(group).contains(event.getIdentifier())) {
        LOG.warn("{} leaves out event {}, which was discarded", group, event.getIdentifier());
        return true;
      }
      setAside(sequence, event, failure.get());
      return false;
    }
  }

  private void setAside(String sequence, EventMessage<?> event, Exception failure) {
    LOG.error(
        "{} sets event {} of {} aside, and all that follow it there",
        group,
        event.getIdentifier(),
        sequence,
        failure);
    enqueue(sequence, event, failure);
  }

  /** The group whose events these are. */
  public String group() {
    return group;
  }

  /**
   * Has the group handle what waits in a sequence, from the log and in its order, up to the first
   * event that fails again. Call it in a transaction.
   */
  public void retry(String sequence) {
    lock.run();
    handleWaiting(sequence);
  }

  /**
   * Has the group leave an event out, and handle those that waited for it. Call it in a
   * transaction.
   *
   * @param event its id; nothing is done where it does not wait
   */
  public void discard(String sequence, String event) {
    lock.run();
    int left =
        database
            .sql(
                "DELETE FROM dead_letter WHERE processing_group = ? AND sequence_id = ? AND"
                    + " event_id = ?")
            .params(group, sequence, event)
            .update();
    if (left > 0) {
      handleWaiting(sequence);
    }
  }

  /**
   * Has the group handle an event that it has passed over, or sets it aside if it fails on it. Call
   * it in a transaction.
   *
   * @return false: it waits among the letters
   */
  public boolean handleMissed(StoredEvent missed) {
    lock.run();
    String sequence = missed.aggregateId();
    boolean waits =
        letters
            .first(group, sequence)
            .filter(first -> first.revision() < missed.sequence())
            .isPresent();
    if (waits) {
      enqueue(sequence, messages.unread(missed), null);
      return false;
    }
    Optional<Exception> failure = inSavepoint(() -> handle(missed));
    failure.ifPresent(cause -> setAside(sequence, messages.unread(missed), cause));
    return failure.isEmpty();
  }

  private void handle(StoredEvent event) throws Exception {
    Objects.requireNonNull(handlers, "no handlers of " + group)
        .handle(messages.of(event), Segment.ROOT_SEGMENT);
  }

  private record Waiting(String letter, String event) {}

  private void handleWaiting(String sequence) {
    List<Waiting> waiting =
        database
            .sql(
                """
                SELECT letter_id, event_id FROM dead_letter
                WHERE processing_group = ? AND sequence_id = ? ORDER BY sequence_number\
                """)
            .params(group, sequence)
            .query((row, number) -> new Waiting(row.getString(1), row.getString(2)))
            .list();
    for (Waiting next : waiting) {
      Optional<Exception> failure = inSavepoint(() -> handle(stored(next.event())));
      if (failure.isPresent()) {
        touch(next, cause(failure.get()));
        return;
      }
      database.sql("DELETE FROM dead_letter WHERE letter_id = ?").param(next.letter()).update();
    }
  }

  private StoredEvent stored(String event) {
    return log.find(event)
        .orElseThrow(() -> new IllegalStateException("the log does not hold it any more"));
  }

  private void touch(Waiting letter, ThrowableCause cause) {
    database
        .sql(
            "UPDATE dead_letter SET cause_type = ?, cause_message = ?, last_touched = ? WHERE"
                + " letter_id = ?")
        .params(
            cause.type(),
            cause.message(),
            GenericDeadLetter.clock.instant().toString(),
            letter.letter())
        .update();
  }

  private static String sequence(EventMessage<?> event) {
    return event instanceof DomainEventMessage<?> recorded
        ? recorded.getAggregateIdentifier()
        : event.getIdentifier();
  }

  private void enqueue(String sequence, EventMessage<?> event, @Nullable Exception failure) {
    queue.enqueue(
        sequence,
        failure == null
            ? new GenericDeadLetter<>(sequence, dated(event))
            : new GenericDeadLetter<>(sequence, dated(event)).withCause(cause(failure)));
  }

  /** The queue writes the time of an event, which may be what cannot be read. */
  private static EventMessage<?> dated(EventMessage<?> event) {
    try {
      event.getTimestamp();
      return event;
    } catch (DateTimeException unreadable) {
      return event instanceof DomainEventMessage<?> recorded
          ? new GenericDomainEventMessage<>(
              recorded.getType(),
              recorded.getAggregateIdentifier(),
              recorded.getSequenceNumber(),
              event,
              () -> Instant.EPOCH)
          : event;
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  /**
   * Runs a step of the transaction there is.
   *
   * @return what failed in it, if that lies in the event; the step is undone then
   */
  private Optional<Exception> inSavepoint(Step step) {
    TransactionStatus savepoint =
        transactions.getTransaction(
            new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED));
    try {
      step.run();
    } catch (Exception failure) {
      transactions.rollback(savepoint);
      if (liesInTheEvent(failure)) {
        return Optional.of(failure);
      }
      throw failure instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failure);
    }
    transactions.commit(savepoint);
    return Optional.empty();
  }

  /** Whether it would fail again; not where the database is away, slow or in another's hands. */
  public static boolean liesInTheEvent(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TransientDataAccessException
          || cause instanceof TransactionException
          || cause instanceof InterruptedException
          || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError))) {
        return false;
      }
    }
    return !DatabaseAway.isMeantBy(failure);
  }

  private static ThrowableCause cause(Exception failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    return new ThrowableCause(
        root.getClass().getName(), sentence(failure) + ": " + plain(root.getMessage()));
  }

  private static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SerializationException || cause instanceof JacksonException) {
        return "it cannot be read";
      }
      if (cause instanceof SQLException || cause instanceof DataAccessException) {
        return "the database does not take what is made of it";
      }
    }
    return "it cannot be handled";
  }

  /** What a database takes for text. */
  private static String plain(@Nullable String message) {
    return Objects.requireNonNullElse(message, "nothing is known of it")
        .codePoints()
        .map(c -> Character.isISOControl(c) || isSurrogate(c) ? ' ' : c)
        .limit(LONGEST_CAUSE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
