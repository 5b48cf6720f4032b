package org.planledger.ledger.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.ProofFailed;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Trust.LogKey;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.VerifierKey;

/**
 * The latest checkpoint of each log that a witness has signed. It is on the disk before its
 * signature is given away, one file a log, and is read at start.
 */
final class WitnessedLogs implements AutoCloseable {
  private final Signer signer;
  private final Path folder;
  private final Clock clock;
  private final Map<String, Log> logs = new HashMap<>();
  private final FileChannel lock;

  /** One log. Guarded by itself. */
  private static final class Log {
    final Trust trust;
    final Path file;
    Checkpoint latest;

    Log(Trust trust, Path file, Checkpoint latest) {
      this.trust = trust;
      this.file = file;
      this.latest = latest;
    }
  }

  /** An answer. */
  sealed interface Answer {
    /** Signed. */
    record Signed(Note.Signature signature) implements Answer {}

    /** Not signed since the log went on from another size than the one asked about. */
    record OtherSize(long latest) implements Answer {}

    /** Not signed for another reason. */
    record Refused(int status, String reason) implements Answer {}
  }

  /**
   * Reads the state.
   *
   * @param folder is made where it is missing
   * @throws IOException where it cannot be read or written
   * @throws Malformed for a state that is damaged: a witness does not start anew by itself
   */
  WitnessedLogs(Signer signer, Path folder, Set<VerifierKey> keys, Clock clock) throws IOException {
    if (signer.verifier().kind() != KeyKind.WITNESS) {
      throw new Malformed("the key %s is of a log".formatted(signer.verifier()));
    }
    this.signer = signer;
    this.folder = folder;
    this.clock = clock;
    Files.createDirectories(folder);
    this.lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(lock)) {
      lock.close();
      throw new IOException("another witness works on " + folder);
    }
    Map<String, Set<LogKey>> byOrigin =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    VerifierKey::name,
                    TreeMap::new,
                    Collectors.mapping(
                        key -> new LogKey(key, 0, Long.MAX_VALUE), Collectors.toSet())));
    for (Map.Entry<String, Set<LogKey>> log : byOrigin.entrySet()) {
      Trust trust = new Trust(log.getValue(), Set.of(), 0);
      Path file =
          folder.resolve(Hash.of(log.getKey().getBytes(StandardCharsets.UTF_8)) + ".checkpoint");
      logs.put(log.getKey(), new Log(trust, file, read(file, log.getKey(), trust)));
    }
  }

  private static boolean isLocked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException here) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static Checkpoint read(Path file, String origin, Trust trust) throws IOException {
    if (!Files.exists(file)) {
      return new Checkpoint(origin, 0, Merkle.EMPTY);
    }
    try {
      Checkpoint latest = trust.open(Note.parse(Files.readAllBytes(file))).checkpoint();
      if (latest.origin().equals(origin)) {
        return latest;
      }
      throw new Malformed("it is of another log");
    } catch (Malformed | Untrusted | SignatureFailed damaged) {
      throw new Malformed(
          "%s, the state of the log %s, is damaged: %s"
              .formatted(file, origin, damaged.getMessage()));
    }
  }

  /**
   * Signs a checkpoint if it goes on from the latest one.
   *
   * @throws IOException where the state cannot be written; then nothing was signed
   */
  Answer add(long old, List<Hash> proof, Note note) throws IOException {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    Log log = logs.get(checkpoint.origin());
    if (log == null) {
      return new Answer.Refused(404, "no log of this name is witnessed here");
    }
    try {
      log.trust.open(note);
    } catch (Untrusted | SignatureFailed unsigned) {
      return new Answer.Refused(403, String.valueOf(unsigned.getMessage()));
    }
    if (old > checkpoint.size()) {
      return new Answer.Refused(400, "the old size is larger than that of the checkpoint");
    }
    synchronized (log) {
      if (old != log.latest.size()) {
        return new Answer.OtherSize(log.latest.size());
      }
      try {
        Merkle.verifyConsistency(
            old, checkpoint.size(), proof, log.latest.root(), checkpoint.root());
      } catch (ProofFailed inconsistent) {
        return new Answer.Refused(422, String.valueOf(inconsistent.getMessage()));
      }
      if (!checkpoint.equals(log.latest)) {
        persist(log.file, note);
        log.latest = checkpoint;
      }
    }
    return new Answer.Signed(signer.sign(note.text(), clock.instant()));
  }

  private void persist(Path file, Note note) throws IOException {
    Path next = folder.resolve(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(note.bytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      // The name, too, has to survive a loss of power.
      directory.force(true);
    }
  }
}
