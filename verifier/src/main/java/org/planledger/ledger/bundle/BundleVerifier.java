package org.planledger.ledger.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Members;
import org.planledger.ledger.Note;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * Checks a bundle against keys, and checkpoints, from outside of it. The steps are those of
 * docs/ledger.md. Events and older checkpoints are read piece by piece; 64 bytes of each are held.
 */
public final class BundleVerifier {
  private static final int MAX_SMALL = 64 << 20;

  private final BundleFiles files;
  private final Trust trust;
  private final List<Trust.Signed> since;
  private final Findings findings = new Findings();

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
      return verifier.findings.report(verifier.run());
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
      for (byte[] line = Lines.next(in, Bundle.EVENTS);
          line != null;
          line = Lines.next(in, Bundle.EVENTS)) {
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
    Checkpoints checkpoints = new Checkpoints(files, trust, head, since, findings);
    Older older = checkpoints.compare();
    Set<Bundle.Erasure> erasing = checkKeysAndErasures();
    Events events = new Events(older.new Grown(), erasing);
    if (events.read(files, findings)) {
      compare(head.checkpoint(), events, checkpoints, older);
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
    for (String name : names) {
      if (name.equals(Bundle.MANIFEST)) {
        if (listed.has(name)) {
          findings.malformed("the manifest lists itself");
        }
      } else if (!listed.has(name)) {
        findings.malformed(name + " is not in the manifest");
      } else if (!files.names().contains(name)) {
        findings.malformed(name + " is in the manifest and missing");
      } else if (!hash(name).toString().equals(listed.string(name))) {
        findings.malformed(name + " has another SHA-256 than the manifest says");
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
      findings.malformed(Bundle.CHECKPOINT + ": " + malformed.getMessage());
    } catch (SignatureFailed failed) {
      findings.add(Code.BAD_SIGNATURE, Bundle.CHECKPOINT + ": " + failed.getMessage());
    } catch (Untrusted untrusted) {
      findings.add(Code.UNTRUSTED_KEY, Bundle.CHECKPOINT + ": " + untrusted.getMessage());
    }
    return null;
  }

  /** Step 4: the keys named are trusted ones. Gives what is said of persons. */
  private Set<Bundle.Erasure> checkKeysAndErasures() throws IOException {
    Set<Bundle.Erasure> erasing = new LinkedHashSet<>();
    try {
      for (Bundle.Key key : Bundle.keys(files.read(Bundle.KEYS, MAX_SMALL))) {
        if (trust.logs().stream().noneMatch(log -> log.key().equals(key.key()))) {
          findings.add(
              Code.UNTRUSTED_KEY,
              "keys.json names a key of the log that was not given: " + key.key());
        }
      }
      erasing.addAll(Bundle.erasures(files.read(Bundle.ERASURES, MAX_SMALL)));
    } catch (Malformed malformed) {
      findings.malformed(malformed.getMessage());
    }
    return erasing;
  }

  /** Steps 6 to 8: events, tiles and older checkpoints against the checkpoint. */
  private void compare(Checkpoint checkpoint, Events events, Checkpoints checkpoints, Older older)
      throws IOException {
    boolean eventsFit = events.fit(checkpoint);
    Tiles tiles = new Tiles(files, checkpoint.size(), findings);
    boolean tilesFit = tiles.fit(checkpoint);
    if (eventsFit) {
      events.checkSequences(findings);
    } else if (tilesFit) {
      Difference.between(tiles.leaves(), events.leaves()).tell(findings);
    } else {
      events.narrowDown(checkpoint.size(), older, findings);
    }
    if (eventsFit || tilesFit) {
      checkpoints.compareHistory(older, eventsFit ? events.older() : tiles.grown(older));
      tiles.compare(eventsFit ? events.leaves() : tiles.leaves());
    } else if (tiles.isComplete()) {
      findings.add(Code.TILE_MISMATCH, "the tiles do not lead to the root of the checkpoint");
    }
    if (eventsFit) {
      events.tell(checkpoint, findings);
    }
  }

  /** Step 9: something from outside says how long the log has to be. */
  private void checkEvidence(Trust.Signed head) {
    int seen = head.seen().size();
    if (trust.isWitnessed(head)) {
      Instant time = head.seen().get(trust.quorum() - 1);
      findings.fact(
          "%d of %d witnesses saw it; complete as of %s"
              .formatted(seen, trust.witnesses().size(), time));
    } else if (trust.quorum() > 0) {
      findings.add(
          Code.QUORUM_NOT_MET,
          "%d of the %d witnesses asked for have signed".formatted(seen, trust.quorum()));
    }
    for (Trust.Signed kept : findings.isEmpty() ? since : List.<Trust.Signed>of()) {
      findings.fact(
          "compared with the checkpoint of size %d kept before; complete up to there at least"
              .formatted(kept.checkpoint().size()));
    }
    if (!trust.isWitnessed(head) && since.isEmpty()) {
      findings.add(
          Code.TAIL_UNPROVEN,
          "tail completeness unproven: give a checkpoint kept before, or witnesses and a quorum");
    }
  }
}
