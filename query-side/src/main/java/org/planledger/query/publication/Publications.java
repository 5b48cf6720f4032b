package org.planledger.query.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.DraftPublished;
import org.planledger.people.Caller;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.Taken;
import org.planledger.query.ledger.FirstCheckpoints;
import org.planledger.query.publication.PublicationTables.Due;
import org.planledger.query.publication.PublicationTables.Publication;
import org.planledger.query.texts.IssuedDrafts;
import org.planledger.store.Intake;
import org.planledger.store.OperationLog;
import org.planledger.store.ReadOnly;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a snapshot of each draft that is issued, as soon as a checkpoint covers the event.
 *
 * <p>One node at a time makes one. It is kept in one transaction, then the hash of its manifest is
 * recorded in the log, under an id that follows from the event's, and then it is done; whoever ends
 * in between leaves the rest to others, or to itself.
 */
public final class Publications implements SmartLifecycle {
  /** What a reader with a minimum position waits for. */
  public static final String GROUP = "publications";

  private static final List<String> EVENTS =
      List.of(DraftIssued.class.getSimpleName(), DraftWithdrawn.class.getSimpleName());
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  private final String node;
  private final StoredEvents log;
  private final LogReader reader;
  private final PublicationTables tables;
  private final IssuedDrafts drafts;
  private final FirstCheckpoints checkpoints;
  private final OperationLog operations;
  private final Caller caller;
  private final ReadOnly readOnly;
  private final Intake intake;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration interval;

  private final Repeated looking = new Repeated("publications");
  private volatile boolean running;
  private @Nullable String failure;

  /**
   * Makes them under the name of a node, and looks again after an interval.
   *
   * @param node no other node has it
   */
  Publications(
      String node,
      StoredEvents log,
      LogReader reader,
      PublicationTables tables,
      IssuedDrafts drafts,
      FirstCheckpoints checkpoints,
      OperationLog operations,
      Caller caller,
      ReadOnly readOnly,
      JdbcClient database,
      PlatformTransactionManager transactions,
      Clock clock,
      Duration interval) {
    this.node = node;
    this.log = log;
    this.reader = reader;
    this.tables = tables;
    this.drafts = drafts;
    this.checkpoints = checkpoints;
    this.operations = operations;
    this.caller = caller;
    this.readOnly = readOnly;
    this.intake = new Intake(log, database, transactions, "publication_log", EVENTS);
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.interval = interval;
  }

  /** Whether what was issued and withdrawn up to a position can be read. */
  public boolean covers(long position) {
    return intake.position() >= position && !tables.isWaiting(position);
  }

  /**
   * What somebody has to look after: a sentence for each snapshot that could not be made, and for
   * an event that this version is too old for.
   */
  public List<String> problems() {
    return Stream.concat(
            intake.problem().stream(),
            tables.failed().stream()
                .map(
                    due ->
                        "Draft %s of plan %s is not published: %s"
                            .formatted(due.document(), due.planId(), due.failure())))
        .toList();
  }

  @Override
  public void start() {
    running = true;
    looking.start(interval, this::look);
  }

  private void look() {
    try {
      long settled = log.settled();
      intake.upTo(settled, () -> running, this::take);
      for (Due due : tables.due(node)) {
        if (running && drafts.covers(due.position())) {
          checkpoints.over(due.eventId()).ifPresent(first -> make(due, first));
        }
      }
      failure = null;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!message.equals(failure)) {
        LOG.warn("Publications stand still, and are tried again: {}", message);
      }
      failure = message;
    }
  }

  private void take(StoredEvent row) {
    Taken taken = reader.read(row);
    if (taken.event() instanceof DraftIssued event) {
      // After a restore the log is read again, and most of it was published before.
      if (tables.find(event.planId(), event.document()).isEmpty()
          || log.find(idOfPublished(row.eventId())).isEmpty()) {
        tables.add(row.eventId(), taken.recorded(DraftIssued.class));
      }
    } else {
      tables.add(taken.recorded(DraftWithdrawn.class), actor(taken));
    }
  }

  private static @Nullable String actor(Taken taken) {
    return (String) taken.metaData().get("actor");
  }

  private void make(Due due, FirstCheckpoints.First first) {
    if (!tables.claim(due, node)) {
      return;
    }
    try {
      Optional<String> told = told(due);
      Publication made =
          tables
              .find(due.planId(), due.document())
              .orElseGet(() -> keep(due, snapshot(due, first), told));
      if (told.isEmpty()) {
        if (readOnly.isOn()) {
          return;
        }
        operations.record(
            idOfPublished(due.eventId()),
            new DraftPublished(
                due.planId(), due.document(), due.revision(), made.sha256(), LocalDate.now(clock)),
            caller.itself(),
            null);
      }
      tables.done(due);
    } catch (DuplicateKeyException another) {
      // It took longer than the claim, and another node has made it meanwhile.
      LOG.debug("Draft {} was published by another node", due.document(), another);
    } catch (RuntimeException e) {
      String why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!why.equals(due.failure())) {
        LOG.error("Draft {} of plan {} is not published", due.document(), due.planId(), e);
      }
      tables.failed(due, why);
    }
  }

  private Snapshot snapshot(Due due, FirstCheckpoints.First first) {
    StoredEvent row = log.find(due.eventId()).orElseThrow();
    return Snapshot.of(
        due,
        drafts.of(due.planId(), due.document(), due.revision()),
        actor(reader.read(row)),
        first);
  }

  /** The hash that the log says the manifest has; empty: nothing was published yet. */
  private Optional<String> told(Due due) {
    return log.find(idOfPublished(due.eventId()))
        .map(row -> ((DraftPublished) reader.read(row).event()).sha256());
  }

  private Publication keep(Due due, Snapshot snapshot, Optional<String> told) {
    Publication made =
        new Publication(
            due.position(),
            due.planId(),
            due.document(),
            due.revision(),
            snapshot.manifest(),
            snapshot.sha256());
    if (told.isPresent() && !told.get().equals(made.sha256())) {
      throw new IllegalStateException(
          "it was published with the SHA-256 %s and its rows are lost; this version of Planledger makes %s. Restore a backup"
              .formatted(told.get(), made.sha256()));
    }
    transaction.executeWithoutResult(status -> tables.add(made, snapshot.files()));
    return made;
  }

  private static String idOfPublished(String eventId) {
    return UUID.nameUUIDFromBytes(("published " + eventId).getBytes(UTF_8)).toString();
  }

  @Override
  public void stop() {
    running = false;
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
