package org.planledger.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.EvidenceFailed.Reason;

/**
 * What proves the text of one provision, in one file: the text, from which events each part of it
 * comes, those events, and the proof of each under one checkpoint. It needs nothing but the keys.
 *
 * @param plan id of the plan
 * @param provision id of the provision
 * @param point at which the text is looked up
 * @param texts by language
 * @param events that made it
 * @param checkpoint that all proofs lead to
 */
public record Evidence(
    String plan,
    String provision,
    String point,
    Map<String, Text> texts,
    List<Proved> events,
    Note checkpoint) {

  /** Events that decide the text of a provision; anything else only speaks of it. */
  private static final Set<String> DECIDING =
      Set.of("ProvisionAdded", "ProvisionallyAgreed", "TranslationProvided");

  private static final String FORMAT = "planledger-evidence/v1";

  /** What a file may have: one of most texts has a few kilobytes, see docs/ledger.md. */
  public static final int MAX_BYTES = 16 << 20;

  /**
   * The text in one language.
   *
   * @param where the whole of it stands as a string
   * @param runs whose texts, joined, are the text
   */
  public record Text(String text, Place where, List<Run> runs) {
    public Text {
      runs = List.copyOf(runs);
    }
  }

  /**
   * A part of the text with one origin.
   *
   * @param where the string, or the list of strings that are joined, that the part lies in
   */
  public record Run(String text, Place where) {}

  /**
   * A value in the payload of an event.
   *
   * @param event id
   * @param pointer RFC 6901
   */
  public record Place(String event, String pointer) {}

  /** An event, its index in the log, and the hashes from its leaf to the root. */
  public record Proved(LoggedEvent event, long index, List<Hash> path) {
    public Proved {
      path = List.copyOf(path);
    }

    /** The proof of this event by itself. */
    public TlogProof proof(Note checkpoint) {
      return new TlogProof(Utf8.decode(event.envelope().leaf()), index, path, checkpoint);
    }
  }

  public Evidence {
    texts = Map.copyOf(texts);
    events = List.copyOf(events);
    if (texts.isEmpty() || events.isEmpty()) {
      throw new Malformed("evidence has a text, and an event that decided it");
    }
  }

  /** Whether bytes claim to be evidence. */
  public static boolean isEvidence(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{';
  }

  /**
   * Reads evidence.
   *
   * @throws Malformed for another form, or more than {@link #MAX_BYTES}
   */
  public static Evidence read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new Malformed("evidence has at most " + MAX_BYTES + " bytes");
    }
    Members members = new Members("evidence", CanonicalJson.parse(bytes));
    if (!members.string("format").equals(FORMAT)) {
      throw new Malformed("the format is not " + FORMAT);
    }
    Members texts = members.object("texts");
    Map<String, Text> read = new TreeMap<>();
    for (String language : texts.names()) {
      Members text = texts.object(language);
      read.put(
          language,
          new Text(text.string("text"), place(text), text.objects("runs", Evidence::run)));
      text.end();
    }
    Evidence evidence =
        new Evidence(
            members.string("plan"),
            members.string("provision"),
            members.string("point"),
            read,
            members.objects("events", Evidence::proved),
            Note.parse(members.string("checkpoint")));
    members.end();
    return evidence;
  }

  /** The file: canonical JSON. */
  public byte[] bytes() {
    Map<String, @Nullable Object> all = new HashMap<>();
    all.put("format", FORMAT);
    all.put("plan", plan);
    all.put("provision", provision);
    all.put("point", point);
    Map<String, @Nullable Object> byLanguage = new HashMap<>();
    texts.forEach(
        (language, text) -> {
          Map<String, @Nullable Object> members = json(text.text(), text.where());
          members.put(
              "runs", text.runs().stream().map(run -> json(run.text(), run.where())).toList());
          byLanguage.put(language, members);
        });
    all.put("texts", byLanguage);
    all.put("events", events.stream().map(Evidence::json).toList());
    all.put("checkpoint", checkpoint.toString());
    return CanonicalJson.write(all);
  }

  /**
   * Checks everything: the checkpoint against trusted keys, each event against the checkpoint, the
   * texts against the events that decide them for the provision. What it does not prove is the
   * point: that no later event decided another text.
   *
   * @throws Malformed for a note that is no checkpoint
   * @throws SignatureFailed where a signature of a trusted key does not fit
   * @throws Untrusted where no trusted key has signed
   * @throws EvidenceFailed for anything else that does not hold
   */
  public Trust.Signed verify(Trust trust) {
    Trust.Signed signed = trust.open(checkpoint);
    Map<String, @Nullable Object> payloads = new HashMap<>();
    Set<String> deciding = new HashSet<>();
    for (Proved proved : events) {
      Envelope envelope = proved.event().envelope();
      if (!envelope.aggregateId().equals("plan:" + plan)) {
        throw new EvidenceFailed(
            Reason.TEXT_MISMATCH,
            envelope.eventId(),
            "event %s is none of plan %s".formatted(envelope.eventId(), plan));
      }
      if (DECIDING.contains(envelope.payloadType())) {
        deciding.add(envelope.eventId());
      }
      if (!proved.event().isIntact()) {
        throw new EvidenceFailed(
            Reason.LEAF_MISMATCH,
            envelope.eventId(),
            "the payload of event %s is not the one that was logged".formatted(envelope.eventId()));
      }
      try {
        Merkle.verifyInclusion(
            Merkle.leaf(envelope.leaf()),
            proved.index(),
            signed.checkpoint().size(),
            proved.path(),
            signed.checkpoint().root());
      } catch (ProofFailed failed) {
        throw new EvidenceFailed(
            Reason.PROOF_MISMATCH,
            envelope.eventId(),
            "event %s is not shown to be in the log: %s"
                .formatted(envelope.eventId(), failed.getMessage()));
      }
      payloads.put(envelope.eventId(), CanonicalJson.parse(proved.event().payload()));
    }
    texts.forEach(
        (language, text) -> {
          String runs = String.join("", text.runs().stream().map(Run::text).toList());
          if (!runs.equals(text.text())) {
            throw new EvidenceFailed(
                Reason.TEXT_MISMATCH,
                null,
                "the parts of the text in %s are not the text".formatted(language));
          }
          List<@Nullable Object> whole = on(payloads, text.where());
          check(
              text.where(),
              text.text().equals(whole.getLast())
                  && deciding.contains(text.where().event())
                  && isText(text.where(), language, whole.getFirst())
                  && isOfProvision(whole));
          for (Run run : text.runs()) {
            List<@Nullable Object> part = on(payloads, run.where());
            check(run.where(), joined(part.getLast()).contains(run.text()) && isOfProvision(part));
          }
        });
    return signed;
  }

  private static void check(Place where, boolean fits) {
    if (!fits) {
      throw new EvidenceFailed(
          Reason.TEXT_MISMATCH,
          where.event(),
          "event %s does not hold the text that is said to stand at %s"
              .formatted(where.event(), where.pointer()));
    }
  }

  /** Whether a place is that of a text in a language, not of anything else that reads the same. */
  private static boolean isText(Place where, String language, @Nullable Object payload) {
    return where.pointer().endsWith("/text/%s/text".formatted(language))
        || (where.pointer().equals("/text/text")
            && payload instanceof Map<?, ?> members
            && language.equals(members.get("language")));
  }

  /** Whether one of the objects on the way to a place is of the provision. */
  private boolean isOfProvision(List<@Nullable Object> on) {
    return on.stream()
        .anyMatch(
            value ->
                value instanceof Map<?, ?> members && provision.equals(members.get("provisionId")));
  }

  /** The values on the way to a place, the payload first; the last is null if there is none. */
  private static List<@Nullable Object> on(Map<String, @Nullable Object> payloads, Place place) {
    List<@Nullable Object> on = new ArrayList<>();
    Object value = payloads.get(place.event());
    on.add(value);
    if (!place.pointer().startsWith("/")) {
      on.add(null);
      return on;
    }
    for (String token : place.pointer().substring(1).split("/", -1)) {
      String name = token.replace("~1", "/").replace("~0", "~");
      if (value instanceof Map<?, ?> members) {
        value = members.get(name);
      } else if (value instanceof List<?> items && name.matches("0|[1-9]\\d{0,8}")) {
        int index = Integer.parseInt(name);
        value = index < items.size() ? items.get(index) : null;
      } else {
        value = null;
      }
      on.add(value);
    }
    return on;
  }

  private static String joined(@Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> items) {
      for (Object item : items) {
        strings.add(item instanceof String string ? string : "");
      }
    }
    return String.join("", strings);
  }

  private static Map<String, @Nullable Object> json(String text, Place where) {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("text", text);
    members.put("event", where.event());
    members.put("pointer", where.pointer());
    return members;
  }

  private static Map<String, @Nullable Object> json(Proved proved) {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("envelope", proved.event().envelope().json());
    members.put("payload", CanonicalJson.parse(proved.event().payload()));
    members.put("index", Long.toString(proved.index()));
    members.put("proof", proved.path().stream().map(Hash::base64).toList());
    return members;
  }

  private static Place place(Members members) {
    return new Place(members.string("event"), members.string("pointer"));
  }

  private static Run run(Members members) {
    return new Run(members.string("text"), place(members));
  }

  private static Proved proved(Members members) {
    return new Proved(
        new LoggedEvent(
            Envelope.read(members.value("envelope")),
            Utf8.decode(CanonicalJson.write(members.value("payload")))),
        members.decimal("index"),
        members.strings("proof").stream().map(Hash::fromBase64).toList());
  }
}
