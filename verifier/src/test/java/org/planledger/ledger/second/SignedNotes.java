package org.planledger.ledger.second;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.planledger.ledger.second.Bytes.concat;
import static org.planledger.ledger.second.Bytes.decode;
import static org.planledger.ledger.second.Bytes.hex;
import static org.planledger.ledger.second.Wrong.check;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checkpoints, and the keys that have to have signed them. */
final class SignedNotes {
  private static final String TEXT =
      "(([^\\s+\\p{Cf}]+)\\n(0|[1-9]\\d*)\\n([A-Za-z0-9+/]{43}=)\\n)";
  private static final Pattern NOTE =
      Pattern.compile(TEXT + "\\n((?:\u2014 [^\\s+]+ [A-Za-z0-9+/]+=*\\n)+)");

  /** Signed by a key that is trusted for other sizes. */
  static final int SET_ASIDE = -1;

  private final List<Key> keys;

  SignedNotes(List<String> vkeys) {
    this.keys = vkeys.stream().map(Key::of).toList();
  }

  record Checkpoint(String origin, long size, String root, boolean witnessed) {}

  /** A key; from and to: the sizes that it is trusted for. */
  private record Key(String vkey, String name, String id, String base64, long from, long to) {
    static Key of(String text) {
      String[] range = text.split(":", 2);
      String[] parts = range[0].split("\\+", 3);
      long from = range.length == 1 ? 0 : Long.parseLong(range[1].split("-", 2)[0]);
      long to = range.length == 1 ? Long.MAX_VALUE : Long.parseLong(range[1].split("-", 2)[1]);
      return new Key(range[0], parts[0], parts[1], parts[2], from, to);
    }

    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }

    boolean isOfWitness() {
      return bytes()[0] == 4;
    }
  }

  boolean knowAWitness() {
    return keys.stream().anyMatch(Key::isOfWitness);
  }

  boolean know(String vkey) {
    return keys.stream().anyMatch(key -> key.vkey.equals(vkey));
  }

  Checkpoint open(byte[] bytes) throws Wrong, GeneralSecurityException {
    Matcher note = NOTE.matcher(Json.text(bytes));
    check(note.matches() && bytes.length <= 65536, 2);
    check(note.group(3).length() < 19 || new BigInteger(note.group(3)).bitLength() < 64, 2);
    decode(note.group(4));
    long size = Long.parseLong(note.group(3));
    boolean signed = false;
    boolean known = false;
    boolean witnessed = false;
    String[] lines = note.group(5).strip().split("\n", -1);
    check(lines.length <= 100, 2);
    for (String line : lines) {
      check(decode(line.split(" ", -1)[2]).length > 4, 2);
    }
    for (String line : lines) {
      byte[] blob = decode(line.split(" ", -1)[2]);
      for (Key key : keys) {
        if (line.split(" ", -1)[1].equals(key.name) && hex(Arrays.copyOf(blob, 4)).equals(key.id)) {
          boolean witness = key.isOfWitness();
          check(blob.length == (witness ? 76 : 68), 1);
          String seen =
              witness
                  ? "cosignature/v1\ntime %s\n"
                      .formatted(Long.toUnsignedString(ByteBuffer.wrap(blob).getLong(4)))
                  : "";
          check(
              fits(
                  key,
                  seen + note.group(1),
                  Arrays.copyOfRange(blob, blob.length - 64, blob.length)),
              1);
          boolean ofLog = !witness && note.group(2).equals(key.name);
          witnessed |= witness;
          known |= ofLog;
          signed |= ofLog && key.from <= size && size <= key.to;
        }
      }
    }
    check(signed || !known, SET_ASIDE);
    check(signed, 1);
    return new Checkpoint(note.group(2), size, note.group(4), witnessed);
  }

  private static boolean fits(Key key, String text, byte[] signature)
      throws GeneralSecurityException {
    byte[] spki =
        concat(
            HexFormat.of().parseHex("302a300506032b6570032100"),
            Arrays.copyOfRange(key.bytes(), 1, 33));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    verifier.update(text.getBytes(UTF_8));
    try {
      return verifier.verify(signature);
    } catch (GeneralSecurityException noSignature) {
      return false;
    }
  }
}
