package org.planledger.page;

import java.util.Arrays;

/**
 * Rows of some numbers each, numbered from 0 and only ever added to. Blocks of rows that are full
 * lie in {@link Pages}.
 *
 * <p>Several threads may add. Others may read rows that were added before they learnt of them.
 */
public final class Column {
  private static final int BLOCK = 64;

  private final Pages pages;
  private final int width;
  private final Writer writer = new Writer();
  private int count;
  private volatile Held held;

  /** What readers see: the addresses of full blocks, and the rows after them. */
  private record Held(Blocks blocks, Rows last) {}

  private static final class Blocks {
    private final int[] addresses;
    private final int count;

    Blocks(int[] addresses, int count) {
      this.addresses = addresses;
      this.count = count;
    }

    Blocks and(int address) {
      int[] all =
          count == addresses.length ? Arrays.copyOf(addresses, Math.max(4, count * 2)) : addresses;
      all[count] = address;
      return new Blocks(all, count + 1);
    }
  }

  private static final class Rows {
    private final int[] values;

    Rows(int[] values) {
      this.values = values;
    }
  }

  /**
   * Without rows.
   *
   * @param width numbers in a row
   */
  public Column(Pages pages, int width) {
    this(pages, width, 0, new Held(new Blocks(new int[0], 0), new Rows(new int[width])));
  }

  private Column(Pages pages, int width, int count, Held held) {
    this.pages = pages;
    this.width = width;
    this.count = count;
    this.held = held;
  }

  /** Reads what {@link #write} wrote. */
  public static Column read(Pages pages, Reader reader) {
    int width = reader.count();
    int count = reader.count();
    int[] addresses = new int[count / BLOCK];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = reader.address();
    }
    int[] last = new int[Math.max(1, count % BLOCK) * width];
    for (int i = 0; i < count % BLOCK * width; i++) {
      last[i] = reader.address();
    }
    return new Column(
        pages, width, count, new Held(new Blocks(addresses, addresses.length), new Rows(last)));
  }

  /** Writes the first rows. */
  public synchronized void write(Writer to, int rows) {
    to.number(width).number(rows);
    for (int i = 0; i < rows / BLOCK; i++) {
      to.address(held.blocks().addresses[i]);
    }
    for (int row = rows / BLOCK * BLOCK; row < rows; row++) {
      for (int field = 0; field < width; field++) {
        to.address(get(row, field));
      }
    }
  }

  /** Rows added. */
  public synchronized int count() {
    return count;
  }

  /**
   * Adds a row.
   *
   * @param place its number
   * @return false when there is a row of that number already
   */
  public synchronized boolean add(int place, int... values) {
    if (place != count) {
      return false;
    }
    int at = count % BLOCK * width;
    int[] last = held.last().values;
    if (at == last.length) {
      last = Arrays.copyOf(last, Math.min(BLOCK * width, at * 2));
      held = new Held(held.blocks(), new Rows(last));
    }
    System.arraycopy(values, 0, last, at, width);
    count++;
    if (count % BLOCK == 0) {
      writer.clear();
      for (int value : last) {
        writer.address(value);
      }
      held = new Held(held.blocks().and(pages.add(writer)), new Rows(new int[width]));
    }
    return true;
  }

  /** A number of a row. */
  public int get(int row, int field) {
    Held now = held;
    int block = row / BLOCK;
    int at = row % BLOCK * width + field;
    if (block >= now.blocks().count) {
      return now.last().values[at];
    }
    Reader reader = pages.at(now.blocks().addresses[block]);
    reader.skip(at * Integer.BYTES);
    return reader.address();
  }

  /** Another column with the first rows of this one. */
  public synchronized Column first(int rows) {
    Writer copy = new Writer();
    write(copy, rows);
    return read(pages, copy.reader());
  }
}
