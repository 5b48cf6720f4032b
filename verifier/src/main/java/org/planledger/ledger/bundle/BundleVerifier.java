package org.planledger.ledger.bundle;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Frontier;
import org.planledger.ledger.Hash;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Members;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.Tile;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * Checks a bundle against keys, and checkpoints, from outside of it. The steps are those of
 * docs/ledger.md. Events and older checkpoints are read one by one; 64 bytes of each are held.
 */
public final class BundleVerifier {
  private static final int MAX_SMALL = 64 << 20;
  private static final int MAX_LINE = 16 << 20;

  private final BundleFiles files;
  private final Trust trust;
  private final List<Trust.Signed> since;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();

  private BundleVerifier(BundleFiles files, Trust trust, List<Trust.Signed> since) {
    this.files = files;
    this.trust = trust;
    this.since = since;
  }

  /**
   * Checks a bundle.
   *
   * @param since checkpoints that were kept before
   * @throws IOException where it cannot be read
   */
  public static Report verify(Path bundle, Trust trust, List<Trust.Signed> since)
      throws IOException {
    try (BundleFiles files = BundleFiles.open(bundle)) {
      BundleVerifier verifier = new BundleVerifier(files, trust, since);
      Trust.Signed head = verifier.run();
      return new Report(head, verifier.facts, verifier.findings);
    } catch (Malformed malformed) {
      return new Report(
          null, List.of(), List.of(Finding.of(Code.MALFORMED, malformed.getMessage())));
    }
  }

  /**
   * Reads the events of a bundle, whatever they are worth.
   *
   * @param reader is given each with its index in the bundle
   * @throws IOException where it cannot be read
   * @throws Malformed for an event that cannot be read
   */
  public static void read(Path bundle, BiConsumer<Long, LoggedEvent> reader) throws IOException {
    try (BundleFiles files = BundleFiles.open(bundle);
        InputStream in = new BufferedInputStream(files.stream(Bundle.EVENTS), 1 << 16)) {
      long index = 0;
      for (byte[] line = line(in, Bundle.EVENTS); line != null; line = line(in, Bundle.EVENTS)) {
        reader.accept(index++, LoggedEvent.read(line));
      }
    }
  }

  private Trust.@Nullable Signed run() throws IOException {
    checkManifest();
    Trust.Signed head = open();
    if (head == null) {
      return null;
    }
    Older older = checkpoints(head);
    Set<String> erasing = checkKeysAndErasures();
    Events events = new Events(older.new Grown(), erasing);
    if (readEvents(events)) {
      compare(head, older, events);
    }
    checkEvidence(head);
    return head;
  }

  /** Step 1: the files are those of the manifest. */
  private void checkManifest() throws IOException {
    Members manifest =
        new Members(Bundle.MANIFEST, CanonicalJson.parse(files.read(Bundle.MANIFEST, MAX_SMALL)));
    if (!manifest.string("format").equals(Bundle.FORMAT)) {
      throw new Malformed("the format of the bundle is not " + Bundle.FORMAT);
    }
    Members listed = manifest.object("files");
    manifest.end();
    Set<String> names = new TreeSet<>(listed.names());
    names.addAll(files.names());
    names.remove(Bundle.MANIFEST);
    for (String name : names) {
      if (!listed.has(name)) {
        malformed(name + " is not in the manifest");
      } else if (!files.names().contains(name)) {
        malformed(name + " is in the manifest and missing");
      } else if (!hash(name).toString().equals(listed.string(name))) {
        malformed(name + " has another SHA-256 than the manifest says");
      }
    }
  }

  private Hash hash(String name) throws IOException {
    try (InputStream in = files.stream(name);
        DigestInputStream digested = new DigestInputStream(in, Hash.sha256())) {
      digested.transferTo(OutputStream.nullOutputStream());
      return Hash.copyOf(digested.getMessageDigest().digest());
    } catch (ZipException damaged) {
      throw new Malformed("%s cannot be unpacked: %s".formatted(name, damaged.getMessage()));
    }
  }

