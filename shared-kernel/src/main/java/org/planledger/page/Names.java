package org.planledger.page;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Strings that are numbered from 0 in the order in which they are first seen, and kept once.
 *
 * <p>Several threads may add. Others may read names that were added before they were given their
 * numbers.
 */
public final class Names {
  private static final int KNOWN_BITS = 11;

  private final Pages pages;
  private final Column addresses;
  private final Writer writer = new Writer();
  private final AtomicReferenceArray<@Nullable Known> known =
      new AtomicReferenceArray<>(1 << KNOWN_BITS);
  private Index index = new Index(16);
  private int indexed;

  /** Without names. */
  public Names(Pages pages) {
    this(pages, new Column(pages, 1));
  }

  private Names(Pages pages, Column addresses) {
    this.pages = pages;
    this.addresses = addresses;
  }

  /** Reads what {@link #write} wrote. */
  public static Names read(Pages pages, Reader reader) {
    return new Names(pages, Column.read(pages, reader));
  }

  /** Writes the names. */
  public void write(Writer to) {
    addresses.write(to, addresses.count());
  }

  private record Known(int number, String name) {}

  /** Numbers of names, found by hash; linear probing. */
  private static final class Index {
    private final int[] hashes;
    private final int[] numbers;

    Index(int places) {
      hashes = new int[places];
      numbers = new int[places];
    }

    int place(int hash) {
      return ((hash * 0x9E3779B1) >>> 1) & (numbers.length - 1);
    }

    int next(int place) {
      return (place + 1) & (numbers.length - 1);
    }

    void put(int hash, int number) {
      int place = place(hash);
      while (numbers[place] != 0) {
        place = next(place);
      }
      hashes[place] = hash;
      numbers[place] = number + 1;
    }
  }

  /** The number of a name; a new one if it has none. */
  public synchronized int number(String name) {
    int found = find(name);
    if (found >= 0) {
      return found;
    }
    int number = addresses.count();
    addresses.add(number, pages.add(writer.clear().string(name)));
    return number;
  }

  /** The number of a name, or -1 if it has none. */
  public synchronized int find(String name) {
    catchUp();
    int hash = name.hashCode();
    for (int place = index.place(hash); index.numbers[place] != 0; place = index.next(place)) {
      int number = index.numbers[place] - 1;
      if (index.hashes[place] == hash && get(number).equals(name)) {
        return number;
      }
    }
    return -1;
  }

  /** A node that only reads never pays for the index of all names. */
  private void catchUp() {
    int count = addresses.count();
    if (count * 2 > index.numbers.length) {
      Index larger = new Index(Integer.highestOneBit(count) * 4);
      for (int place = 0; place < index.numbers.length; place++) {
        if (index.numbers[place] != 0) {
          larger.put(index.hashes[place], index.numbers[place] - 1);
        }
      }
      index = larger;
    }
    while (indexed < count) {
      index.put(get(indexed).hashCode(), indexed);
      indexed++;
    }
  }

  /** The name with a number. */
  public String get(int number) {
    int place = number & ((1 << KNOWN_BITS) - 1);
    Known last = known.get(place);
    if (last == null || last.number() != number) {
      last = new Known(number, pages.at(addresses.get(number, 0)).string());
      known.set(place, last);
    }
    return last.name();
  }

  /** How many there are. */
  public int count() {
    return addresses.count();
  }

  /** Bytes held beside the pages. */
  public synchronized long bytes() {
    return 8L * index.numbers.length;
  }
}
