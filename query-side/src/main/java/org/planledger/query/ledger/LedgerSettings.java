package org.planledger.query.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.VerifierKey;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the ledger.
 *
 * @param origin the name of the log, a URL without its scheme; it never changes
 * @param keys folder of the private keys and of the last checkpoint, outside the database
 * @param interval between two looks for new events, and so between checkpoints; 50 seconds at most
 * @param audit interval between two runs of the self-audit
 * @param witnesses who are asked to cosign checkpoints
 * @param quorum how many of them make a checkpoint final; 0: none is
 */
@ConfigurationProperties("planledger.ledger")
record LedgerSettings(
    String origin,
    Path keys,
    Duration interval,
    Duration audit,
    List<Witness> witnesses,
    int quorum) {
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

  /** The rest is for the work, which the interval follows. */
  private static final Duration LONGEST_INTERVAL = LONGEST_DELAY.minusSeconds(10);

  /**
   * A witness.
   *
   * @param url what {@code /add-checkpoint} is added to
   * @param key its verifier key
   */
  record Witness(URI url, String key) {
    VerifierKey verifier() {
      return VerifierKey.parse(key);
    }
  }

  LedgerSettings {
    witnesses = witnesses == null ? List.of() : List.copyOf(witnesses);
    try {
      new Checkpoint(origin, 0, Merkle.EMPTY);
    } catch (Malformed malformed) {
      throw new IllegalArgumentException(
          "planledger.ledger.origin is \"%s\": %s".formatted(origin, malformed.getMessage()));
    }
    if (!interval.isPositive() || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "planledger.ledger.interval is %s, and may be %s at most: an event has to be under a checkpoint after %s"
              .formatted(interval, LONGEST_INTERVAL, LONGEST_DELAY));
    }
    Set<VerifierKey> keysOfWitnesses = new HashSet<>();
    for (Witness witness : witnesses) {
      try {
        if (witness.verifier().kind() != KeyKind.WITNESS
            || !keysOfWitnesses.add(witness.verifier())) {
          throw new Malformed("not the key of a witness, or given twice");
        }
      } catch (Malformed malformed) {
        throw new IllegalArgumentException(
            "planledger.ledger.witnesses: the key of %s is \"%s\": %s"
                .formatted(witness.url(), witness.key(), malformed.getMessage()));
      }
    }
    if (quorum < 0 || quorum > witnesses.size()) {
      throw new IllegalArgumentException(
          "planledger.ledger.quorum is %d, and there are %d witnesses"
              .formatted(quorum, witnesses.size()));
    }
  }

  List<VerifierKey> witnessKeys() {
    return witnesses.stream().map(Witness::verifier).toList();
  }
}
