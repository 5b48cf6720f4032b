package org.planledger.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash: 32 bytes. */
public final class Hash {
  /** Bytes of a hash. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash of one text that is given in parts. */
  public static Hash of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return new Hash(digest.digest());
  }

  /** A digest for what is too long to be held. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  /**
   * Takes 32 bytes for a hash.
   *
   * @throws Malformed for another number of bytes
   */
  public static Hash copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new Malformed("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /** Takes the 32 bytes at a place for a hash. */
  public static Hash at(byte[] bytes, int offset) {
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
  }

  /**
   * Reads standard base64 with padding (RFC 4648 §4), in its one canonical form.
   *
   * @throws Malformed for anything else
   */
  public static Hash fromBase64(String text) {
    return copyOf(Base64Text.decode(text));
  }

  /**
   * Reads 64 lower-case hexadecimal digits.
   *
   * @throws Malformed for anything else
   */
  public static Hash fromHex(String text) {
    if (text.length() != 2 * BYTES
        || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new Malformed("a hash has 64 lower-case hexadecimal digits: " + text);
    }
    return new Hash(HexFormat.of().parseHex(text));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the 32 bytes at a place. */
  public void copyTo(byte[] to, int offset) {
    System.arraycopy(bytes, 0, to, offset, BYTES);
  }

  void update(MessageDigest digest) {
    digest.update(bytes);
  }

  /** Standard base64 with padding. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
