package org.planledger.ledger.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Another verifier of bundles, written after docs/ledger.md and sharing no code with the first: it
 * knows folders, keys of a log with the sizes they are trusted for, one witness, one checkpoint
 * kept before, and gives the exit code.
 */
final class SecondVerifier {
  private static final Pattern NAME =
      Pattern.compile(
          "README|manifest.json|checkpoint|keys.json|erasures.json|events.ndjson"
              + "|checkpoints.ndjson|tile/[0-7]/(x\\d{3}/)*\\d{3}(\\.p/\\d+)?");
  private static final String TEXT =
      "(([^\\s+\\p{Cf}]+)\\n(0|[1-9]\\d*)\\n([A-Za-z0-9+/]{43}=)\\n)";
  private static final Pattern NOTE =
      Pattern.compile(TEXT + "\\n((?:\u2014 [^\\s+]+ [A-Za-z0-9+/]+=*\\n)+)");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();

  private record Checkpoint(String origin, long size, String root, boolean witnessed) {}

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
  }

  /** Ends the checks of a file, or of everything. */
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;
    final int code;

    Wrong(int code) {
      this.code = code;
    }
  }

  /** Signed by a key that is trusted for other sizes. */
  private static final int SET_ASIDE = -1;

  private final List<Key> keys;
  private final boolean quorum;
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final TreeSet<Integer> codes = new TreeSet<>();

  private SecondVerifier(List<Key> keys, boolean quorum) {
    this.keys = keys;
    this.quorum = quorum;
  }

  /**
   * Gives the exit code.
   *
   * @param vkeys of the log, and of a witness that has to have signed
   */
  static int verify(Path folder, List<String> vkeys, String since) throws Exception {
    List<Key> keys = vkeys.stream().map(Key::of).toList();
    SecondVerifier verifier =
        new SecondVerifier(keys, keys.stream().anyMatch(key -> key.bytes()[0] == 4));
    try {
      verifier.run(folder, since);
    } catch (Wrong wrong) {
      verifier.codes.add(wrong.code);
    }
    return verifier.codes.isEmpty() ? 0 : verifier.codes.first();
  }

  private void run(Path folder, String since) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    for (String name : files.keySet()) {
      check(NAME.matcher(name).matches(), 2);
    }
    // 1. manifest
    JsonNode manifest = json(file("manifest.json"));
    check(
        manifest.path("format").asText().equals("planledger-bundle/v1") && manifest.size() == 2, 2);
    TreeSet<String> names = new TreeSet<>(files.keySet());
    names.remove("manifest.json");
    TreeSet<String> listed = new TreeSet<>();
    manifest.get("files").fieldNames().forEachRemaining(listed::add);
    note(listed.equals(names), 2);
    for (String name : names) {
      note(hex(sha(files.get(name))).equals(manifest.get("files").path(name).asText()), 2);
    }
    // 2. and 3. checkpoints
    Checkpoint head;
    try {
      head = open(file("checkpoint"));
    } catch (Wrong wrong) {
      throw new Wrong(Math.abs(wrong.code));
    }
    TreeMap<Long, String> roots = new TreeMap<>(Map.of(head.size, head.root));
    List<Checkpoint> others = new ArrayList<>();
    if (since != null) {
      try {
        others.add(open(since.getBytes(UTF_8)));
      } catch (Wrong untrusted) {
        throw new Wrong(2);
      }
    }
    checkpoints(head, others);
    for (Checkpoint other : others) {
      note(roots.computeIfAbsent(other.size, size -> other.root).equals(other.root), 1);
      note(other.size <= head.size, 1);
    }
    // 4. keys and erasures
    List<String> erasing = new ArrayList<>();
    try {
      JsonNode named = json(file("keys.json"));
      check(named.isArray(), 2);
      for (JsonNode key : named) {
        String[] parts = key.path("vkey").asText().split("\\+", 3);
        check(key.size() == 4 && parts.length == 3, 2);
        check(key.path("name").isTextual() && key.path("name").asText().equals(parts[0]), 2);
        byte[] bytes = decode(parts[2]);
        check(bytes.length == 33 && (bytes[0] == 1 || bytes[0] == 4), 2);
        check(hex(sha(parts[0].getBytes(UTF_8), new byte[] {'\n'}, bytes)).startsWith(parts[1]), 2);
        check(parts[1].length() == 8, 2);
        check(isNumber(key.path("fromSize")), 2);
        check(key.path("toSize").isNull() || isNumber(key.path("toSize")), 2);
        note(keys.stream().anyMatch(k -> k.vkey.equals(key.get("vkey").asText())), 1);
      }
      JsonNode erasures = json(file("erasures.json"));
      check(erasures.isArray(), 2);
      for (JsonNode erasure : erasures) {
        check(erasure.size() == 2 && erasure.path("subject").isTextual(), 2);
        check(erasure.path("event").isTextual(), 2);
        erasing.add(erasure.get("event").asText());
      }
    } catch (Wrong wrong) {
      codes.add(wrong.code);
    }
    // 5. events
    List<byte[]> leaves = new ArrayList<>();
    Map<String, Long> sequences = new TreeMap<>();
    boolean inSequence = true;
    String events = text(file("events.ndjson"));
    check(events.isEmpty() || events.endsWith("\n"), 2);
    for (String line : events.isEmpty() ? new String[0] : events.split("\n", -1)) {
      if (line.isEmpty() && leaves.size() == events.chars().filter(c -> c == '\n').count()) {
        break;
      }
      JsonNode event = json(line.getBytes(UTF_8));
      JsonNode envelope = event.path("envelope");
      check(event.size() == 2 && event.path("payload").isTextual() && isEnvelope(envelope), 2);
      check(canonical(event).equals(line), 2);
      String hash = null;
      try {
        hash =
            hex(
                sha(
                    canonical(json(event.get("payload").asText().getBytes(UTF_8)))
                        .getBytes(UTF_8)));
      } catch (Wrong noPayload) {
        // Is no payload that was logged.
      }
      note(envelope.get("payloadHash").asText().equals(hash), 1);
      leaves.add(sha(new byte[] {0}, canonical(envelope).getBytes(UTF_8)));
      String key =
          envelope.get("aggregateType").asText() + "\n" + envelope.get("aggregateId").asText();
      long sequence = Long.parseLong(envelope.get("sequence").asText());
      inSequence &= sequence == sequences.getOrDefault(key, 0L);
      sequences.put(key, sequence + 1);
      erasing.remove(envelope.get("eventId").asText());
    }
    // 6. events against the checkpoint, 7. older checkpoints, 8. tiles
    boolean fits = leaves.size() == head.size && root(leaves).equals(head.root);
    note(fits, 1);
    note(!fits || (inSequence && erasing.isEmpty()), 1);
    for (Checkpoint other : fits ? others : List.<Checkpoint>of()) {
      if (other.size < head.size) {
        note(root(leaves.subList(0, (int) other.size)).equals(roots.get(other.size)), 1);
      }
    }
    TreeMap<String, byte[]> tiles = new TreeMap<>();
    List<byte[]> level = fits ? leaves : new ArrayList<>(leaves);
    if (!fits) {
      level = level.subList(0, (int) Math.min(head.size, level.size()));
      while (level.size() < head.size) {
        level.add(new byte[32]);
      }
    }
    for (int l = 0; !level.isEmpty(); l++) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 256) {
        List<byte[]> hashes = level.subList(i, Math.min(i + 256, level.size()));
        String width = hashes.size() == 256 ? "" : ".p/" + hashes.size();
        tiles.put(
            "tile/%d/%03d%s".formatted(l, i / 256, width), concat(hashes.toArray(byte[][]::new)));
        if (hashes.size() == 256) {
          above.add(Base64.getDecoder().decode(root(hashes)));
        }
      }
      level = above;
    }
    for (String name : files.subMap("tile/", "tile0").keySet()) {
      note(tiles.containsKey(name), 2);
    }
    for (Map.Entry<String, byte[]> tile : tiles.entrySet()) {
      byte[] found = files.get(tile.getKey());
      note(found != null && found.length == tile.getValue().length, 2);
      note(
          !fits
              || found == null
              || found.length != tile.getValue().length
              || Arrays.equals(found, tile.getValue()),
          1);
    }
    // 9. something from outside
    note(quorum ? head.witnessed : since != null, 3);
  }

  private void checkpoints(Checkpoint head, List<Checkpoint> others)
      throws Wrong, GeneralSecurityException {
    long last = -1;
    String lastRoot = "";
    String all = new String(file("checkpoints.ndjson"), ISO_8859_1);
    for (String line : all.isEmpty() ? new String[0] : all.split("(?<=\n)")) {
      try {
        check(line.endsWith("\n"), 2);
        String text = text(line.substring(0, line.length() - 1).getBytes(ISO_8859_1));
        JsonNode note = json(text.getBytes(UTF_8));
        check(note.isTextual() && canonical(note).equals(text), 2);
        Checkpoint one = open(note.asText().getBytes(UTF_8));
        check(one.origin.equals(head.origin), 2);
        check(one.size > last || (one.size == last && !one.root.equals(lastRoot)), 2);
        check(one.size > last, 1);
        last = one.size;
        lastRoot = one.root;
        others.add(one);
      } catch (Wrong wrong) {
        if (wrong.code != SET_ASIDE) {
          codes.add(wrong.code);
        }
      }
    }
  }

  private Checkpoint open(byte[] bytes) throws Wrong, GeneralSecurityException {
    Matcher note = NOTE.matcher(text(bytes));
    check(note.matches() && bytes.length <= 65536, 2);
    check(note.group(3).length() < 19 || new BigInteger(note.group(3)).bitLength() < 64, 2);
    decode(note.group(4));
    long size = Long.parseLong(note.group(3));
    boolean signed = false;
    boolean known = false;
    boolean witnessed = false;
    String[] lines = note.group(5).strip().split("\n", -1);
    for (String line : lines) {
      check(decode(line.split(" ", -1)[2]).length > 4, 2);
    }
    for (String line : lines) {
      byte[] blob = decode(line.split(" ", -1)[2]);
      for (Key key : keys) {
        if (line.split(" ", -1)[1].equals(key.name) && hex(Arrays.copyOf(blob, 4)).equals(key.id)) {
          boolean witness = key.bytes()[0] == 4;
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

  private static boolean isEnvelope(JsonNode envelope) {
    TreeSet<String> names = new TreeSet<>();
    envelope.fieldNames().forEachRemaining(names::add);
    names.removeAll(List.of("commandId", "causationId"));
    return String.join(" ", names)
            .equals(
                "actor aggregateId aggregateType eventId globalIndex meeting payloadHash"
                    + " payloadType revision sequence timestamp v")
        && envelope.get("payloadHash").asText().matches("[0-9a-f]{64}")
        && isNumber(envelope.get("globalIndex"))
        && isNumber(envelope.get("revision"))
        && isNumber(envelope.get("sequence"))
        && envelope
            .get("timestamp")
            .asText()
            .matches(
                "\\d{4}-(0[1-9]|1[0-2])-([0-2]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z")
        && envelope.get("v").isInt()
        && envelope.get("v").asInt() == 1
        && envelope.get("actor").path("id").isTextual()
        && envelope.get("actor").path("role").isTextual()
        && envelope.get("actor").size() == (envelope.get("actor").has("onBehalfOf") ? 3 : 2);
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

  private static boolean isNumber(JsonNode node) {
    return node.isTextual() && node.asText().matches("0|[1-9]\\d{0,18}");
  }

  private static String canonical(JsonNode node) throws Wrong {
    if (node.isObject()) {
      TreeMap<String, String> members = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        members.put(member.getKey(), canonical(member.getValue()));
      }
      List<String> texts = new ArrayList<>();
      members.forEach((name, value) -> texts.add(quoted(name) + ":" + value));
      return "{" + String.join(",", texts) + "}";
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      for (JsonNode item : node) {
        items.add(canonical(item));
      }
      return "[" + String.join(",", items) + "]";
    }
    check(
        !node.isNumber()
            || (node.canConvertToLong()
                && node.isIntegralNumber()
                && Math.abs(node.asLong()) < 1L << 53),
        2);
    return node.isTextual() ? quoted(node.asText()) : node.asText();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int known = "\b\t\n\f\r\"\\".indexOf(c);
      out.append(
          known >= 0
              ? "\\" + "btnfr\"\\".charAt(known)
              : c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return out.append('"').toString();
  }

  private static String root(List<byte[]> hashes) {
    return Base64.getEncoder().encodeToString(hashes.isEmpty() ? sha() : above(hashes));
  }

  private static byte[] above(List<byte[]> hashes) {
    int n = hashes.size();
    if (n == 1) {
      return hashes.getFirst();
    }
    int k = Integer.highestOneBit(n - 1);
    return sha(new byte[] {1}, above(hashes.subList(0, k)), above(hashes.subList(k, n)));
  }

  private byte[] file(String name) throws Wrong {
    check(files.containsKey(name), 2);
    return files.get(name);
  }

  private static JsonNode json(byte[] bytes) throws Wrong {
    try {
      return JSON.readTree(text(bytes));
    } catch (IOException notJson) {
      throw new Wrong(2);
    }
  }

  private static String text(byte[] bytes) throws Wrong {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new Wrong(2);
    }
  }

  private static byte[] decode(String base64) throws Wrong {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      check(Base64.getEncoder().encodeToString(bytes).equals(base64), 2);
      return bytes;
    } catch (IllegalArgumentException notBase64) {
      throw new Wrong(2);
    }
  }

  private static byte[] sha(byte[]... parts) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(concat(parts));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void check(boolean holds, int code) throws Wrong {
    if (!holds) {
      throw new Wrong(code);
    }
  }

  private void note(boolean holds, int code) {
    if (!holds) {
      codes.add(code);
    }
  }
}
