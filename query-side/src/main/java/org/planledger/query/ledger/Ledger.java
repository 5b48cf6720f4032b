package org.planledger.query.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.DatabaseAway;
import org.planledger.store.Positions;
import org.planledger.store.ReadOnly;
import org.planledger.store.ReadOnly.Found;
import org.planledger.store.Repeated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets this node take part in keeping the ledger, for as long as it runs. */
final class Ledger implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Duration interval;
  private final LedgerTables tables;
  private final Positions positions;
  private final LedgerKeys keys;
  private final Sequencer sequencer;
  private final Publisher publisher;
  private final Witnesses witnesses;
  private final ReadOnly readOnly;
  private final TransactionTemplate transaction;
  private final Clock clock;

  private final Repeated looking = new Repeated("ledger");
  private volatile boolean begun;

  /** Whether the witnesses have said that they know no more of this log than there is here. */
  private boolean known;

  private volatile @Nullable String stopped;

  /** What all nodes have still to be told; null: nothing. */
  private @Nullable Found untold;

  private volatile @Nullable String failure;
  private volatile @Nullable Instant behindSince;
  private volatile List<VerifierKey> missingKeys = List.of();

  /** The last event that was new at that time. */
  private long behindHead;

  /** The last event that a checkpoint is known to cover. */
  private long covered;

  Ledger(
      Duration interval,
      LedgerTables tables,
      Positions positions,
      LedgerKeys keys,
      Sequencer sequencer,
      Publisher publisher,
      Witnesses witnesses,
      ReadOnly readOnly,
      TransactionTemplate transaction,
      Clock clock) {
    this.interval = interval;
    this.tables = tables;
    this.positions = positions;
    this.keys = keys;
    this.sequencer = sequencer;
    this.publisher = publisher;
    this.witnesses = witnesses;
    this.readOnly = readOnly;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Refuses the start where no key can be used; waits for a database that is away, or for a row
   * that is damaged to be put back, and signs nothing until then.
   */
  @Override
  public void start() {
    begun = false;
    try {
      publisher.open();
      begin();
    } catch (RolledBack rolledBack) {
      stopSigning(rolledBack);
    } catch (Refused | Malformed | NoSuchElementException damaged) {
      failed(damaged);
    } catch (IOException e) {
      throw new UncheckedIOException("The keys of the ledger: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      if (!DatabaseAway.isMeantBy(e)) {
        throw e;
      }
      LOG.warn(
          "The ledger waits for the database: {}",
          NestedExceptionUtils.getMostSpecificCause(e).getMessage());
    }
    looking.start(interval, this::look);
  }

  /** What comes before the first look. */
  private void begin() throws IOException {
    publisher.check();
    openKeys();
    publisher.restore();
    boolean cosigned = witnesses.askBeforeSigning();
    if (publisher.hasSigned()) {
      endReadOnly(cosigned);
    }
    begun = true;
  }

  /**
   * What another node has found, or this one before its folder of keys was lost, holds on; and what
   * a witness alone knows does until all have agreed: one that is silent takes nothing back.
   */
  private void endReadOnly(boolean witnessesAgree) {
    Optional<Found> found = readOnly.found();
    if (found.isPresent()) {
      String root = found.get().root();
      if (root == null && !witnessesAgree) {
        throw new RolledBack(
            Code.FORK,
            "%s. That holds until each witness of the settings has signed the latest checkpoint here at a start"
                .formatted(found.get().reason()));
      }
      if (root != null && !publisher.goesOnFrom(found.get().size(), root)) {
        throw new RolledBack(Code.TRUNCATED, found.get().reason());
      }
      readOnly.end();
    }
  }

  private void openKeys() throws IOException {
    try {
      transaction.executeWithoutResult(
          status -> {
            tables.lockAfterOthers();
            try {
              keys.open();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private void stopSigning(RolledBack rolledBack) {
    String finding = "%s: %s".formatted(rolledBack.code(), rolledBack.getMessage());
    stopped = finding;
    LOG.error("The ledger takes up and signs nothing any more: {}", finding);
    untold = rolledBack.found();
    beginReadOnly();
  }

  private void beginReadOnly() {
    Found found = untold;
    if (found != null) {
      try {
        readOnly.begin(found);
        untold = null;
      } catch (RuntimeException away) {
        LOG.warn("That nothing may be recorded could not be said yet: {}", away.getMessage());
      }
    }
  }

  /** Before the first request comes in. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
  }

  private void look() {
    if (stopped != null) {
      beginReadOnly();
      return;
    }
    boolean well = false;
    try {
      if (!begun) {
        begin();
      }
      sequencer.run();
      askBeforeTheFirst();
      publisher.publish();
      witnesses.ask();
      well = true;
    } catch (RolledBack rolledBack) {
      stopSigning(rolledBack);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failed(e);
    }
    try {
      noteWhetherBehind();
      if (well) {
        failure = null;
      }
    } catch (Throwable e) {
      if (well) {
        failed(e);
      }
    }
  }

  /** Of an error too: health must not stay up because nothing is looked at any more. */
  private void failed(Throwable e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    boolean isKnown = message.equals(failure);
    failure = message;
    if (!isKnown) {
      LOG.warn("The ledger could not go on, and tries again: {}", message, e);
    }
  }

  private void askBeforeTheFirst() throws IOException, InterruptedException {
    if (!known) {
      Optional<Signed> nothing = publisher.overNothing();
      if (nothing.isPresent()) {
        witnesses.askWhetherNew(nothing.get());
        endReadOnly(true);
      }
      known = true;
    }
  }

  private void noteWhetherBehind() throws IOException {
    State state = tables.state();
    missingKeys = keys.missing(state.size(), clock.instant());
    if (tables.latest().map(Signed::size).orElse(-1L) >= state.size()) {
      covered = state.position();
    }
    long head = positions.head();
    if (covered >= head) {
      behindSince = null;
    } else if (behindSince == null || covered >= behindHead) {
      // Under steady writing there is always something newer; what was new then is covered.
      behindSince = clock.instant();
      behindHead = head;
    }
  }

  /** Why nothing is taken up any more; null: all is well. */
  @Nullable String stopped() {
    return stopped;
  }

  /** Why the last look failed; null: it did not. */
  @Nullable String failure() {
    return failure;
  }

  /** Keys that have to sign, and of which the private ones are not on this node. */
  List<VerifierKey> missingKeys() {
    return missingKeys;
  }

  /** Since when there has been an event that no checkpoint covers; null: there is none. */
  @Nullable Instant behindSince() {
    return behindSince;
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
