package org.planledger.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Records that are added and never changed, in pages of 32 KiB. A record lies within one page; one
 * that is longer has a page of its own. Its address counts units of four bytes from the first page
 * on and fits into an {@code int} without sign: up to 16 GiB.
 *
 * <p>Several threads may add. Others may read what was added before they were given its address.
 */
public final class Pages {
  /** The address of no record. */
  public static final int NONE = 0;

  private static final int CACHE_LINE = 64;
  private static final int UNIT = 4;
  private static final int PAGE = 1 << 15;
  private static final int UNIT_BITS = 13;
  private static final int UNIT_MASK = (1 << UNIT_BITS) - 1;
  private static final int MOST = 1 << (Integer.SIZE - UNIT_BITS);

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle PAGES = MethodHandles.arrayElementVarHandle(byte[][].class);

  private final IntFunction<byte[]> source;
  private volatile byte[][] pages = new byte[4][];
  private int count;
  private int free = PAGE;
  private long bytes;
  private long resident;

  /** Without records, and without memory. */
  public Pages() {
    this.source =
        number -> {
          throw new IllegalStateException("There is no page " + number);
        };
  }

  /**
   * Goes on where others stopped.
   *
   * @param lengths of the full pages
   * @param last what is written of the last one
   * @param source reads a full page by its number when it is first asked for; throws {@link
   *     Damaged} if it cannot
   */
  public Pages(int[] lengths, byte[] last, IntFunction<byte[]> source) {
    this.source = source;
    this.pages = new byte[lengths.length + 4][];
    this.count = lengths.length + 1;
    this.pages[lengths.length] = Arrays.copyOf(last, Math.max(PAGE, last.length));
    this.free = Math.min(PAGE, last.length);
    this.bytes = IntStream.of(lengths).asLongStream().sum() + PAGE;
    this.resident = PAGE;
  }

  /**
   * What has been added so far.
   *
   * @param full number of full pages, which never change again
   * @param last what is written of the last one
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
  public record Written(int full, byte[] last) {}

  /** What has been added so far. */
  public synchronized Written written() {
    return count == 0
        ? new Written(0, new byte[0])
        : new Written(
            count - 1, Arrays.copyOf(pages[count - 1], Math.max(free, longer(pages[count - 1]))));
  }

  /** A record that is longer than a page has one of its own, which is full. */
  private static int longer(byte[] page) {
    return page.length > PAGE ? page.length : 0;
  }

  /** A full page; not to be written to. */
  public byte[] page(int number) {
    byte[] page = (byte[]) PAGES.getAcquire(pages, number);
    return page == null ? load(number) : page;
  }

  private synchronized byte[] load(int number) {
    byte[] page = pages[number];
    if (page == null) {
      page = source.apply(number);
      PAGES.setRelease(pages, number, page);
      resident += page.length;
    }
    return page;
  }

  /**
   * Adds a record.
   *
   * @return its address
   * @throws IllegalStateException when 16 GiB are full
   */
  public synchronized int add(Writer record) {
    int length = record.length();
    if (length > PAGE - free) {
      open(Math.max(PAGE, length + UNIT));
    }
    int address = ((count - 1) << UNIT_BITS) | (free / UNIT);
    record.copyTo(pages[count - 1], free);
    free = Math.min(PAGE, (free + length + UNIT - 1) / UNIT * UNIT);
    return address;
  }

  private void open(int length) {
    if (count == MOST) {
      throw new IllegalStateException("A history is full: it has 16 GiB");
    }
    byte[][] all = pages;
    if (count == all.length) {
      all = Arrays.copyOf(all, count * 2);
    }
    all[count++] = new byte[length];
    pages = all;
    bytes += length;
    resident += length;
    // The first unit of all stays empty, so that no record has the address of none.
    free = count == 1 ? UNIT : 0;
  }

  /** Reads the record at an address. */
  public Reader at(int address) {
    return new Reader(page(address >>> UNIT_BITS), (address & UNIT_MASK) * UNIT);
  }

  /** The address that is written at a place of a record of addresses only. */
  int addressAt(int address, int place) {
    int at = (address & UNIT_MASK) * UNIT + place * Integer.BYTES;
    return (int) INTS.get(page(address >>> UNIT_BITS), at);
  }

  /**
   * Has some bytes that a reader is about to read brought near the processor. To touch many before
   * the first is read takes little longer than to wait for one.
   *
   * @return anything, to be used so that the work is not optimised away
   */
  public static int touch(Reader reader, int length) {
    byte[] page = reader.page();
    int end = Math.min(page.length, reader.at() + length);
    int sum = 0;
    for (int i = reader.at(); i < end; i += CACHE_LINE) {
      sum += page[i];
    }
    return sum;
  }

  /** Has the beginning of a record brought near, if there is one. */
  public int touch(int address) {
    if (address == NONE) {
      return 0;
    }
    byte[] page = page(address >>> UNIT_BITS);
    int at = (address & UNIT_MASK) * UNIT;
    return page[at] + page[Math.min(page.length - 1, at + CACHE_LINE)];
  }

  /** Bytes of memory held. */
  public synchronized long resident() {
    return resident;
  }

  /** Bytes of memory held once every page was asked for. */
  public synchronized long bytes() {
    return bytes;
  }
}
