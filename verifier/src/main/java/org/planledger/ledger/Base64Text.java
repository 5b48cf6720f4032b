package org.planledger.ledger;

import java.util.Base64;

/** Standard base64 (RFC 4648 §4) in its canonical form: one text for the same bytes. */
final class Base64Text {
  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new Malformed("not standard base64: " + text);
    }
    if (!encode(bytes).equals(text)) {
      throw new Malformed("not canonical base64: " + text);
    }
    return bytes;
  }
}