  /** Step 2: a checkpoint is signed by a key from outside. */
  private Trust.@Nullable Signed open() throws IOException {
    try {
      return trust.open(Note.parse(files.read(Bundle.CHECKPOINT, Note.MAX_BYTES)));
    } catch (Malformed malformed) {
      malformed(Bundle.CHECKPOINT + ": " + malformed.getMessage());
    } catch (SignatureFailed failed) {
      found(Code.BAD_SIGNATURE, Bundle.CHECKPOINT + ": " + failed.getMessage());
    } catch (Untrusted untrusted) {
      found(Code.UNTRUSTED_KEY, Bundle.CHECKPOINT + ": " + untrusted.getMessage());
    }
    return null;
  }

  /** Step 3: no checkpoint contradicts another one. Gives those that are older. */
  private Older checkpoints(Trust.Signed head) throws IOException {
    long size = head.checkpoint().size();
    NavigableMap<Long, Trust.Signed> known = new TreeMap<>();
    known.put(size, head);
    for (Trust.Signed kept : since) {
      if (!kept.checkpoint().origin().equals(head.checkpoint().origin())) {
        malformed("the checkpoint kept before is of another log, " + kept.checkpoint().origin());
        continue;
      }
      Trust.Signed same = known.putIfAbsent(kept.checkpoint().size(), kept);
      if (same != null) {
        checkSame(same, kept);
      }
    }
    Older older = new Older();
    ArrayDeque<Trust.Signed> due = new ArrayDeque<>(known.headMap(size).values());
    Trust.Signed largest = known.lastEntry().getValue();
    try (Published published = published(head, findings::add)) {
      for (Trust.Signed one = published.next(); one != null; one = published.next()) {
        long at = one.checkpoint().size();
        while (!due.isEmpty() && due.getFirst().checkpoint().size() < at) {
          older.add(due.removeFirst().checkpoint());
        }
        Trust.Signed same = known.get(at);
        if (same != null) {
          checkSame(same, one);
        } else if (at < size) {
          older.add(one.checkpoint());
        } else if (at > largest.checkpoint().size()) {
          largest = one;
        }
      }
      published.tell(facts::add);
    } catch (Malformed missing) {
      malformed(missing.getMessage());
    }
    due.forEach(kept -> older.add(kept.checkpoint()));
    if (largest.checkpoint().size() > size) {
      findings.add(
          new Finding(
              Code.TRUNCATED,
              "the log had %d events; those from %d on are withheld"
                  .formatted(largest.checkpoint().size(), size),
              size,
              null,
              List.of(largest.note().toString())));
    }
    return older;
  }

  private void checkSame(Trust.Signed one, Trust.Signed other) {
    if (!one.checkpoint().equals(other.checkpoint())) {
      findings.add(Finding.fork(one, other));
    }
  }

  private Published published(Trust.Signed head, Consumer<Finding> findings) throws IOException {
    return new Published(
        new BufferedInputStream(files.stream(Bundle.CHECKPOINTS), 1 << 16),
        trust,
        head.checkpoint().origin(),
        findings);
  }

  /** The note of an older checkpoint. */
  private String noteOver(long size, Trust.Signed head) throws IOException {
    for (Trust.Signed kept : since) {
      if (kept.checkpoint().size() == size) {
        return kept.note().toString();
      }
    }
    try (Published again = published(head, known -> {})) {
      for (Trust.Signed one = again.next(); one != null; one = again.next()) {
        if (one.checkpoint().size() == size) {
          return one.note().toString();
        }
      }
    }
    throw new IOException(Bundle.CHECKPOINTS + " was changed meanwhile");
  }

  /** Step 4: the keys named are trusted ones. Gives the ids of events that erased persons. */
  private Set<String> checkKeysAndErasures() throws IOException {
    Set<String> erasing = new HashSet<>();
    try {
      for (Bundle.Key key : Bundle.keys(files.read(Bundle.KEYS, MAX_SMALL))) {
        if (trust.logs().stream().noneMatch(log -> log.key().equals(key.key()))) {
          found(
              Code.UNTRUSTED_KEY,
              "keys.json names a key of the log that was not given: " + key.key());
        }
      }
      for (Bundle.Erasure erasure : Bundle.erasures(files.read(Bundle.ERASURES, MAX_SMALL))) {
        erasing.add(erasure.event());
      }
    } catch (Malformed malformed) {
      malformed(malformed.getMessage());
    }
    return erasing;
  }

