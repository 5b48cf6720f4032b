package org.planledger.query.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding;
import org.planledger.problem.Refused;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.query.rebuild.Reconciliation;
import org.planledger.store.DeadLetters;

/** How the ledger is, as this node sees it. */
final class LedgerStatus {
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  private final LedgerSettings settings;
  private final LedgerTables tables;
  private final Ledger ledger;
  private final Witnesses witnesses;
  private final SelfAudit audit;
  private final Reconciliation reconciliation;
  private final DeadLetters letters;
  private final Supplier<Optional<String>> copyAlarm;
  private final Clock clock;

  LedgerStatus(
      LedgerSettings settings,
      LedgerTables tables,
      Ledger ledger,
      Witnesses witnesses,
      SelfAudit audit,
      Reconciliation reconciliation,
      DeadLetters letters,
      Supplier<Optional<String>> copyAlarm,
      Clock clock) {
    this.settings = settings;
    this.tables = tables;
    this.ledger = ledger;
    this.witnesses = witnesses;
    this.audit = audit;
    this.reconciliation = reconciliation;
    this.letters = letters;
    this.copyAlarm = copyAlarm;
    this.clock = clock;
  }

  /**
   * The status.
   *
   * @param size number of leaves
   * @param checkpoint the latest; null: none is signed yet, or its row is damaged
   * @param behindSince since when there are events that no checkpoint covers; null: there are none
   * @param unwitnessedSince when the first checkpoint was signed that waits for the quorum; null:
   *     none does, or no quorum is asked for
   * @param audit the self-audit
   * @param problems sentences; empty: all is well
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Status(
      String origin,
      long size,
      long position,
      @Nullable Published checkpoint,
      @Nullable Instant behindSince,
      int quorum,
      @Nullable Long witnessedSize,
      @Nullable Instant unwitnessedSince,
      List<Witness> witnesses,
      List<Key> keys,
      Audit audit,
      List<String> problems) {}

  /** A checkpoint; final: enough witnesses have signed it. */
  record Published(
      long size,
      String root,
      Instant signedAt,
      @com.fasterxml.jackson.annotation.JsonProperty("final") boolean isFinal) {}

  /** A witness, and the last checkpoint that it has signed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Witness(
      String url,
      String key,
      long size,
      @Nullable Instant signedAt,
      @Nullable String failure,
      @Nullable String alarm) {}

  /**
   * A key of the log.
   *
   * @param witnessedTo size of the last checkpoint with its signature that the quorum has signed,
   *     or one witness where no quorum is asked for; null: none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Key(
      String key,
      long fromSize,
      @Nullable Instant until,
      @Nullable Long toSize,
      @Nullable Long witnessedTo) {}

  /**
   * The last run of the self-audit that found nothing, and what the last run found.
   *
   * @param parked streams, with the revision from which on their rows wait in the dead letters and
   *     are not compared
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Audit(
      SelfAudit.@Nullable Passed passed, List<Finding> findings, Map<String, Long> parked) {}

  Status now() {
    State state = tables.state();
    List<String> problems = problems();
    Optional<Signed> latest = unlessDamaged(tables::latest, Optional.empty(), problems);
    Optional<Signed> witnessed =
        unlessDamaged(
            () -> tables.latestWitnessed(settings.witnessKeys(), settings.quorum()),
            Optional.empty(),
            problems);
    Optional<Instant> unwitnessed =
        settings.quorum() == 0
            ? Optional.empty()
            : tables.oldestAfter(witnessed.map(Signed::size).orElse(0L));
    return new Status(
        settings.origin(),
        state.size(),
        state.position(),
        latest
            .map(
                signed ->
                    new Published(
                        signed.size(),
                        signed.checkpoint().root().base64(),
                        signed.at(),
                        witnessed.map(Signed::size).orElse(-1L) == signed.size()))
            .orElse(null),
        ledger.behindSince(),
        settings.quorum(),
        settings.quorum() == 0 ? null : witnessed.map(Signed::size).orElse(0L),
        unwitnessed.orElse(null),
        witnesses.clients().stream()
            .map(
                client ->
                    new Witness(
                        client.url().toString(),
                        client.key().toString(),
                        client.cosigned(),
                        client.seen(),
                        client.failure(),
                        client.alarm()))
            .toList(),
        unlessDamaged(tables::keys, List.<LogKey>of(), problems).stream()
            .map(
                key ->
                    new Key(
                        key.key().toString(),
                        key.from(),
                        key.until(),
                        key.to(),
                        tables
                            .witnessed(key, settings.witnessKeys(), settings.quorum())
                            .orElse(null)))
            .toList(),
        new Audit(audit.passed(), audit.findings(), letters.since(LogEntries.GROUP)),
        problems);
  }

  /** What a row says; of one that is damaged nothing, but that is a problem. */
  private static <T> T unlessDamaged(Supplier<T> row, T nothing, List<String> problems) {
    try {
      return row.get();
    } catch (Refused damaged) {
      String problem = String.valueOf(damaged.getMessage());
      if (problems.stream().noneMatch(known -> known.contains(problem))) {
        problems.add(problem);
      }
      return nothing;
    }
  }

  /** What somebody has to look after. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    String stopped = ledger.stopped();
    if (stopped != null) {
      problems.add("Nothing is taken up or signed any more: " + stopped);
    }
    copyAlarm
        .get()
        .ifPresent(alarm -> problems.add("Nothing more is copied from Axon Server: " + alarm));
    String failure = ledger.failure();
    if (failure != null) {
      problems.add("The last look for new events failed: " + failure);
    }
    for (VerifierKey key : ledger.missingKeys()) {
      problems.add(
          "The key %s has to sign, and its private key is not in %s on this node: put a copy of it there"
              .formatted(key, settings.keys()));
    }
    Instant behind = ledger.behindSince();
    if (behind != null && behind.plus(LONGEST_DELAY).isBefore(clock.instant())) {
      problems.add("Since %s there are events that no checkpoint covers".formatted(behind));
    }
    for (WitnessClient client : witnesses.clients()) {
      String alarm = client.alarm();
      if (alarm != null) {
        problems.add("FORK: " + alarm);
      }
    }
    problems.addAll(audit.problems());
    problems.addAll(reconciliation.problems());
    return problems;
  }
}
