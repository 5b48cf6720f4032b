package org.planledger.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key as signed notes name it (C2SP signed-note): {@code name+id+key}, the id being eight
 * hexadecimal digits and the key base64 of its kind and its 32 bytes. Equal by that text.
 */
public final class VerifierKey {
  /** What comes before the 32 bytes in the encoding that Java reads (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final KeyKind kind;
  private final byte[] bytes;
  private final int id;
  private final PublicKey key;

  VerifierKey(String name, KeyKind kind, byte[] bytes) {
    checkName(name);
    if (bytes.length != Hash.BYTES) {
      throw new Malformed("an Ed25519 key has 32 bytes, not " + bytes.length);
    }
    this.name = name;
    this.kind = kind;
    this.bytes = bytes.clone();
    this.id = id(name, kind, bytes);
    byte[] encoded = Arrays.copyOf(X509, X509.length + bytes.length);
    System.arraycopy(bytes, 0, encoded, X509.length, bytes.length);
    try {
      this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException noKey) {
      throw new Malformed("no Ed25519 key: " + noKey.getMessage());
    }
  }

  /**
   * Reads {@code name+id+key}.
   *
   * @throws Malformed for another form, or an id that is not that of the key
   */
  public static VerifierKey parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new Malformed("a verifier key is name+id+key: " + text);
    }
    byte[] encoded = Base64Text.decode(parts[2]);
    if (encoded.length == 0) {
      throw new Malformed("a verifier key without a key: " + text);
    }
    VerifierKey key =
        new VerifierKey(
            parts[0], KeyKind.of(encoded[0]), Arrays.copyOfRange(encoded, 1, encoded.length));
    if (!key.hexId().equals(parts[1])) {
      throw new Malformed("the id %s is not that of the key, %s".formatted(parts[1], key.hexId()));
    }
    return key;
  }

  /** The name; of a log its origin. */
  public String name() {
    return name;
  }

  /** What it signs. */
  public KeyKind kind() {
    return kind;
  }

  /** The first four bytes of the hash over name, kind and key, high byte first. */
  public int id() {
    return id;
  }

  String hexId() {
    return "%08x".formatted(id);
  }

  boolean verifies(byte[] message, byte[] signature, int offset, int length) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature, offset, length);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }

  static int id(String name, KeyKind kind, byte[] bytes) {
    Hash hash =
        Hash.of(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', kind.number()}, bytes);
    return ByteBuffer.wrap(hash.bytes()).getInt();
  }

  static void checkName(String name) {
    if (name.isEmpty()
        || name.codePoints()
            .anyMatch(
                c ->
                    c == '+'
                        || c < ' '
                        || c == 0x7f
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT)) {
      throw new Malformed("the name of a key has no spaces and no +: \"" + name + "\"");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey key && toString().equals(key.toString());
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] encoded = new byte[bytes.length + 1];
    encoded[0] = kind.number();
    System.arraycopy(bytes, 0, encoded, 1, bytes.length);
    return name + "+" + hexId() + "+" + Base64Text.encode(encoded);
  }
}
