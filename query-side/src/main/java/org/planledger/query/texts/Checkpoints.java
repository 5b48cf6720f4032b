package org.planledger.query.texts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.planledger.page.Damaged;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Writer;
import org.planledger.plan.PlanHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories of plans in files, so that a node that starts need not fold them again.
 *
 * <p>Of each plan there are the full pages of its history, in a file that is only ever added to and
 * is mapped into memory, and a head, which says where the pages are and all that is not in them.
 * The head is replaced as a whole. Everything has a checksum (CRC-32C): that of the head is looked
 * at when it is opened, that of a page when the page is first asked for. A file that is not what
 * was written, or was written by another version, counts as none: the log is what is true.
 */
public final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int FORMAT = 4;

  /** At the end of the name of each file that a checkpoint begins with. */
  public static final String HEAD = ".head";

  private static final String PAGES = ".pages";

  private final Path folder;
  private final String version;
  private final Map<String, Written> known = new ConcurrentHashMap<>();

  private final FileChannel lock;

  /**
   * In a folder, which is made if there is none.
   *
   * @throws IOException when it cannot be made, or another node works on it
   */
  public Checkpoints(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.version = hash(FORMAT + PlanHistory.description());
    this.lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isTaken(lock)) {
      lock.close();
      throw new IOException(
          "Another node keeps its checkpoints in %s; give each a folder of its own, by %s."
              .formatted(folder, "planledger.checkpoints"));
    }
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** Which pages are in a file, and where. */
  private record Written(Pages pages, String file, Places places) {}

  private static final class Places {
    private static final Places NONE = new Places(new int[0], new int[0]);
    private final int[] lengths;
    private final int[] sums;

    Places(int[] lengths, int[] sums) {
      this.lengths = lengths;
      this.sums = sums;
    }

    long[] starts() {
      long[] starts = new long[lengths.length + 1];
      for (int i = 0; i < lengths.length; i++) {
        starts[i + 1] = starts[i] + lengths[i];
      }
      return starts;
    }
  }

  /**
   * Writes the history of a plan. What a file has already is not written again.
   *
   * @throws IOException when it cannot; what was there before is not harmed
   */
  public synchronized void write(String planId, PlanHistory history) throws IOException {
    String name = hash(planId);
    Writer rest = new Writer();
    history.write(rest);
    Pages.Written full = history.pages().written();
    Written before = known.get(planId);
    Written written =
        before != null && before.pages().equals(history.pages())
            ? before
            : new Written(history.pages(), name + "." + UUID.randomUUID() + PAGES, Places.NONE);
    written = new Written(written.pages(), written.file(), add(written, full.full()));
    Writer head = new Writer();
    head.string(version).string(planId).string(written.file());
    head.number(full.full());
    for (int i = 0; i < full.full(); i++) {
      head.number(written.places().lengths[i]).address(written.places().sums[i]);
    }
    head.number(full.last().length).bytes(full.last(), 0, full.last().length).all(rest);
    head.address(sum(head.toBytes()));
    Path fresh = folder.resolve(name + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.wrap(head.toBytes()));
      channel.force(true);
    }
    Files.move(
        fresh,
        folder.resolve(name + HEAD),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    known.put(planId, written);
    deleteOthers(name, written.file());
  }

  private Places add(Written written, int full) throws IOException {
    int before = written.places().lengths.length;
    int[] lengths = Arrays.copyOf(written.places().lengths, full);
    int[] sums = Arrays.copyOf(written.places().sums, full);
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(written.file()), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(written.places().starts()[before]);
      for (int i = before; i < full; i++) {
        byte[] page = written.pages().page(i);
        writeAll(channel, ByteBuffer.wrap(page));
        lengths[i] = page.length;
        sums[i] = sum(page);
      }
      channel.force(true);
    }
    return new Places(lengths, sums);
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void deleteOthers(String name, String kept) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String is = file.getFileName().toString();
        if (is.startsWith(name + ".") && is.endsWith(PAGES) && !is.equals(kept)) {
          Files.delete(file);
        }
      }
    }
  }

  /** The history of a plan as it was written last, if it can be trusted so far. */
  public synchronized Optional<PlanHistory> open(String planId) {
    Path file = folder.resolve(hash(planId) + HEAD);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] head = Files.readAllBytes(file);
      int end = head.length - Integer.BYTES;
      if (end < 0 || new Reader(head, end).address() != sum(Arrays.copyOf(head, end))) {
        throw new Damaged(planId, "the head is not what was written");
      }
      return Optional.ofNullable(opened(planId, new Reader(head, 0)));
    } catch (IOException | Damaged e) {
      LOG.warn("The checkpoint of plan {} is not used: {}", planId, e.getMessage());
      forget(planId);
      return Optional.empty();
    }
  }

  private @Nullable PlanHistory opened(String planId, Reader head) throws IOException {
    if (!head.string().equals(version) || !head.string().equals(planId)) {
      LOG.info("The checkpoint of plan {} is of another version and is not used", planId);
      return null;
    }
    String file = head.string();
    int[] lengths = new int[head.count()];
    int[] sums = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = head.count();
      sums[i] = head.address();
    }
    byte[] last = new byte[head.count()];
    head.copy(last.length, last, 0);
    Places places = new Places(lengths, sums);
    Pages pages = new Pages(lengths, last, new Source(planId, folder.resolve(file), places));
    known.put(planId, new Written(pages, file, places));
    return PlanHistory.read(pages, head);
  }

  /** Has a history folded anew when it is next asked for. */
  public synchronized void forget(String planId) {
    known.remove(planId);
    try {
      Files.deleteIfExists(folder.resolve(hash(planId) + HEAD));
    } catch (IOException e) {
      LOG.warn("The checkpoint of plan {} cannot be deleted", planId, e);
    }
  }

  /** Reads pages where the file is mapped into memory. */
  private static final class Source implements IntFunction<byte[]> {
    private static final int SEGMENT_BITS = 30;
    private final String planId;
    private final Places places;
    private final long[] starts;
    private final MappedByteBuffer[] segments;

    Source(String planId, Path file, Places places) throws IOException {
      this.planId = planId;
      this.places = places;
      this.starts = places.starts();
      long length = starts[starts.length - 1];
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        if (channel.size() < length) {
          throw new Damaged(planId, "the file is too short");
        }
        segments = new MappedByteBuffer[(int) ((length >>> SEGMENT_BITS) + 1)];
        for (int i = 0; i < segments.length; i++) {
          long from = (long) i << SEGMENT_BITS;
          // A page that begins in a segment is read from it, to its end.
          segments[i] =
              channel.map(
                  MapMode.READ_ONLY,
                  from,
                  Math.min(length - from, (1L << SEGMENT_BITS) + longest(places)));
        }
      }
    }

    private static long longest(Places places) {
      return Arrays.stream(places.lengths).max().orElse(0);
    }

    @Override
    public byte[] apply(int number) {
      if (number >= places.lengths.length) {
        throw new Damaged(planId, "there is no page " + number);
      }
      byte[] page = new byte[places.lengths[number]];
      long start = starts[number];
      segments[(int) (start >>> SEGMENT_BITS)].get(
          (int) (start & ((1L << SEGMENT_BITS) - 1)), page);
      if (sum(page) != places.sums[number]) {
        throw new Damaged(planId, "page %d is not what was written".formatted(number));
      }
      return page;
    }
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
