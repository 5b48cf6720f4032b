package org.planledger.query.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * The last checkpoint that this node has signed or seen, in a file outside the database: what a
 * database restored from an old backup cannot take back.
 */
final class SignedBefore {
  private final Path file;

  SignedBefore(Path file) {
    this.file = file;
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
      throw new RolledBack(
          Code.TRUNCATED,
          "a checkpoint over %d events was signed (%s), and the database holds %d: it is older. Restore a newer backup"
              .formatted(before.size(), file, size));
    }
    if (!Merkle.root(before.size(), tree).equals(before.root())) {
      throw new RolledBack(
          Code.INCONSISTENT_HISTORY,
          "the first %d events are not those of the checkpoint that was signed (%s): the database is another one, or was changed. Restore a backup of the right one"
              .formatted(before.size(), file));
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
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  /** The size of the checkpoint in the file; -1: there is none. */
  long size() throws IOException {
    return read().map(note -> Checkpoint.parse(note.text()).size()).orElse(-1L);
  }
}
