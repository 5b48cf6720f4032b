package org.planledger.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A record as it is written, before it is added to {@link Pages}. To be used again and again. */
public final class Writer {
  /** A length from here on follows as a number. */
  static final int LONG = 0xff;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[256];
  private int length;

  /** Empty. */
  public Writer() {}

  /** Starts anew. */
  public Writer clear() {
    length = 0;
    return this;
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /** A number from 0 in seven bits a byte, the lowest first (LEB128). */
  public Writer number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("Not a number from 0: " + value);
    }
    require(10);
    long rest = value;
    while (rest > 0x7f) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** A number of either sign: small ones of both take few bytes. */
  public Writer signed(long value) {
    long folded = value << 1 ^ value >> (Long.SIZE - 1);
    if (folded >= 0) {
      return number(folded);
    }
    throw new IllegalArgumentException("Too large a number: " + value);
  }

  /** A string: its bytes in UTF-8, after their number. */
  public Writer string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return number(utf8.length).bytes(utf8, 0, utf8.length);
  }

  /** A moment: its seconds, and the nanoseconds after them. */
  public Writer instant(Instant value) {
    return signed(value.getEpochSecond()).number(value.getNano());
  }

  /** An address, in four bytes. */
  public Writer address(int address) {
    require(4);
    bytes[length++] = (byte) (address >>> 24);
    bytes[length++] = (byte) (address >>> 16);
    bytes[length++] = (byte) (address >>> 8);
    bytes[length++] = (byte) address;
    return this;
  }

  /** A number from 0 that mostly fits into one byte. */
  public Writer length(int value) {
    require(1);
    if (value < LONG) {
      bytes[length++] = (byte) value;
      return this;
    }
    bytes[length++] = (byte) LONG;
    return number(value);
  }

  /** A number in eight bytes, for what is read often. */
  public Writer eight(long value) {
    require(Long.BYTES);
    LONGS.set(bytes, length, value);
    length += Long.BYTES;
    return this;
  }

  /** Some bytes as they are. */
  public Writer bytes(byte[] some, int from, int count) {
    require(count);
    System.arraycopy(some, from, bytes, length, count);
    length += count;
    return this;
  }

  /** What another record says, after this one. */
  public Writer all(Writer other) {
    return bytes(other.bytes, 0, other.length);
  }

  /** Reads what was written, as it is now. */
  public Reader reader() {
    return new Reader(toBytes(), 0);
  }

  /** What was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  void copyTo(byte[] page, int at) {
    System.arraycopy(bytes, 0, page, at, length);
  }

  private void require(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
