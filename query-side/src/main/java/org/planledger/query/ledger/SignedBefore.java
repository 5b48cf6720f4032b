package org.planledger.query.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * The last checkpoint that this node has signed or seen, in a file outside the database: what a
 * database restored from an old backup cannot take back, and one that lost a commit is told. One
 * process works with its folder at a time.
 */
final class SignedBefore implements AutoCloseable {
  /**
   * The folders that this process works with. It must not try to lock one twice: to close a file
   * gives back every lock that the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path file;
  private @Nullable Path held;
  private @Nullable FileChannel lock;

  SignedBefore(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("last-checkpoint");
  }

  /**
   * Keeps others from working with the folder of the file, until {@link #close}.
   *
   * @throws IllegalStateException where another process does
   */
  void open() throws IOException {
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    FileChannel opened = null;
    if (HELD.add(real)) {
      try {
        opened = locked(real);
      } finally {
        if (opened == null) {
          HELD.remove(real);
        }
      }
    }
    if (opened == null) {
      throw new IllegalStateException(
          "another process keeps a ledger with the folder %s; each node needs one of its own, with copies of the keys (planledger.ledger.keys)"
              .formatted(folder));
    }
    held = real;
    lock = opened;
  }

  private static @Nullable FileChannel locked(Path folder) throws IOException {
    FileChannel opened =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (opened.tryLock() != null) {
      return opened;
    }
    opened.close();
    return null;
  }

  @Override
  public void close() throws IOException {
    if (lock != null && held != null) {
      lock.close();
      HELD.remove(held);
      lock = null;
    }
  }

  private Optional<Note> read() throws IOException {
    try {
      return Optional.of(Note.parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * The checkpoint in the file. To be read before the tree that is compared with it, which grows.
   *
   * @throws RolledBack where it is damaged
   */
  Optional<Checkpoint> checkpoint() throws IOException {
    try {
      return read().map(note -> Checkpoint.parse(note.text()));
    } catch (Malformed malformed) {
      throw new RolledBack(
          Code.INCONSISTENT_HISTORY,
          "%s is damaged (%s); put back a copy of it, or the last checkpoint that a witness or an auditor has kept"
              .formatted(file, malformed.getMessage()));
    }
  }

  /** A checkpoint, with the signatures of the log alone. */
  record Known(Checkpoint checkpoint, Note note) {}

  /**
   * The checkpoint in the file, as the log signed it.
   *
   * @throws RolledBack where no key of the log has signed it
   */
  Optional<Known> signedBy(Set<VerifierKey> log) throws IOException {
    Optional<Note> read = read();
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Note note = read.get();
    List<Note.Signature> ofLog = new ArrayList<>();
    if (!signers(note, log).isEmpty()) {
      for (Note.Signature signature : note.signatures()) {
        if (!new Note(note.text(), List.of(signature)).verify(log).isEmpty()) {
          ofLog.add(signature);
        }
      }
    }
    if (ofLog.isEmpty()) {
      throw new RolledBack(
          Code.BAD_SIGNATURE,
          "no key of this log signed what %s says; put back a copy of it, or the last checkpoint that a witness or an auditor has kept"
              .formatted(file));
    }
    return Optional.of(new Known(Checkpoint.parse(note.text()), new Note(note.text(), ofLog)));
  }

  /** The keys of the log that have signed a note; none where a signature of one does not fit. */
  static Set<VerifierKey> signers(Note note, Set<VerifierKey> log) {
    try {
      return note.verify(log).stream().map(Note.Verified::key).collect(Collectors.toSet());
    } catch (SignatureFailed forged) {
      return Set.of();
    }
  }

  /**
   * Checks that a tree goes on from a checkpoint of the file.
   *
   * @throws RolledBack where it is smaller, or another one
   */
  void check(Checkpoint before, String origin, long size, Merkle.Subtrees tree) {
    if (!before.origin().equals(origin)) {
      throw new RolledBack(
          Code.INCONSISTENT_HISTORY,
          "%s is of the log %s, and this is %s; each log needs a folder of its own"
              .formatted(file, before.origin(), origin));
    }
    if (before.size() > size) {
      throw RolledBack.database(
          Code.TRUNCATED,
          "a checkpoint over %d events was signed (%s), and the database holds %d: it is older. Restore a newer backup"
              .formatted(before.size(), file, size),
          before.size(),
          before.root());
    }
    if (!Merkle.root(before.size(), tree).equals(before.root())) {
      throw RolledBack.database(
          Code.INCONSISTENT_HISTORY,
          "the first %d events are not those of the checkpoint that was signed (%s): the database is another one, or was changed. Restore a backup of the right one"
              .formatted(before.size(), file),
          before.size(),
          before.root());
    }
  }

  /** Replaces the checkpoint, and returns when it is on the disk. */
  void write(Note note) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, note.bytes());
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder)) {
      directory.force(true);
    }
  }

  /** The size of the checkpoint in the file; -1: there is none. */
  long size() throws IOException {
    return read().map(note -> Checkpoint.parse(note.text()).size()).orElse(-1L);
  }
}
