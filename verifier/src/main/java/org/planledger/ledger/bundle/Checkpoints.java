package org.planledger.ledger.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.Finding.Code;

/** All checkpoints that are known of a log: those of a bundle, and those that were kept before. */
final class Checkpoints {
  private final BundleFiles files;
  private final Trust trust;
  private final Trust.Signed head;
  private final List<Trust.Signed> since;
  private final Findings findings;

  Checkpoints(
      BundleFiles files,
      Trust trust,
      Trust.Signed head,
      List<Trust.Signed> since,
      Findings findings) {
    this.files = files;
    this.trust = trust;
    this.head = head;
    this.since = since;
    this.findings = findings;
  }

  /** Step 3: none contradicts another one. Gives those that are older than the bundle's. */
  Older compare() throws IOException {
    long size = head.checkpoint().size();
    NavigableMap<Long, Trust.Signed> known = known();
    Older older = new Older();
    ArrayDeque<Trust.Signed> due = new ArrayDeque<>(known.headMap(size).values());
    Trust.Signed largest = known.lastEntry().getValue();
    try (Published published = published(findings::add)) {
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
      published.tell(findings::fact);
    } catch (Malformed missing) {
      findings.malformed(missing.getMessage());
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

  /** The bundle's own and those kept before, by size. */
  private NavigableMap<Long, Trust.Signed> known() {
    NavigableMap<Long, Trust.Signed> known = new TreeMap<>();
    known.put(head.checkpoint().size(), head);
    for (Trust.Signed kept : since) {
      if (!kept.checkpoint().origin().equals(head.checkpoint().origin())) {
        findings.malformed(
            "the checkpoint kept before is of another log, " + kept.checkpoint().origin());
        continue;
      }
      Trust.Signed same = known.putIfAbsent(kept.checkpoint().size(), kept);
      if (same != null) {
        checkSame(same, kept);
      }
    }
    return known;
  }

  private void checkSame(Trust.Signed one, Trust.Signed other) {
    if (!one.checkpoint().equals(other.checkpoint())) {
      findings.add(Finding.fork(one, other));
    }
  }

  /** Step 7: the log has grown through all of those that are older. */
  void compareHistory(Older older, Older.Grown grown) throws IOException {
    int other = grown.firstOther();
    if (other < older.count()) {
      long size = older.size(other);
      findings.add(
          new Finding(
              Code.INCONSISTENT_HISTORY,
              "the first %d events are not those of the checkpoint of that size".formatted(size),
              null,
              null,
              List.of(noteOver(size))));
    }
  }

  /** The note of an older checkpoint. */
  private String noteOver(long size) throws IOException {
    for (Trust.Signed kept : since) {
      if (kept.checkpoint().size() == size) {
        return kept.note().toString();
      }
    }
    try (Published again = published(known -> {})) {
      for (Trust.Signed one = again.next(); one != null; one = again.next()) {
        if (one.checkpoint().size() == size) {
          return one.note().toString();
        }
      }
    }
    throw new IOException(Bundle.CHECKPOINTS + " was changed meanwhile");
  }

  private Published published(Consumer<Finding> told) throws IOException {
    return new Published(
        new BufferedInputStream(files.stream(Bundle.CHECKPOINTS), 1 << 16),
        trust,
        head.checkpoint().origin(),
        told);
  }
}