  /** What is found while events are read. */
  private static final class Events {
    final Hashes leaves = new Hashes();
    final Frontier tree = new Frontier();
    final Map<String, Long> next = new HashMap<>();
    final Older.Grown older;
    final Set<String> erasing;
    final Set<String> erased = new TreeSet<>();
    long firstGap = -1;
    long firstRepeat = -1;
    long firstDescent = -1;
    private long lastGlobal = -1;

    Events(Older.Grown older, Set<String> erasing) {
      this.older = older;
      this.erasing = erasing;
      older.at(0, tree::root);
    }

    void add(LoggedEvent event) {
      Envelope envelope = event.envelope();
      Hash leaf = Merkle.leaf(envelope.leaf());
      long index = leaves.size();
      leaves.add(leaf);
      tree.append(leaf);
      older.at(leaves.size(), tree::root);
      String aggregate = envelope.aggregateType() + "\n" + envelope.aggregateId();
      long expected = next.getOrDefault(aggregate, 0L);
      if (envelope.sequence() > expected && firstGap < 0) {
        firstGap = index;
      } else if (envelope.sequence() < expected && firstRepeat < 0) {
        firstRepeat = index;
      }
      next.put(aggregate, envelope.sequence() + 1);
      if (envelope.globalIndex() <= lastGlobal && firstDescent < 0) {
        firstDescent = index;
      }
      lastGlobal = envelope.globalIndex();
      erasing.remove(envelope.eventId());
      event.erased().ifPresent(erased::add);
    }
  }

  /** Step 5: each payload is the one that its envelope states. False: a line cannot be read. */
  private boolean readEvents(Events events) throws IOException {
    boolean intact = true;
    try (InputStream in = new BufferedInputStream(files.stream(Bundle.EVENTS), 1 << 16)) {
      for (byte[] line = line(in, Bundle.EVENTS); line != null; line = line(in, Bundle.EVENTS)) {
        long index = events.leaves.size();
        LoggedEvent event;
        try {
          event = LoggedEvent.read(line);
        } catch (Malformed malformed) {
          malformed("line %d of events.ndjson: %s".formatted(index + 1, malformed.getMessage()));
          return false;
        }
        events.add(event);
        if (intact && !event.isIntact()) {
          intact = false;
          String id = event.envelope().eventId();
          event(
              Code.LEAF_MISMATCH,
              index,
              id,
              "the payload of event %d (%s) is not the one that was logged".formatted(index, id));
        }
      }
      return true;
    } catch (ZipException damaged) {
      malformed("events.ndjson cannot be unpacked: " + damaged.getMessage());
    } catch (Malformed malformed) {
      malformed(malformed.getMessage());
    }
    return false;
  }

