package org.planledger.ledger.second;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Hashes, the tree over them, base64. */
final class Bytes {
  private Bytes() {}

  static byte[] sha(byte[]... parts) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(concat(parts));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] decode(String base64) throws Wrong {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      Wrong.check(Base64.getEncoder().encodeToString(bytes).equals(base64), 2);
      return bytes;
    } catch (IllegalArgumentException notBase64) {
      throw new Wrong(2);
    }
  }

  /** In base64. */
  static String root(List<byte[]> hashes) {
    return Base64.getEncoder().encodeToString(hashes.isEmpty() ? sha() : above(hashes));
  }

  static byte[] above(List<byte[]> hashes) {
    int n = hashes.size();
    if (n == 1) {
      return hashes.getFirst();
    }
    int k = Integer.highestOneBit(n - 1);
    return sha(new byte[] {1}, above(hashes.subList(0, k)), above(hashes.subList(k, n)));
  }
}
