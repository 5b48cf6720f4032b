package org.planledger.ledger.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Frontier;
import org.planledger.ledger.Hash;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.bundle.Finding.Code;

/** The events of a bundle, read one by one; 64 bytes of each are held. */
final class Events {
  private final Hashes leaves = new Hashes();
  private final Frontier tree = new Frontier();
  private final Map<String, Long> next = new HashMap<>();
  private final Older.Grown older;
  private final Set<Bundle.Erasure> erasing;
  private final Set<String> erased = new TreeSet<>();
  private long firstGap = -1;
  private long firstRepeat = -1;
  private long firstDescent = -1;
  private long lastGlobal = -1;
  private @Nullable Instant latest;
  private long setBack;
  private long furthestBack = -1;
  private Duration furthest = Duration.ZERO;

  /**
   * None yet.
   *
   * @param older checkpoints, to be compared with the tree as it grows
   * @param erasing what is said of persons and of the events that erased them
   */
  Events(Older.Grown older, Set<Bundle.Erasure> erasing) {
    this.older = older;
    this.erasing = erasing;
    older.at(0, tree::root);
  }

  /** Step 5: each payload is the one that its envelope states. False: a line cannot be read. */
  boolean read(BundleFiles files, Findings findings) throws IOException {
    boolean intact = true;
    try (InputStream in = new BufferedInputStream(files.stream(Bundle.EVENTS), 1 << 16)) {
      for (byte[] line = Lines.next(in, Bundle.EVENTS);
          line != null;
          line = Lines.next(in, Bundle.EVENTS)) {
        long index = leaves.size();
        LoggedEvent event;
        try {
          event = LoggedEvent.read(line);
        } catch (Malformed malformed) {
          findings.malformed(
              "line %d of events.ndjson: %s".formatted(index + 1, malformed.getMessage()));
          return false;
        }
        add(event);
        if (intact && !event.isIntact()) {
          intact = false;
          String id = event.envelope().eventId();
          findings.add(
              new Finding(
                  Code.LEAF_MISMATCH,
                  "the payload of event %d (%s) is not the one that was logged"
                      .formatted(index, id),
                  index,
                  id,
                  List.of()));
        }
      }
      return true;
    } catch (ZipException damaged) {
      findings.malformed("events.ndjson cannot be unpacked: " + damaged.getMessage());
    } catch (Malformed malformed) {
      findings.malformed(malformed.getMessage());
    }
    return false;
  }

  private void add(LoggedEvent event) {
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
    time(envelope.timestamp(), index);
    event
        .erased()
        .ifPresent(
            person -> {
              erased.add(person);
              erasing.remove(new Bundle.Erasure(person, envelope.eventId()));
            });
  }

  /** Clocks of several nodes differ, and are put right: the order is that of the log. */
  private void time(Instant recorded, long index) {
    Instant before = latest;
    if (before == null || !recorded.isBefore(before)) {
      latest = recorded;
      return;
    }
    setBack++;
    Duration step = Duration.between(recorded, before);
    if (step.compareTo(furthest) > 0) {
      furthest = step;
      furthestBack = index;
    }
  }

  Hashes leaves() {
    return leaves;
  }

  /** The older checkpoints, compared with the tree over these. */
  Older.Grown older() {
    return older;
  }

  /** Whether they are those of a checkpoint. */
  boolean fit(Checkpoint checkpoint) {
    return leaves.size() == checkpoint.size() && tree.root().equals(checkpoint.root());
  }

  /** Of those that fit: each follows the one before in its aggregate, and each erasure is there. */
  void checkSequences(Findings findings) {
    if (firstGap >= 0) {
      findings.event(
          Code.MISSING_EVENT,
          firstGap,
          "before event %d an event of the same aggregate was never logged".formatted(firstGap));
    }
    if (firstRepeat >= 0) {
      findings.event(
          Code.ORDER_MISMATCH,
          firstRepeat,
          "event %d was logged after a later one of the same aggregate".formatted(firstRepeat));
    }
    erasing.forEach(
        erasure ->
            findings.add(
                Code.MISSING_EVENT,
                "erasures.json says that event %s erased the name of %s, and there is no such event"
                    .formatted(erasure.event(), erasure.subject())));
  }

  /** Of those that do not fit, where the tiles do not either: only checkpoints tell where. */
  void narrowDown(long size, Older checkpoints, Findings findings) {
    long count = leaves.size();
    long odd = firstGap >= 0 ? firstGap : firstRepeat;
    if (count != size) {
      findings.add(
          new Finding(
              count < size ? Code.MISSING_EVENT : Code.UNLOGGED_EVENT,
              "%d events are there and %d were logged".formatted(count, size),
              odd < 0 ? null : (Long) odd,
              null,
              List.of()));
    } else if (odd >= 0 || firstDescent >= 0) {
      long index = odd >= 0 ? odd : firstDescent;
      findings.event(
          Code.ORDER_MISMATCH, index, "event %d is out of the log's order".formatted(index));
    } else {
      int other = older.firstOther();
      long good = other == 0 ? 0 : checkpoints.size(other - 1);
      long bad = other == checkpoints.count() ? size : checkpoints.size(other);
      findings.event(
          Code.LEAF_MISMATCH,
          good,
          "at least one of the events %d to %d is not the one that was logged"
              .formatted(good, bad - 1));
    }
  }

  /** What they prove once they fit. */
  void tell(Checkpoint checkpoint, Findings findings) {
    findings.fact(
        "%d events of %s lead to the signed root %s"
            .formatted(checkpoint.size(), checkpoint.origin(), checkpoint.root()));
    if (setBack > 0) {
      findings.fact(
          "%d of them have an earlier time than one before them, by %s at most (event %d); clocks differed, and the order is that of the log"
              .formatted(setBack, furthest, furthestBack));
    }
    if (!erased.isEmpty()) {
      findings.fact(
          "erased, as the log itself says, are the names of %s; what is proven does not depend on them"
              .formatted(String.join(", ", erased)));
    }
  }
}
