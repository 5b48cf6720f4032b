package org.planledger.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of an event, version 1. Its canonical bytes are a leaf of the tree.
 *
 * @param actor who gave the command
 * @param aggregateId whose event it is
 * @param aggregateType what kind of thing that is
 * @param eventId the event, unique in the log
 * @param globalIndex position in the store when the leaf was made; never made anew
 * @param meeting the meeting at which it was decided; null: none
 * @param payloadHash of the canonical bytes of the payload as stored; see {@link #hashOf}
 * @param payloadType the name under which the event is stored
 * @param revision of that type, as stored
 * @param sequence number among the events of its aggregate, from 0 without gaps
 * @param timestamp when it was recorded, cut to milliseconds
 * @param commandId the command behind it; null: not kept
 * @param causationId the message that caused it; null: not kept
 */
public record Envelope(
    Actor actor,
    String aggregateId,
    String aggregateType,
    String eventId,
    long globalIndex,
    @Nullable String meeting,
    Hash payloadHash,
    String payloadType,
    long revision,
    long sequence,
    Instant timestamp,
    @Nullable String commandId,
    @Nullable String causationId) {

  /** An entry of a bundle of entries has a length of 16 bits (C2SP tlog-tiles). */
  public static final int MAX_BYTES = 65_535;

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  /**
   * Who gave a command.
   *
   * @param id a pseudonym: names stand outside the log
   * @param role in which the actor acted
   * @param onBehalfOf the delegation or person acted for; null: nobody else
   */
  public record Actor(String id, String role, @Nullable String onBehalfOf) {}

  public Envelope {
    if (globalIndex < 0 || revision < 0 || sequence < 0) {
      throw new Malformed("an envelope has no negative numbers");
    }
    if (timestamp.isBefore(FIRST) || !timestamp.isBefore(AFTER_LAST)) {
      throw new Malformed("a timestamp has a year of four digits: " + timestamp);
    }
    timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The hash of a payload as the store holds it.
   *
   * @throws Malformed where the payload cannot be read in one way only
   */
  public static Hash hashOf(String payload) {
    return Hash.of(CanonicalJson.of(payload));
  }

  /**
   * The canonical bytes.
   *
   * @throws Malformed beyond {@link #MAX_BYTES}
   */
  public byte[] leaf() {
    byte[] leaf = CanonicalJson.write(json());
    if (leaf.length > MAX_BYTES) {
      throw new Malformed(
          "the envelope of event %s has %d bytes, more than %d"
              .formatted(eventId, leaf.length, MAX_BYTES));
    }
    return leaf;
  }

  /** The members, for {@link CanonicalJson#write}. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> members = new HashMap<>();
    Map<String, @Nullable Object> who = new HashMap<>();
    who.put("id", actor.id());
    who.put("role", actor.role());
    if (actor.onBehalfOf() != null) {
      who.put("onBehalfOf", actor.onBehalfOf());
    }
    members.put("actor", who);
    members.put("aggregateId", aggregateId);
    members.put("aggregateType", aggregateType);
    members.put("eventId", eventId);
    members.put("globalIndex", Long.toString(globalIndex));
    members.put("meeting", meeting);
    members.put("payloadHash", payloadHash.toString());
    members.put("payloadType", payloadType);
    members.put("revision", Long.toString(revision));
    members.put("sequence", Long.toString(sequence));
    members.put("timestamp", MILLISECONDS.format(timestamp));
    members.put("v", 1);
    if (commandId != null) {
      members.put("commandId", commandId);
    }
    if (causationId != null) {
      members.put("causationId", causationId);
    }
    return members;
  }

  /**
   * Reads a leaf.
   *
   * @throws Malformed for a missing or unknown member, a value of another form, or bytes that are
   *     not canonical
   */
  public static Envelope read(byte[] leaf) {
    Envelope envelope = read(CanonicalJson.parse(leaf));
    if (!Arrays.equals(envelope.leaf(), leaf)) {
      throw new Malformed("the envelope is not written canonically");
    }
    return envelope;
  }

  /** Reads an object that {@link CanonicalJson} read. See {@link #read(byte[])}. */
  public static Envelope read(@Nullable Object value) {
    Members members = new Members("envelope", value);
    if (!Long.valueOf(1).equals(members.value("v"))) {
      throw new Malformed("envelope.v is not 1");
    }
    Members who = members.object("actor");
    Actor actor = new Actor(who.string("id"), who.string("role"), who.optionalString("onBehalfOf"));
    who.end();
    Envelope envelope =
        new Envelope(
            actor,
            members.string("aggregateId"),
            members.string("aggregateType"),
            members.string("eventId"),
            members.decimal("globalIndex"),
            members.nullableString("meeting"),
            Hash.fromHex(members.string("payloadHash")),
            members.string("payloadType"),
            members.decimal("revision"),
            members.decimal("sequence"),
            instant(members.string("timestamp")),
            members.optionalString("commandId"),
            members.optionalString("causationId"));
    members.end();
    return envelope;
  }

  private static Instant instant(String text) {
    try {
      Instant instant = Instant.parse(text);
      if (MILLISECONDS.format(instant).equals(text)) {
        return instant;
      }
    } catch (DateTimeException notADate) {
      // Falls through: of another form.
    }
    throw new Malformed("envelope.timestamp is not of the form 2026-01-02T03:04:05.678Z: " + text);
  }
}
