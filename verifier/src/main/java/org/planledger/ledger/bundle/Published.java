package org.planledger.ledger.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Note;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * The checkpoints that a bundle holds, in the order of their lines. Their signatures take nearly
 * all the time that a check takes, so those of a few hundred lines are checked at once, on all
 * cores. What is wrong with lines is found once of each kind, with the first of them; those are
 * left out.
 */
final class Published implements AutoCloseable {
  private static final int LINES_AT_ONCE = 512;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final InputStream in;
  private final Trust trust;
  private final String origin;
  private final Consumer<Finding> findings;
  private final Map<Code, Wrong> wrong = new EnumMap<>(Code.class);
  private final ArrayDeque<Read> ahead = new ArrayDeque<>();
  private Trust.@Nullable Signed last;
  private long line;
  private long setAside;
  private boolean ended;

  private record Wrong(String first, long lines) {}

  /** What one line holds, or why it holds nothing. */
  private record Read(Trust.@Nullable Signed signed, @Nullable RuntimeException failure) {
    Trust.Signed get() {
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(signed);
    }
  }

  Published(InputStream in, Trust trust, String origin, Consumer<Finding> findings) {
    this.in = in;
    this.trust = trust;
    this.origin = origin;
    this.findings = findings;
  }

  /**
   * The next one that a trusted key has signed, larger than the one before; null: there is none.
   */
  Trust.@Nullable Signed next() throws IOException {
    while (!ahead.isEmpty() || readAhead()) {
      line++;
      try {
        Trust.Signed signed = ahead.removeFirst().get();
        if (isNext(signed)) {
          last = signed;
          return signed;
        }
      } catch (Malformed malformed) {
        wrong(Code.MALFORMED, malformed.getMessage());
      } catch (SignatureFailed failed) {
        wrong(Code.BAD_SIGNATURE, String.valueOf(failed.getMessage()));
      } catch (Untrusted untrusted) {
        if (untrusted.isBeyondItsSizes()) {
          setAside++;
        } else {
          wrong(Code.UNTRUSTED_KEY, String.valueOf(untrusted.getMessage()));
        }
      }
    }
    return null;
  }

  /** Reads further lines; false: there are none. */
  private boolean readAhead() throws IOException {
    List<byte[]> lines = new ArrayList<>();
    Malformed broken = null;
    try {
      for (int bytes = 0; !ended && lines.size() < LINES_AT_ONCE && bytes < BYTES_AT_ONCE; ) {
        byte[] next = Lines.next(in, Bundle.CHECKPOINTS);
        if (next == null) {
          ended = true;
        } else {
          lines.add(next);
          bytes += next.length;
        }
      }
    } catch (ZipException damaged) {
      broken = new Malformed("it cannot be unpacked: " + damaged.getMessage());
    } catch (Malformed malformed) {
      broken = malformed;
    }
    lines.parallelStream().map(this::read).forEachOrdered(ahead::add);
    if (broken != null) {
      ended = true;
      ahead.add(new Read(null, broken));
    }
    return !ahead.isEmpty();
  }

  private Read read(byte[] bytes) {
    try {
      return new Read(trust.open(Note.parse(string(bytes))), null);
    } catch (Malformed | SignatureFailed | Untrusted failure) {
      return new Read(null, failure);
    }
  }

  private static String string(byte[] line) {
    if (CanonicalJson.parse(line) instanceof String note
        && Arrays.equals(CanonicalJson.write(note), line)) {
      return note;
    }
    throw new Malformed("it is no canonical string");
  }

  private boolean isNext(Trust.Signed signed) {
    if (!signed.checkpoint().origin().equals(origin)) {
      throw new Malformed("it is of another log, " + signed.checkpoint().origin());
    }
    if (last == null || signed.checkpoint().size() > last.checkpoint().size()) {
      return true;
    }
    if (signed.checkpoint().size() < last.checkpoint().size()
        || signed.checkpoint().equals(last.checkpoint())) {
      throw new Malformed("it is not larger than the one before");
    }
    findings.accept(Finding.fork(last, signed));
    return false;
  }

  private void wrong(Code code, String what) {
    wrong.merge(
        code,
        new Wrong("line %d of %s: %s".formatted(line, Bundle.CHECKPOINTS, what), 1),
        (before, one) -> new Wrong(before.first(), before.lines() + 1));
  }

  /** Tells what was wrong, and what was set aside, once all are read. */
  void tell(Consumer<String> facts) {
    wrong.forEach(
        (code, lines) ->
            findings.accept(
                Finding.of(
                    code,
                    lines.lines() == 1
                        ? lines.first()
                        : "%s (%d lines in all)".formatted(lines.first(), lines.lines()))));
    if (setAside > 0) {
      facts.accept(
          "set aside are %d checkpoints that a key has signed which is trusted for other sizes"
              .formatted(setAside));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
