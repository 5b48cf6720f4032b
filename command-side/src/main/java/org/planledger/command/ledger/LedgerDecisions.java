package org.planledger.command.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.command.ErasePerson;
import org.planledger.ledger.command.LedgerCommand;
import org.planledger.ledger.command.RotateLedgerKey;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.LedgerEvent;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.problem.Refused;

/**
 * Decides on commands to the ledger.
 *
 * @param origin name of the log
 * @param keys that rotations have named
 * @param erased ids of persons
 */
record LedgerDecisions(String origin, Set<String> keys, Set<String> erased, Instant now) {

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field or a rule stands against it
   */
  LedgerEvent decide(LedgerCommand command) {
    return switch (command) {
      case RotateLedgerKey c -> rotated(c);
      case ErasePerson c -> {
        if (erased.contains(c.person())) {
          throw Refused.rule("The name of %s is erased already.".formatted(c.person()));
        }
        yield new SubjectErased(c.person(), day(c.on()));
      }
    };
  }

  private KeyRotated rotated(RotateLedgerKey c) {
    try {
      VerifierKey key = VerifierKey.parse(c.key());
      if (key.kind() != KeyKind.LOG) {
        throw Refused.field("/key", "is the key of a witness; give one that signs checkpoints.");
      }
      if (!key.name().equals(origin)) {
        throw Refused.field(
            "/key",
            "is a key of the log %s, and this log is %s (planledger.ledger.origin); make one with: java -jar verifier.jar keygen log %s FILE"
                .formatted(key.name(), origin, origin));
      }
    } catch (Malformed malformed) {
      throw Refused.field(
          "/key", "must be a verifier key, name+id+key: %s.".formatted(malformed.getMessage()));
    }
    if (keys.contains(c.key())) {
      throw Refused.rule("This key was rotated to before; make a new one.");
    }
    return new KeyRotated(
        c.key(), Objects.requireNonNullElse(c.overlap(), Period.ZERO), c.reason(), day(c.on()));
  }

  private LocalDate day(@Nullable LocalDate on) {
    return on == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : on;
  }
}
