package org.planledger.ledger.bundle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Members;
import org.planledger.ledger.Note;
import org.planledger.ledger.TileSource;
import org.planledger.ledger.VerifierKey;

/**
 * What a bundle is written from. It is read twice, and has to be the same both times, but for what
 * was published: witnesses may sign it meanwhile, and it is read once.
 *
 * @param checkpoint that the bundle ends with
 * @param published all checkpoints up to this one, as notes, each size once, ascending
 * @param keys of the log, for information only
 * @param erasures of persons
 * @param events as the store holds them now, in the order of the log
 * @param tiles as the ledger keeps them
 */
public record Bundle(
    Note checkpoint,
    Iterable<String> published,
    List<Key> keys,
    List<Erasure> erasures,
    Iterable<LoggedEvent> events,
    TileSource tiles) {

  static final String README = "README";
  static final String MANIFEST = "manifest.json";
  static final String CHECKPOINT = "checkpoint";
  static final String CHECKPOINTS = "checkpoints.ndjson";
  static final String KEYS = "keys.json";
  static final String ERASURES = "erasures.json";
  static final String EVENTS = "events.ndjson";
  static final String FORMAT = "planledger-bundle/v1";

  /**
   * A key of the log.
   *
   * @param fromSize the smallest checkpoint that it signed
   * @param toSize the largest; null: it still signs
   */
  public record Key(VerifierKey key, long fromSize, @Nullable Long toSize) {}

  /**
   * A person whose name was erased.
   *
   * @param subject the pseudonymous id that events go on holding
   * @param event id of the event that says so
   */
  public record Erasure(String subject, String event) {}

  byte[] keysJson() {
    return CanonicalJson.write(
        keys.stream()
            .map(
                key -> {
                  Map<String, @Nullable Object> members = new HashMap<>();
                  members.put("name", key.key().name());
                  members.put("vkey", key.key().toString());
                  members.put("fromSize", Long.toString(key.fromSize()));
                  members.put("toSize", key.toSize() == null ? null : Long.toString(key.toSize()));
                  return members;
                })
            .toList());
  }

  byte[] erasuresJson() {
    return CanonicalJson.write(
        erasures.stream()
            .map(erasure -> Map.of("subject", erasure.subject(), "event", erasure.event()))
            .toList());
  }

  /** Reads {@code keys.json}. */
  static List<Key> keys(byte[] json) {
    return Members.list(
        "keys.json",
        CanonicalJson.parse(json),
        members -> {
          VerifierKey key = VerifierKey.parse(members.string("vkey"));
          if (!members.string("name").equals(key.name())) {
            throw new Malformed("keys.json gives a key another name than its own");
          }
          long from = members.decimal("fromSize");
          Long to = members.value("toSize") == null ? null : (Long) members.decimal("toSize");
          return new Key(key, from, to);
        });
  }

  /** Reads {@code erasures.json}. */
  static List<Erasure> erasures(byte[] json) {
    return Members.list(
        "erasures.json",
        CanonicalJson.parse(json),
        members -> new Erasure(members.string("subject"), members.string("event")));
  }

  /** What a person reads first. */
  static byte[] readme() {
    return """
    This is a copy of a log of Planledger with everything that is needed to prove it.

    events.ndjson       every event, one a line, in the order of the log
    checkpoint          the signed state of the log: how many events, and a hash over all of them
    checkpoints.ndjson  all checkpoints that were published so far, one a line
    tile/               the hashes between the events and the checkpoint
    keys.json           the keys that signed, for information; do not trust them for being here
    erasures.json       persons whose names were erased; the proofs hold all the same
    manifest.json       the SHA-256 of each file

    To check it, ask somebody else than who gave you this copy for the log's verifier key (a
    text like name+1234abcd+A...), take a checkpoint that you kept before or the keys of
    witnesses, and run

      java -jar verifier.jar verify THIS_BUNDLE --vkey KEY --since OLD_CHECKPOINT

    It says PROVEN, or what was changed, removed, slipped in or withheld. The formats are
    described in docs/ledger.md of Planledger, so that another program can check the same.
    """
        .getBytes(StandardCharsets.UTF_8);
  }
}
