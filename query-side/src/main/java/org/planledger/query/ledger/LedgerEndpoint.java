package org.planledger.query.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.EntryBundle;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Tile;
import org.planledger.ledger.TlogProof;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.reading.Reads;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The ledger for those who check it: checkpoints, tiles (C2SP tlog-tiles) and proofs. */
@RestController
@Reads(LedgerConfiguration.GROUP)
final class LedgerEndpoint {
  private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
  private static final int MOST = 1_000;

  private final LedgerTables tables;
  private final Proofs proofs;
  private final StoredEvents events;

  LedgerEndpoint(LedgerTables tables, Proofs proofs, StoredEvents events) {
    this.tables = tables;
    this.proofs = proofs;
    this.events = events;
  }

  @GetMapping("/api/ledger/checkpoint")
  ResponseEntity<byte[]> checkpoint() {
    return ResponseEntity.ok()
        .contentType(TEXT)
        .cacheControl(CacheControl.maxAge(Duration.ofSeconds(1)))
        .body(proofs.latest().note().bytes());
  }

  @GetMapping("/api/ledger/tile/{*path}")
  ResponseEntity<byte[]> tile(@PathVariable String path) {
    String written = "tile" + path;
    boolean entries = path.startsWith("/entries/");
    try {
      Tile tile = Tile.parse(entries ? written.replaceFirst("entries", "0") : written);
      // Only what the checkpoint covers: it is the same for ever.
      long signed =
          tile.level() < Long.BYTES ? proofs.latest().size() >>> (Byte.SIZE * tile.level()) : 0;
      if (tile.index() > Long.MAX_VALUE / Tile.FULL - 1
          || tile.index() * Tile.FULL + tile.width() > signed) {
        throw new NoSuchElementException();
      }
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_OCTET_STREAM)
          .cacheControl(FOR_EVER)
          .body(entries ? entries(tile) : tables.read(tile));
    } catch (Malformed | NoSuchElementException none) {
      throw new Refused(
          ProblemType.NOT_FOUND,
          "There is no %s; the checkpoint says how many leaves there are.".formatted(written));
    }
  }

  private byte[] entries(Tile tile) {
    List<byte[]> leaves =
        tables.leaves(tile.index() * Tile.FULL, tile.width()).stream().map(Leaf::bytes).toList();
    if (leaves.size() < tile.width()) {
      throw new NoSuchElementException();
    }
    return EntryBundle.encode(leaves);
  }

  @GetMapping("/api/ledger/proof")
  ResponseEntity<byte[]> proof(@RequestParam String event) {
    TlogProof proof = proofs.of(event);
    return ResponseEntity.ok()
        .contentType(TEXT)
        .cacheControl(CacheControl.noCache())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(proof.index() + ".tlog-proof")
                .build()
                .toString())
        .body(proof.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Hashes that lead from one tree to another. */
  record Consistency(long from, long to, String fromRoot, String toRoot, List<String> proof) {}

  @GetMapping("/api/ledger/consistency")
  Consistency consistency(
      @RequestParam long from, @RequestParam(required = false) @Nullable Long to) {
    long size = proofs.latest().size();
    long end = to == null ? size : to;
    if (from < 0 || from > end || end > size) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "from is %d and to is %d; they must not be negative, from not above to, and to not above the size of the checkpoint, %d."
              .formatted(from, end, size));
    }
    Merkle.Subtrees tree = proofs.tree(end);
    return new Consistency(
        from,
        end,
        Merkle.root(from, proofs.tree(from)).base64(),
        Merkle.root(end, tree).base64(),
        Merkle.consistency(from, end, tree).stream().map(Hash::base64).toList());
  }

  /**
   * Events in the order of the ledger.
   *
   * @param size of the latest checkpoint; events from there on have no proof yet
   * @param next what to give as {@code from} for the next page; null: this is the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(long size, List<Item> events, @Nullable Long next) {}

  /**
   * An event.
   *
   * @param envelope null: the row of its leaf is damaged
   * @param payload as stored; null: it is not in the store any more, or damaged
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(
      long index,
      String leafHash,
      boolean proved,
      @Nullable Map<String, @Nullable Object> envelope,
      @JsonRawValue @Nullable String payload) {}

  @GetMapping("/api/ledger/events")
  Page events(
      @RequestParam(defaultValue = "0") long from, @RequestParam(defaultValue = "100") int limit) {
    if (from < 0 || limit < 1 || limit > MOST) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "from is the index of the first event wanted, from 0, and limit how many, from 1 to %d."
              .formatted(MOST));
    }
    long size = proofs.latest().size();
    List<Leaf> leaves = tables.leaves(from, limit);
    Map<String, StoredEvent> stored = events.find(leaves.stream().map(Leaf::eventId).toList());
    return new Page(
        size,
        leaves.stream()
            .map(leaf -> item(leaf, Optional.ofNullable(stored.get(leaf.eventId())), size))
            .toList(),
        leaves.size() < limit ? null : leaves.getLast().index() + 1);
  }

  private static Item item(Leaf leaf, Optional<StoredEvent> event, long size) {
    return new Item(
        leaf.index(),
        Merkle.leaf(leaf.bytes()).toString(),
        leaf.index() < size,
        Leaves.read(leaf).map(Envelope::json).orElse(null),
        event.map(StoredEvent::payload).filter(LedgerEndpoint::isReadable).orElse(null));
  }

  private static boolean isReadable(String payload) {
    try {
      CanonicalJson.parse(payload);
      return true;
    } catch (Malformed damaged) {
      return false;
    }
  }
}