  /** The next line of a file; null: it has ended. */
  static byte @Nullable [] line(InputStream in, String file) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next != '\n') {
      if (next < 0) {
        throw new Malformed("the last line of %s is not ended".formatted(file));
      }
      if (line.size() == MAX_LINE) {
        throw new Malformed("a line of %s has more than %d bytes".formatted(file, MAX_LINE));
      }
      line.write(next);
      next = in.read();
    }
    return line.toByteArray();
  }

  /** Steps 6 to 8: events, tiles and older checkpoints against the checkpoint. */
  private void compare(Trust.Signed head, Older older, Events events) throws IOException {
    Checkpoint checkpoint = head.checkpoint();
    boolean eventsFit =
        events.leaves.size() == checkpoint.size() && events.tree.root().equals(checkpoint.root());
    Tiles tiles = new Tiles(checkpoint.size());
    boolean tilesFit = tiles.isComplete() && tiles.root().equals(checkpoint.root());
    Older.Grown grown = events.older;
    if (eventsFit) {
      checkSequences(events);
      events.erasing.forEach(
          event ->
              found(
                  Code.MISSING_EVENT,
                  "erasures.json names the event %s, which is not there".formatted(event)));
    } else if (tilesFit) {
      differ(Difference.between(tiles.leaves, events.leaves));
      grown = tiles.grown(older);
    } else {
      differ(head, older, events);
    }
    if (eventsFit || tilesFit) {
      checkHistory(head, older, grown);
      tiles.compare(eventsFit ? events.leaves : tiles.leaves);
    } else if (tiles.isComplete()) {
      found(Code.TILE_MISMATCH, "the tiles do not lead to the root of the checkpoint");
    }
    if (eventsFit) {
      facts.add(
          "%d events of %s lead to the signed root %s"
              .formatted(checkpoint.size(), checkpoint.origin(), checkpoint.root()));
      if (!events.erased.isEmpty()) {
        facts.add(
            "erased, as the log itself says, are the names of %s; what is proven does not depend on them"
                .formatted(String.join(", ", events.erased)));
      }
    }
  }

  private void checkSequences(Events events) {
    if (events.firstGap >= 0) {
      event(
          Code.MISSING_EVENT,
          events.firstGap,
          null,
          "before event %d an event of the same aggregate was never logged"
              .formatted(events.firstGap));
    }
    if (events.firstRepeat >= 0) {
      event(
          Code.ORDER_MISMATCH,
          events.firstRepeat,
          null,
          "event %d was logged after a later one of the same aggregate"
              .formatted(events.firstRepeat));
    }
  }

  /** The tiles tell what was logged: so does each event that differs. */
  private void differ(Difference difference) {
    List<Long> missing = difference.missing();
    List<Long> extra = difference.extra();
    int changed = Math.min(missing.size(), extra.size());
    if (changed > 0) {
      long first = extra.getFirst();
      event(
          Code.LEAF_MISMATCH,
          first,
          null,
          "event %d is not the one that was logged (%d of them in all)".formatted(first, changed));
    }
    if (missing.size() > changed) {
      long first = missing.getFirst();
      event(
          Code.MISSING_EVENT,
          first,
          null,
          "event %d of the log is not there (%d missing in all)"
              .formatted(first, missing.size() - changed));
    }
    if (extra.size() > changed) {
      long first = extra.getFirst();
      event(
          Code.UNLOGGED_EVENT,
          first,
          null,
          "event %d was never logged (%d of them in all)".formatted(first, extra.size() - changed));
    }
    if (difference.moved() >= 0) {
      event(
          Code.ORDER_MISMATCH,
          difference.moved(),
          null,
          "event %d was logged at another place".formatted(difference.moved()));
    }
  }

  /** The tiles were changed too: only checkpoints tell where. */
  private void differ(Trust.Signed head, Older older, Events events) {
    long size = head.checkpoint().size();
    long count = events.leaves.size();
    long odd = events.firstGap >= 0 ? events.firstGap : events.firstRepeat;
    Long at = odd < 0 ? null : (Long) odd;
    if (count < size) {
      event(
          Code.MISSING_EVENT,
          at,
          null,
          "%d events are there and %d were logged".formatted(count, size));
    } else if (count > size) {
      event(
          Code.UNLOGGED_EVENT,
          at,
          null,
          "%d events are there and %d were logged".formatted(count, size));
    } else if (odd >= 0 || events.firstDescent >= 0) {
      long index = odd >= 0 ? odd : events.firstDescent;
      event(
          Code.ORDER_MISMATCH, index, null, "event %d is out of the log's order".formatted(index));
    } else {
      int other = events.older.firstOther();
      long good = other == 0 ? 0 : older.size(other - 1);
      long bad = other == older.count() ? size : older.size(other);
      event(
          Code.LEAF_MISMATCH,
          good,
          null,
          "at least one of the events %d to %d is not the one that was logged"
              .formatted(good, bad - 1));
    }
  }

  private void checkHistory(Trust.Signed head, Older older, Older.Grown grown) throws IOException {
    int other = grown.firstOther();
    if (other < older.count()) {
      long size = older.size(other);
      findings.add(
          new Finding(
              Code.INCONSISTENT_HISTORY,
              "the first %d events are not those of the checkpoint of that size".formatted(size),
              null,
              null,
              List.of(noteOver(size, head))));
    }
  }

  /** Step 9: something from outside says how long the log has to be. */
  private void checkEvidence(Trust.Signed head) {
    int seen = head.seen().size();
    if (trust.isWitnessed(head)) {
      Instant time = head.seen().get(trust.quorum() - 1);
      facts.add(
          "%d of %d witnesses saw it; complete as of %s"
              .formatted(seen, trust.witnesses().size(), time));
    } else if (trust.quorum() > 0) {
      found(
          Code.QUORUM_NOT_MET,
          "%d of the %d witnesses asked for have signed".formatted(seen, trust.quorum()));
    }
    for (Trust.Signed kept : findings.isEmpty() ? since : List.<Trust.Signed>of()) {
      facts.add(
          "compared with the checkpoint of size %d kept before; complete up to there at least"
              .formatted(kept.checkpoint().size()));
    }
    if (!trust.isWitnessed(head) && since.isEmpty()) {
      found(
          Code.TAIL_UNPROVEN,
          "tail completeness unproven: give a checkpoint kept before, or witnesses and a quorum");
    }
  }

  private void malformed(String detail) {
    found(Code.MALFORMED, detail);
  }

  private void found(Code code, String detail) {
    findings.add(Finding.of(code, detail));
  }

  private void event(Code code, @Nullable Long index, @Nullable String id, String detail) {
    findings.add(new Finding(code, detail, index, id, List.of()));
  }

  /** The tiles of the bundle. */
  private final class Tiles {
    final Hashes leaves = new Hashes();
    private final Frontier tree = new Frontier();
    private boolean complete = true;

    Tiles(long size) throws IOException {
      Set<String> expected = Tile.ofTree(size).map(Tile::path).collect(Collectors.toSet());
      for (String name : files.names()) {
        if (name.startsWith("tile/") && !expected.contains(name)) {
          malformed("%s is no tile of a log of size %d".formatted(name, size));
        }
      }
      Iterator<Tile> tiles = Tile.ofTree(size).iterator();
      while (tiles.hasNext()) {
        Tile tile = tiles.next();
        byte[] bytes = bytes(tile);
        for (int at = 0; at < bytes.length && complete && tile.level() == 0; at += Hash.BYTES) {
          leaves.add(Hash.at(bytes, at));
          tree.append(leaves.get(leaves.size() - 1));
        }
      }
    }

    private byte[] bytes(Tile tile) throws IOException {
      try {
        byte[] bytes = files.read(tile.path(), tile.bytes());
        if (bytes.length == tile.bytes()) {
          return bytes;
        }
        malformed("%s has %d bytes, not %d".formatted(tile.path(), bytes.length, tile.bytes()));
      } catch (Malformed malformed) {
        malformed(malformed.getMessage());
      }
      complete = false;
      return new byte[0];
    }

    /** Whether there are all, of the right length. */
    boolean isComplete() {
      return complete;
    }

    Hash root() {
      return tree.root();
    }

    Older.Grown grown(Older older) {
      Older.Grown grown = older.new Grown();
      Frontier again = new Frontier();
      grown.at(0, again::root);
      for (long i = 0; i < leaves.size(); i++) {
        again.append(leaves.get(i));
        grown.at(i + 1, again::root);
      }
      return grown;
    }

    /** Each tile is the one that the leaves make. */
    void compare(Hashes logged) throws IOException {
      if (!complete) {
        return;
      }
      Iterator<Tile> tiles = Tile.ofTree(logged.size()).iterator();
      while (tiles.hasNext()) {
        Tile tile = tiles.next();
        byte[] bytes = bytes(tile);
        for (int i = 0; i < tile.width(); i++) {
          long index = tile.index() * Tile.FULL + i;
          Hash right = tile.level() == 0 ? logged.get(index) : above(tile.level(), index);
          if (!right.equals(Hash.at(bytes, i * Hash.BYTES))) {
            found(Code.TILE_MISMATCH, tile.path() + " does not hold the log's hashes");
            return;
          }
        }
      }
    }

    /** The hash over the full tile below one of a tile's hashes. */
    private Hash above(int level, long index) throws IOException {
      byte[] below = bytes(new Tile(level - 1, index, Tile.FULL));
      Frontier over = new Frontier();
      for (int at = 0; at < below.length; at += Hash.BYTES) {
        over.append(Hash.at(below, at));
      }
      return over.root();
    }
  }
}
