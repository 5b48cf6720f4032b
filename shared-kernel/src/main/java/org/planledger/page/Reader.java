package org.planledger.page;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads a record from its beginning, in the order in which it was written. */
public final class Reader {
  private final byte[] page;
  private int at;

  /** Reads from a place in bytes on. */
  public Reader(byte[] page, int at) {
    this.page = page;
    this.at = at;
  }

  /** See {@link Writer#number}. */
  public long number() {
    byte next = page[at++];
    if (next >= 0) {
      return next;
    }
    long value = next & 0x7f;
    int shift = 7;
    do {
      next = page[at++];
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  /** See {@link Writer#signed}. */
  public long signed() {
    long number = number();
    return number >>> 1 ^ -(number & 1);
  }

  /** See {@link Writer#string}. */
  public String string() {
    int length = count();
    String string = new String(page, at, length, StandardCharsets.UTF_8);
    at += length;
    return string;
  }

  /** See {@link Writer#instant}. */
  public Instant instant() {
    return Instant.ofEpochSecond(signed(), number());
  }

  /** A number that is a size, an index or a count. */
  public int count() {
    return (int) number();
  }

  /** See {@link Writer#address}. */
  public int address() {
    int address =
        page[at] << 24
            | (page[at + 1] & 0xff) << 16
            | (page[at + 2] & 0xff) << 8
            | (page[at + 3] & 0xff);
    at += 4;
    return address;
  }

  /** See {@link Writer#length}. */
  public int length() {
    int length = page[at++] & 0xff;
    return length < Writer.LONG ? length : count();
  }

  /**
   * Reads lengths that follow each other, and adds them up.
   *
   * @param start what to add the first to
   * @param ends is given the sum up to each, from a place on
   * @return the last sum
   */
  public int ends(int start, int[] ends, int from, int count) {
    int sum = start;
    int next = at;
    for (int i = from; i < from + count; i++) {
      int length = page[next++] & 0xff;
      if (length == Writer.LONG) {
        at = next;
        length = count();
        next = at;
      }
      sum += length;
      ends[i] = sum;
    }
    at = next;
    return sum;
  }

  /** Passes over lengths that follow each other. */
  public void skipLengths(int count) {
    for (int i = 0; i < count; i++) {
      length();
    }
  }

  /** See {@link Writer#eight}. */
  public long eight() {
    long value = (long) Writer.LONGS.get(page, at);
    at += Long.BYTES;
    return value;
  }

  /** Copies the next bytes. */
  public void copy(int count, byte[] to, int place) {
    System.arraycopy(page, at, to, place, count);
    at += count;
  }

  /** Another reader that stands where this one does. */
  public Reader copy() {
    return new Reader(page, at);
  }

  /** Passes over bytes. */
  public void skip(int count) {
    at += count;
  }

  /** The page the record lies in; not to be written to. */
  public byte[] page() {
    return page;
  }

  /** Where in its page the reader stands. */
  public int at() {
    return at;
  }
}
