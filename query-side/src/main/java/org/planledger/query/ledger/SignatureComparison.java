package org.planledger.query.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Note;
import org.planledger.ledger.Note.Verified;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Kept;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;

/**
 * Compares the keys in the tables with what the log says of them, and checks every signature: in
 * the first run of a process all, later those in pages of rows that are not what they were. That of
 * the first key, which no event names, is vouched for by what it has signed.
 */
final class SignatureComparison {
  private static final int PAGE = 100;

  private final LedgerTables tables;
  private final StoredEvents events;

  /** Hashes over pages of rows in which the last run found every signature to fit. */
  private Set<Hash> fitting = Set.of();

  SignatureComparison(LedgerTables tables, StoredEvents events) {
    this.tables = tables;
    this.events = events;
  }

  /** From which size on and until when a key signs; null: no other has taken its place. */
  private record Term(long from, @Nullable Instant until) {}

  void run(List<Finding> found) {
    List<LogKey> keys;
    try {
      keys = tables.keys();
    } catch (Refused damaged) {
      found.add(Finding.of(Code.MALFORMED, String.valueOf(damaged.getMessage())));
      return;
    }
    compareKeys(keys, found);
    Set<Hash> fit = new HashSet<>();
    Iterator<Kept> rows = tables.kept(tables.largest()).iterator();
    while (rows.hasNext() && found.size() < LogComparison.MOST) {
      List<Kept> page = new ArrayList<>(PAGE);
      while (rows.hasNext() && page.size() < PAGE) {
        page.add(rows.next());
      }
      Hash hash = hash(page, keys);
      int before = found.size();
      if (!fitting.contains(hash)) {
        page.forEach(row -> check(row, inForce(row, keys), found));
      }
      if (found.size() == before) {
        fit.add(hash);
      }
    }
    fitting = fit;
  }

  /** Over everything that it depends on whether the signatures in some rows fit. */
  private static Hash hash(List<Kept> rows, List<LogKey> keys) {
    MessageDigest digest = Hash.sha256();
    for (Kept row : rows) {
      List<VerifierKey> inForce = inForce(row, keys);
      digest.update(ByteBuffer.allocate(12).putLong(row.size()).putInt(inForce.size()).array());
      inForce.forEach(key -> add(digest, key.toString()));
      add(digest, row.note());
      digest.update(ByteBuffer.allocate(4).putInt(row.cosignatures().size()).array());
      row.cosignatures()
          .forEach(
              (witness, line) -> {
                add(digest, witness);
                add(digest, line);
              });
    }
    return Hash.copyOf(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static List<VerifierKey> inForce(Kept row, List<LogKey> keys) {
    return keys.stream()
        .filter(key -> key.from() <= row.size() && (key.to() == null || row.size() <= key.to()))
        .map(LogKey::key)
        .toList();
  }

  private void compareKeys(List<LogKey> keys, List<Finding> found) {
    if (keys.isEmpty()) {
      return;
    }
    Map<VerifierKey, Term> terms = new LinkedHashMap<>();
    terms.put(keys.getFirst().key(), new Term(0, null));
    for (StoredEvent event : events.ofType(Rotation.TYPE)) {
      Long index = tables.leafOf(event.eventId()).map(Leaf::index).orElse(null);
      if (index == null) {
        continue; // It is about to be taken up.
      }
      try {
        take(Rotation.of(event), index + 1, keys.getFirst().key().name(), terms);
      } catch (Malformed | DateTimeException changed) {
        return; // It is found itself.
      }
    }
    for (LogKey key : keys) {
      Term term = terms.remove(key.key());
      if (term == null) {
        found.add(key("%s is there, and no event of the log names it", key.key()));
      } else if (term.from() != key.from() || !Objects.equals(term.until(), key.until())) {
        found.add(key("of %s does not hold what the log says", key.key()));
      }
    }
    terms.keySet().forEach(gone -> found.add(key("of %s is gone", gone)));
  }

  private static void take(
      Rotation rotation, long from, String origin, Map<VerifierKey, Term> terms) {
    if (rotation.key().name().equals(origin) && !terms.containsKey(rotation.key())) {
      terms.replaceAll(
          (key, term) ->
              term.until() == null || term.until().isAfter(rotation.until())
                  ? new Term(term.from(), rotation.until())
                  : term);
      terms.put(rotation.key(), new Term(from, null));
    }
  }

  private static Finding key(String sentence, VerifierKey key) {
    return Finding.of(Code.UNTRUSTED_KEY, "the row of ledger_key " + sentence.formatted(key));
  }

  private static void check(Kept row, List<VerifierKey> inForce, List<Finding> found) {
    Note note;
    try {
      note = Note.parse(row.note());
    } catch (Malformed damaged) {
      return; // It is found where it is compared with the tree.
    }
    try {
      if (note.verify(inForce).isEmpty()) {
        found.add(
            Finding.of(
                Code.UNTRUSTED_KEY,
                "no key of the log has signed the row of ledger_checkpoint over %d events"
                    .formatted(row.size())));
      }
    } catch (SignatureFailed failed) {
      found.add(
          Finding.of(
              Code.BAD_SIGNATURE,
              "the signature in the row of ledger_checkpoint over %d events does not fit: %s"
                  .formatted(row.size(), failed.getMessage())));
    }
    row.cosignatures()
        .forEach(
            (witness, line) -> {
              String wrong = wrong(note, witness, line);
              if (wrong != null) {
                found.add(
                    Finding.of(
                        Code.BAD_SIGNATURE,
                        "the row of ledger_cosignature (%d, %s) %s"
                            .formatted(row.size(), witness, wrong)));
              }
            });
  }

  /** What is wrong with a cosignature, as the rest of a sentence; null: nothing. */
  private static @Nullable String wrong(Note note, String witness, String line) {
    try {
      List<Verified> verified =
          new Note(note.text(), List.of(Note.Signature.parse(line)))
              .verify(Set.of(VerifierKey.parse(witness)));
      return verified.isEmpty() ? "is not of this witness" : null;
    } catch (Malformed damaged) {
      return "is damaged: " + damaged.getMessage();
    } catch (SignatureFailed failed) {
      return "does not fit: " + failed.getMessage();
    }
  }
}
