package org.planledger.ledger;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.planledger.ledger.Note.Verified;

/**
 * Whom a reader of checkpoints trusts. It comes from outside of what is read.
 *
 * @param logs keys of the log, old ones too
 * @param witnesses keys of witnesses
 * @param quorum how many of them have to have signed; 0: none
 */
public record Trust(Set<LogKey> logs, Set<VerifierKey> witnesses, int quorum) {

  /**
   * A key of a log and the checkpoints it is trusted for: a key that was given up, or stolen, signs
   * for none beyond the last one that was witnessed before.
   *
   * @param from smallest size
   * @param to largest size
   */
  public record LogKey(VerifierKey key, long from, long to) {
    public LogKey {
      if (key.kind() != KeyKind.LOG) {
        throw new Malformed("%s is the key of a witness, not of a log".formatted(key));
      }
      if (from < 0 || from > to) {
        throw new Malformed("no range of sizes: %d-%d".formatted(from, to));
      }
    }

    /**
     * Reads {@code vkey} or {@code vkey:from-to}, where either number may be left out.
     *
     * @throws Malformed for another form
     */
    public static LogKey parse(String text) {
      int range = text.indexOf(':', text.lastIndexOf('+') + 1);
      if (range < 0) {
        return new LogKey(VerifierKey.parse(text), 0, Long.MAX_VALUE);
      }
      String[] sizes = text.substring(range + 1).split("-", -1);
      if (sizes.length != 2) {
        throw new Malformed("a range of sizes is from-to: " + text.substring(range + 1));
      }
      return new LogKey(
          VerifierKey.parse(text.substring(0, range)),
          sizes[0].isEmpty() ? 0 : Decimal.parse("a size", sizes[0]),
          sizes[1].isEmpty() ? Long.MAX_VALUE : Decimal.parse("a size", sizes[1]));
    }
  }

  public Trust {
    logs = Set.copyOf(logs);
    witnesses = Set.copyOf(witnesses);
    if (logs.isEmpty()) {
      throw new Malformed("no key of a log is trusted");
    }
    for (VerifierKey witness : witnesses) {
      if (witness.kind() != KeyKind.WITNESS) {
        throw new Malformed("%s is the key of a log, not of a witness".formatted(witness));
      }
    }
    if (quorum < 0 || quorum > witnesses.size()) {
      throw new Malformed(
          "a quorum of %d is asked for out of %d witnesses".formatted(quorum, witnesses.size()));
    }
  }

  /** Trust in keys of a log alone. */
  public static Trust in(VerifierKey... logs) {
    Set<LogKey> keys = new HashSet<>();
    for (VerifierKey key : logs) {
      keys.add(new LogKey(key, 0, Long.MAX_VALUE));
    }
    return new Trust(keys, Set.of(), 0);
  }

  /**
   * A checkpoint that a trusted key of its log has signed.
   *
   * @param seen when trusted witnesses saw it, one time each, the latest first
   */
  public record Signed(Checkpoint checkpoint, Note note, List<Instant> seen) {
    public Signed {
      seen = List.copyOf(seen);
    }
  }

  /**
   * Reads a checkpoint that a trusted key signed.
   *
   * @throws Malformed for a text that is none
   * @throws SignatureFailed where a signature of a trusted key does not fit
   * @throws Untrusted where no key trusted for its size has signed
   */
  public Signed open(Note note) {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    Set<VerifierKey> known = new HashSet<>(witnesses);
    logs.forEach(log -> known.add(log.key()));
    List<Verified> verified = note.verify(known);
    Set<VerifierKey> signers = verified.stream().map(Verified::key).collect(Collectors.toSet());
    List<LogKey> signed =
        logs.stream()
            .filter(log -> signers.contains(log.key()))
            .filter(log -> log.key().name().equals(checkpoint.origin()))
            .toList();
    if (signed.stream()
        .noneMatch(log -> log.from() <= checkpoint.size() && checkpoint.size() <= log.to())) {
      throw new Untrusted(
          "the checkpoint of %s at size %d has no signature of a key that is trusted for it"
              .formatted(checkpoint.origin(), checkpoint.size()),
          !signed.isEmpty());
    }
    return new Signed(
        checkpoint,
        note,
        verified.stream()
            .map(Verified::time)
            .filter(Objects::nonNull)
            .sorted(Comparator.reverseOrder())
            .toList());
  }

  /** Whether enough witnesses have seen a checkpoint; never with a quorum of 0. */
  public boolean isWitnessed(Signed signed) {
    return quorum > 0 && signed.seen().size() >= quorum;
  }
}
