package org.planledger.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text with signatures (C2SP signed-note): the text, an empty line, and a line for each.
 *
 * @param text ends with a line feed
 * @param signatures in the order of their lines
 */
public record Note(String text, List<Signature> signatures) {
  /** Longer notes are not read. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_SIGNATURES = 100;
  private static final String DASH = "\u2014 ";
  private static final int ED25519_BYTES = 64;

  /**
   * A line of a signature.
   *
   * @param name of the key
   * @param blob base64 of the key's id and of what the key's kind makes
   */
  public record Signature(String name, String blob) {
    public Signature {
      VerifierKey.checkName(name);
      if (Base64Text.decode(blob).length <= Integer.BYTES) {
        throw new Malformed("a signature without bytes: " + blob);
      }
    }

    Signature(VerifierKey key, byte[] bytes) {
      this(
          key.name(),
          Base64Text.encode(
              ByteBuffer.allocate(Integer.BYTES + bytes.length)
                  .putInt(key.id())
                  .put(bytes)
                  .array()));
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws Malformed for another form
     */
    public static Signature parse(String line) {
      String[] parts = line.split(" ", -1);
      if (!line.startsWith(DASH) || parts.length != 3) {
        throw new Malformed("no line of a signature: " + line);
      }
      return new Signature(parts[1], parts[2]);
    }

    /**
     * How the lines of a key begin: with its name, and as much of its id as base64 gives before
     * what depends on the signature. Of two keys of one name, one in a thousand million begins
     * alike.
     */
    public static String beginning(VerifierKey key) {
      Signature line = new Signature(key, new byte[2]);
      return DASH + line.name() + " " + line.blob().substring(0, 5);
    }

    /** The id of the key. */
    int keyId() {
      return ByteBuffer.wrap(Base64Text.decode(blob)).getInt();
    }

    byte[] bytes() {
      byte[] decoded = Base64Text.decode(blob);
      return Arrays.copyOfRange(decoded, Integer.BYTES, decoded.length);
    }

    /** The line without its line feed. */
    @Override
    public String toString() {
      return DASH + name + " " + blob;
    }
  }

  /**
   * A signature that holds.
   *
   * @param key whose it is
   * @param time at which a witness saw the text; null: of the key of a log
   */
  public record Verified(VerifierKey key, @Nullable Instant time) {}

  public Note {
    signatures = List.copyOf(signatures);
    check(text);
    if (!text.endsWith("\n")) {
      throw new Malformed("the text of a note ends with a line feed");
    }
    if (signatures.size() > MAX_SIGNATURES) {
      throw new Malformed("a note has at most " + MAX_SIGNATURES + " signatures");
    }
  }

  /**
   * Reads a note.
   *
   * @throws Malformed for another form, or more than {@link #MAX_BYTES}
   */
  public static Note parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new Malformed("a note has at most " + MAX_BYTES + " bytes");
    }
    String note = Utf8.decode(bytes);
    check(note);
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || !note.endsWith("\n") || end + 2 == note.length()) {
      throw new Malformed("a note is a text, an empty line and signatures, each line ended");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
      signatures.add(Signature.parse(line));
    }
    return new Note(note.substring(0, end + 1), signatures);
  }

  /** See {@link #parse(byte[])}. */
  public static Note parse(String note) {
    return parse(Utf8.encode(note));
  }

  /** The same with further signatures; those that it has already are not repeated. */
  public Note with(List<Signature> more) {
    List<Signature> all = new ArrayList<>(signatures);
    for (Signature signature : more) {
      if (!all.contains(signature)) {
        all.add(signature);
      }
    }
    return new Note(text, all);
  }

  /**
   * The signatures of keys that are known, one of each key. Others are passed over.
   *
   * @throws SignatureFailed where one of a known key does not fit the text
   */
  public List<Verified> verify(Collection<VerifierKey> keys) {
    Map<VerifierKey, Verified> verified = new LinkedHashMap<>();
    for (Signature signature : signatures) {
      for (VerifierKey key : keys) {
        if (key.name().equals(signature.name()) && key.id() == signature.keyId()) {
          Verified one = verify(key, signature.bytes());
          verified.putIfAbsent(key, one);
        }
      }
    }
    return List.copyOf(verified.values());
  }

  private Verified verify(VerifierKey key, byte[] signature) {
    if (key.kind() == KeyKind.LOG) {
      if (key.verifies(Utf8.encode(text), signature, 0, signature.length)) {
        return new Verified(key, null);
      }
    } else if (signature.length == Long.BYTES + ED25519_BYTES) {
      long seconds = ByteBuffer.wrap(signature).getLong();
      if (seconds >= 0 && seconds <= Instant.MAX.getEpochSecond()) {
        Instant time = Instant.ofEpochSecond(seconds);
        if (key.verifies(Signer.seen(text, time), signature, Long.BYTES, ED25519_BYTES)) {
          return new Verified(key, time);
        }
      }
    }
    throw new SignatureFailed(key);
  }

  private static void check(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\n') || c == 0x7f) {
        throw new Malformed("a note has no control characters but line feeds");
      }
    }
  }

  /** The bytes that {@link #parse} reads. */
  public byte[] bytes() {
    return Utf8.encode(toString());
  }

  /** The whole note. */
  @Override
  public String toString() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (Signature signature : signatures) {
      note.append(signature).append('\n');
    }
    return note.toString();
  }
}
