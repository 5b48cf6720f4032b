package org.planledger.query.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Note;
import org.planledger.ledger.Tile;
import org.planledger.ledger.TileSource;
import org.planledger.ledger.VerifierKey;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of the ledger. */
final class LedgerTables implements TileSource {
  private static final int PAGE = 1_000;

  private final JdbcClient database;
  private final JdbcTemplate batches;

  LedgerTables(JdbcClient database, JdbcTemplate batches) {
    this.database = database;
    this.batches = batches;
  }

  /**
   * How far the sequencer has come.
   *
   * @param size number of leaves
   * @param position of the last leaf's event
   */
  record State(long size, long position) {}

  /**
   * A leaf in its place.
   *
   * @param text the canonical envelope
   */
  record Leaf(long index, String eventId, long position, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A signed checkpoint, with the cosignatures that were collected. */
  record Signed(Checkpoint checkpoint, Note note, Instant at) {
    long size() {
      return checkpoint.size();
    }
  }

  /**
   * A key of the log.
   *
   * @param from the smallest size it may sign
   * @param until when it stops; null: no other has taken its place
   * @param to the largest size it has signed; null: it still signs
   */
  record LogKey(VerifierKey key, long from, @Nullable Instant until, @Nullable Long to) {
    boolean signsAt(Instant now) {
      return to == null && (until == null || now.isBefore(until));
    }
  }

  State state() {
    return database
        .sql("SELECT size, position FROM ledger_state")
        .query((row, number) -> new State(row.getLong(1), row.getLong(2)))
        .single();
  }

  /** Makes this transaction the sequencer; empty while another one is. */
  Optional<State> lock() {
    return database
        .sql("SELECT size, position FROM ledger_state FOR UPDATE SKIP LOCKED")
        .query((row, number) -> new State(row.getLong(1), row.getLong(2)))
        .optional();
  }

  /** As {@link #lock}, after waiting for another. */
  State lockAfterOthers() {
    return database
        .sql("SELECT size, position FROM ledger_state FOR UPDATE")
        .query((row, number) -> new State(row.getLong(1), row.getLong(2)))
        .single();
  }

  /** Goes on from a state that this transaction has locked. */
  void advance(State from, State to) {
    int rows =
        database
            .sql("UPDATE ledger_state SET size = ?, position = ? WHERE size = ?")
            .params(to.size(), to.position(), from.size())
            .update();
    if (rows != 1) {
      throw new IllegalStateException(
          "Another sequencer has gone on from leaf %d".formatted(from.size()));
    }
  }

  void addLeaves(List<Leaf> leaves) {
    batches.batchUpdate(
        "INSERT INTO ledger_leaf (leaf_index, event_id, global_index, leaf) VALUES (?, ?, ?, ?)",
        leaves.stream()
            .map(leaf -> new Object[] {leaf.index(), leaf.eventId(), leaf.position(), leaf.bytes()})
            .toList());
  }

  void putTiles(Map<Tile, byte[]> tiles) {
    tiles.forEach(
        (tile, hashes) -> {
          int rows =
              database
                  .sql("UPDATE ledger_tile SET hashes = ? WHERE level = ? AND tile_index = ?")
                  .params(hashes, tile.level(), tile.index())
                  .update();
          if (rows == 0) {
            database
                .sql("INSERT INTO ledger_tile (level, tile_index, hashes) VALUES (?, ?, ?)")
                .params(tile.level(), tile.index(), hashes)
                .update();
          }
        });
  }

  @Override
  public byte[] read(Tile tile) {
    byte[] hashes =
        database
            .sql("SELECT hashes FROM ledger_tile WHERE level = ? AND tile_index = ?")
            .params(tile.level(), tile.index())
            .query(byte[].class)
            .optional()
            .orElseThrow(() -> new NoSuchElementException("No " + tile.path()));
    if (hashes.length < tile.bytes()) {
      throw new NoSuchElementException("No " + tile.path());
    }
    return hashes.length == tile.bytes() ? hashes : Arrays.copyOf(hashes, tile.bytes());
  }

  private static final RowMapper<Leaf> LEAF =
      (row, number) ->
          new Leaf(row.getLong(1), row.getString(2), row.getLong(3), utf8(row.getBytes(4)));

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Leaves in their order, from an index on. */
  List<Leaf> leaves(long from, int limit) {
    return database
        .sql(
            "SELECT leaf_index, event_id, global_index, leaf FROM ledger_leaf WHERE leaf_index >= ?"
                + " ORDER BY leaf_index LIMIT ?")
        .params(from, limit)
        .query(LEAF)
        .list();
  }

  /** Events of the log up to a position that have no leaf. */
  List<String> unlogged(long upTo, int limit) {
    return database
        .sql(
            "SELECT event_id FROM domain_event e WHERE global_index <= ? AND NOT EXISTS (SELECT 1"
                + " FROM ledger_leaf l WHERE l.event_id = e.event_id) ORDER BY global_index LIMIT"
                + " ?")
        .params(upTo, limit)
        .query(String.class)
        .list();
  }

  /** The positions that events had when their leaves were made, by id; of none without a leaf. */
  Map<String, Long> positions(Collection<String> eventIds) {
    Map<String, Long> positions = new HashMap<>();
    if (!eventIds.isEmpty()) {
      database
          .sql("SELECT event_id, global_index FROM ledger_leaf WHERE event_id IN (:ids)")
          .param("ids", eventIds)
          .query(
              row -> {
                positions.put(row.getString(1), row.getLong(2));
              });
    }
    return positions;
  }

  Optional<Leaf> leafOf(String eventId) {
    return database
        .sql("SELECT leaf_index, event_id, global_index, leaf FROM ledger_leaf WHERE event_id = ?")
        .param(eventId)
        .query(LEAF)
        .optional();
  }

  /** Whether the event at a position is under a checkpoint. */
  boolean isCovered(long position) {
    return database
            .sql(
                "SELECT CASE WHEN position >= ? AND NOT EXISTS (SELECT 1 FROM ledger_leaf WHERE"
                    + " global_index <= ? AND leaf_index >= (SELECT coalesce(max(size), 0) FROM"
                    + " ledger_checkpoint)) THEN 1 ELSE 0 END FROM ledger_state")
            .params(position, position)
            .query(Integer.class)
            .single()
        == 1;
  }

  void addCheckpoint(Checkpoint checkpoint, Note note, Instant at) {
    database
        .sql("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, ?)")
        .params(checkpoint.size(), note.toString(), at.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Keeps what a witness has signed, once. Not to be called in a transaction. */
  void addCosignature(long size, VerifierKey witness, Note.Signature signature) {
    try {
      database
          .sql(
              """
              INSERT INTO ledger_cosignature (size, witness, line)
              SELECT size, :witness, :line FROM ledger_checkpoint WHERE size = :size AND NOT EXISTS
                (SELECT 1 FROM ledger_cosignature WHERE size = :size AND witness = :witness)\
              """)
          .param("size", size)
          .param("witness", witness.toString())
          .param("line", signature.toString())
          .update();
    } catch (DuplicateKeyException another) {
      // Another node asked the same witness, and has kept it meanwhile.
    }
  }

  /** The largest size that a witness has signed; 0: none. */
  long cosigned(VerifierKey witness) {
    return database
        .sql("SELECT coalesce(max(size), 0) FROM ledger_cosignature WHERE witness = ?")
        .param(witness.toString())
        .query(Long.class)
        .single();
  }

  /**
   * The checkpoint of the largest size.
   *
   * @throws Refused where its row is damaged
   */
  Optional<Signed> latest() {
    return signed("WHERE size = (SELECT max(size) FROM ledger_checkpoint)");
  }

  /** The checkpoint of a size, as {@link #latest}. */
  Optional<Signed> checkpoint(long size) {
    return signed("WHERE size = ?", size);
  }

  /** The smallest checkpoint that covers a leaf, without what witnesses added. */
  Optional<Signed> firstOver(long leaf) {
    return database
        .sql(
            "SELECT size, note, signed_at FROM ledger_checkpoint WHERE size ="
                + " (SELECT min(size) FROM ledger_checkpoint WHERE size > ?)")
        .param(leaf)
        .query((row, number) -> signed(row))
        .optional();
  }

  /** The latest checkpoint that so many of these witnesses have signed. */
  Optional<Signed> latestWitnessed(List<VerifierKey> witnesses, int quorum) {
    if (quorum == 0 || witnesses.isEmpty()) {
      return Optional.empty();
    }
    return database
        .sql(
            "SELECT size FROM ledger_cosignature WHERE witness IN (:witnesses) GROUP BY size HAVING"
                + " count(*) >= :quorum ORDER BY size DESC LIMIT 1")
        .param("witnesses", witnesses.stream().map(VerifierKey::toString).toList())
        .param("quorum", quorum)
        .query(Long.class)
        .optional()
        .flatMap(this::checkpoint);
  }

  /**
   * The size of the last checkpoint that a key has signed, and so many of these witnesses, or one.
   */
  Optional<Long> witnessed(LogKey key, List<VerifierKey> witnesses, int quorum) {
    if (witnesses.isEmpty()) {
      return Optional.empty();
    }
    return database
        .sql(
            """
            SELECT size FROM ledger_checkpoint c
            WHERE size BETWEEN :from AND :to AND position(:line IN note) > 0
              AND (SELECT count(*) FROM ledger_cosignature s
                WHERE s.size = c.size AND s.witness IN (:witnesses)) >= :quorum
            ORDER BY size DESC LIMIT 1\
            """)
        .param("from", key.from())
        .param("to", key.to() == null ? Long.MAX_VALUE : key.to())
        .param("line", Note.Signature.beginning(key.key()))
        .param("witnesses", witnesses.stream().map(VerifierKey::toString).toList())
        .param("quorum", Math.max(1, quorum))
        .query(Long.class)
        .optional();
  }

  /**
   * When the first event was recorded that no checkpoint covers, as its row says; empty: there is
   * none.
   */
  Optional<String> firstUncovered() {
    return database
        .sql(
            """
            SELECT recorded_at FROM domain_event
            WHERE global_index > (SELECT coalesce(max(global_index), 0) FROM ledger_leaf
              WHERE leaf_index = (SELECT max(size) FROM ledger_checkpoint) - 1)
            ORDER BY global_index LIMIT 1\
            """)
        .query(String.class)
        .optional();
  }

  private Optional<Signed> signed(String where, Object... parameters) {
    return database
        .sql("SELECT size, note, signed_at FROM ledger_checkpoint " + where)
        .params(parameters)
        .query((row, number) -> cosigned(signed(row)))
        .optional();
  }

  /** A checkpoint without what witnesses added. */
  private static Signed signed(ResultSet row) throws SQLException {
    try {
      Note note = Note.parse(row.getString(2));
      Instant at = row.getObject(3, OffsetDateTime.class).toInstant();
      return new Signed(Checkpoint.parse(note.text()), note, at);
    } catch (Malformed damaged) {
      throw damaged(
          "The row of ledger_checkpoint over %d events".formatted(row.getLong(1)), damaged);
    }
  }

  private Signed cosigned(Signed signed) {
    List<String> lines =
        database
            .sql("SELECT line FROM ledger_cosignature WHERE size = ? ORDER BY witness")
            .param(signed.size())
            .query(String.class)
            .list();
    return new Signed(signed.checkpoint(), signed.note().with(readable(lines)), signed.at());
  }

  /** What whoever asks for a row is told that cannot be read. */
  static Refused damaged(String row, Malformed damaged) {
    return new Refused(
        ProblemType.UNAVAILABLE,
        "%s is damaged: %s. Restore a backup.".formatted(row, damaged.getMessage()));
  }

  /** The largest size of which there is a checkpoint; -1: there is none. */
  long largest() {
    return database
        .sql("SELECT coalesce(max(size), -1) FROM ledger_checkpoint")
        .query(Long.class)
        .single();
  }

  /**
   * A checkpoint as its row holds it, be it damaged.
   *
   * @param note with the signatures of the log alone
   * @param cosignatures lines by the verifier key of their witness, in the order of these
   */
  record Kept(long size, String note, SortedMap<String, String> cosignatures) {
    /** The whole note; of one that is damaged, what there is of it. */
    String text() {
      try {
        return Note.parse(note).with(readable(cosignatures.values())).toString();
      } catch (Malformed damaged) {
        return note;
      }
    }
  }

  /** All checkpoints up to a size, the smallest first. They are read page by page. */
  Stream<Kept> kept(long upTo) {
    return Stream.iterate(
            page(0, upTo),
            page -> !page.isEmpty(),
            page -> page(page.lastEntry().getKey() + 1, upTo))
        .flatMap(page -> page.values().stream());
  }

  private NavigableMap<Long, Kept> page(long from, long upTo) {
    NavigableMap<Long, Kept> page = new TreeMap<>();
    database
        .sql(
            "SELECT size, note FROM ledger_checkpoint WHERE size BETWEEN ? AND ?"
                + " ORDER BY size LIMIT ?")
        .params(from, upTo, PAGE)
        .query(
            row -> {
              page.put(row.getLong(1), new Kept(row.getLong(1), row.getString(2), new TreeMap<>()));
            });
    if (!page.isEmpty()) {
      database
          .sql("SELECT size, witness, line FROM ledger_cosignature WHERE size BETWEEN ? AND ?")
          .params(page.firstKey(), page.lastKey())
          .query(
              row -> {
                Kept kept = page.get(row.getLong(1));
                if (kept != null) {
                  kept.cosignatures().put(row.getString(2), row.getString(3));
                }
              });
    }
    return page;
  }

  /** Lines of signatures without those that are damaged, which the self-audit finds. */
  private static List<Note.Signature> readable(Collection<String> lines) {
    List<Note.Signature> readable = new ArrayList<>();
    for (String line : lines) {
      try {
        readable.add(Note.Signature.parse(line));
      } catch (Malformed damaged) {
        // A note that held it would prove nothing.
      }
    }
    return readable;
  }

  /** When the self-audit last found nothing; empty: it never has. */
  Optional<SelfAudit.Passed> passed() {
    return database
        .sql("SELECT size, passed_at FROM ledger_audit WHERE passed_at IS NOT NULL")
        .query(
            (row, number) ->
                new SelfAudit.Passed(
                    row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()))
        .optional();
  }

  void passed(SelfAudit.Passed passed) {
    database
        .sql("UPDATE ledger_audit SET size = ?, passed_at = ?")
        .params(passed.size(), passed.at().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Since when no checkpoint has been signed by enough witnesses; empty: the latest one has. */
  Optional<Instant> oldestAfter(long size) {
    return database
        .sql("SELECT min(signed_at) FROM ledger_checkpoint WHERE size > ?")
        .param(size)
        .query(OffsetDateTime.class)
        .optional()
        .filter(Objects::nonNull)
        .map(OffsetDateTime::toInstant);
  }

  void addKey(VerifierKey key, long from) {
    database
        .sql("INSERT INTO ledger_key (verifier_key, from_size) VALUES (?, ?)")
        .params(key.toString(), from)
        .update();
  }

  /** Has every key but one stop at an instant, if none of them is to stop sooner. */
  void retireAllBut(VerifierKey key, Instant until) {
    database
        .sql(
            "UPDATE ledger_key SET until = :until WHERE verifier_key <> :key AND (until IS NULL OR"
                + " until > :until)")
        .param("until", until.atOffset(ZoneOffset.UTC))
        .param("key", key.toString())
        .update();
  }

  void retired(VerifierKey key, long to) {
    database
        .sql("UPDATE ledger_key SET to_size = ? WHERE verifier_key = ?")
        .params(to, key.toString())
        .update();
  }

  /**
   * All keys, the oldest first.
   *
   * @throws Refused where a row is damaged
   */
  List<LogKey> keys() {
    List<LogKey> keys = new ArrayList<>();
    database
        .sql(
            "SELECT verifier_key, from_size, until, to_size FROM ledger_key ORDER BY from_size,"
                + " verifier_key")
        .query(
            row -> {
              OffsetDateTime until = row.getObject(3, OffsetDateTime.class);
              Long to = row.getObject(4, Long.class);
              keys.add(
                  new LogKey(
                      key(row.getString(1)),
                      row.getLong(2),
                      until == null ? null : until.toInstant(),
                      to));
            });
    return keys;
  }

  private static VerifierKey key(String text) {
    try {
      return VerifierKey.parse(text);
    } catch (Malformed damaged) {
      throw damaged("A row of ledger_key", damaged);
    }
  }
}
