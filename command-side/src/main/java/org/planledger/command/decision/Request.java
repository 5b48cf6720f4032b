package org.planledger.command.decision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a command, under what conditions. It travels as the metadata of the command; what
 * belongs to the record is copied to the event.
 *
 * @param caller id of the one who sent it
 * @param onBehalfOf id of the one for whom it was entered, or null
 * @param key idempotency key in the scope of its caller (hexadecimal SHA-256), or null
 * @param digest of the command, its names replaced by ids (hexadecimal SHA-256)
 * @param expectedRevision the revision that the writer saw, or null
 */
public record Request(
    String caller,
    @Nullable String onBehalfOf,
    @Nullable String key,
    String digest,
    @Nullable Long expectedRevision) {

  private static final String CALLER = "actor";
  private static final String ON_BEHALF_OF = "onBehalfOf";
  private static final String KEY = "idempotencyKey";
  private static final String DIGEST = "commandDigest";
  private static final String EXPECTED = "expectedRevision";

  /** The scope of a key is its caller: two callers may use the same one. */
  public static String scoped(String caller, String key) {
    return sha256(caller + "\n" + key);
  }

  /** As metadata of a command message. */
  public Map<String, Object> asMetaData() {
    Map<String, Object> all = recorded();
    if (expectedRevision != null) {
      all.put(EXPECTED, expectedRevision);
    }
    return all;
  }

  /** What the event keeps of it. */
  Map<String, Object> recorded() {
    Map<String, Object> all = new HashMap<>();
    all.put(CALLER, caller);
    if (onBehalfOf != null) {
      all.put(ON_BEHALF_OF, onBehalfOf);
    }
    if (key != null) {
      all.put(KEY, key);
    }
    all.put(DIGEST, digest);
    return all;
  }

  /** Whether an event was recorded under an idempotency key; of no command, it was not. */
  static boolean isKeyed(MetaData metaData) {
    return metaData.containsKey(KEY);
  }

  static Request of(MetaData metaData) {
    return new Request(
        text(metaData, CALLER),
        (String) metaData.get(ON_BEHALF_OF),
        (String) metaData.get(KEY),
        text(metaData, DIGEST),
        metaData.get(EXPECTED) instanceof Number revision ? revision.longValue() : null);
  }

  /** Hexadecimal SHA-256 of a text in UTF-8. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** One that has taken nothing yet. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String text(MetaData metaData, String name) {
    Object value = metaData.get(name);
    if (value == null) {
      throw new IllegalStateException("The message has no " + name);
    }
    return (String) value;
  }
}
