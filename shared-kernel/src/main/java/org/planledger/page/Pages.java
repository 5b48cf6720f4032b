package org.planledger.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

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

  private volatile byte[][] pages = new byte[4][];
  private int count;
  private int free = PAGE;
  private long bytes;

  /** Without records, and without memory. */
  public Pages() {}

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
    // The first unit of all stays empty, so that no record has the address of none.
    free = count == 1 ? UNIT : 0;
  }

  /** Reads the record at an address. */
  public Reader at(int address) {
    return new Reader(pages[address >>> UNIT_BITS], (address & UNIT_MASK) * UNIT);
  }

  /** The address that is written at a place of a record of addresses only. */
  int addressAt(int address, int place) {
    int at = (address & UNIT_MASK) * UNIT + place * Integer.BYTES;
    return (int) INTS.get(pages[address >>> UNIT_BITS], at);
  }

  /**
   * Has some bytes from an address on brought near the processor. To touch many before the first is
   * read takes little longer than to wait for one.
   *
   * @return anything, to be used so that the work is not optimised away
   */
  public int touch(int address, int length) {
    byte[] page = pages[address >>> UNIT_BITS];
    int at = (address & UNIT_MASK) * UNIT;
    int end = Math.min(page.length, at + length);
    int sum = 0;
    for (int i = at; i < end; i += CACHE_LINE) {
      sum += page[i];
    }
    return sum;
  }

  /** Bytes of memory held. */
  public synchronized long bytes() {
    return bytes;
  }
}
