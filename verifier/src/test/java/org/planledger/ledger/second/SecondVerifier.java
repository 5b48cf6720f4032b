package org.planledger.ledger.second;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.planledger.ledger.second.Bytes.concat;
import static org.planledger.ledger.second.Bytes.decode;
import static org.planledger.ledger.second.Bytes.hex;
import static org.planledger.ledger.second.Bytes.root;
import static org.planledger.ledger.second.Bytes.sha;
import static org.planledger.ledger.second.Json.canonical;
import static org.planledger.ledger.second.Json.isNumber;
import static org.planledger.ledger.second.Wrong.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planledger.ledger.second.SignedNotes.Checkpoint;

/**
 * Another verifier of bundles, written after docs/ledger.md and sharing no code with the first: it
 * knows folders, keys of a log with the sizes they are trusted for, one witness, one checkpoint
 * kept before, and gives the exit code.
 */
public final class SecondVerifier {
  private static final Pattern NAME =
      Pattern.compile(
          "README|manifest.json|checkpoint|keys.json|erasures.json|events.ndjson"
              + "|checkpoints.ndjson|tile/[0-7]/(x\\d{3}/)*\\d{3}(\\.p/\\d+)?");

  private final SignedNotes notes;
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final TreeSet<Integer> codes = new TreeSet<>();

  private SecondVerifier(SignedNotes notes) {
    this.notes = notes;
  }

  /**
   * Gives the exit code.
   *
   * @param vkeys of the log, and of a witness that has to have signed
   * @param since the checkpoint kept before, or null
   */
  public static int verify(Path folder, List<String> vkeys, String since) throws Exception {
    SecondVerifier verifier = new SecondVerifier(new SignedNotes(vkeys));
    try {
      verifier.run(folder, since);
    } catch (Wrong wrong) {
      verifier.codes.add(wrong.code);
    }
    return verifier.codes.isEmpty() ? 0 : verifier.codes.first();
  }

  private void run(Path folder, String since) throws Exception {
    read(folder);
    checkManifest();
    Checkpoint head;
    try {
      head = notes.open(file("checkpoint"));
    } catch (Wrong wrong) {
      throw new Wrong(Math.abs(wrong.code));
    }
    List<Checkpoint> others = checkpoints(head, since);
    List<String> erasing = checkKeysAndErasures();
    List<byte[]> leaves = new ArrayList<>();
    boolean inSequence = readEvents(leaves, erasing);
    // 6. The events and the checkpoint
    boolean fits = leaves.size() == head.size() && root(leaves).equals(head.root());
    note(fits, 1);
    note(!fits || (inSequence && erasing.isEmpty()), 1);
    // 7. Older checkpoints
    for (Checkpoint other : fits ? others : List.<Checkpoint>of()) {
      if (other.size() < head.size()) {
        note(root(leaves.subList(0, (int) other.size())).equals(other.root()), 1);
      }
    }
    checkTiles(leaves, head.size(), fits);
    // 9. Something from outside
    note(notes.knowAWitness() ? head.witnessed() : since != null, 3);
  }

  private void read(Path folder) throws IOException, Wrong {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    for (String name : files.keySet()) {
      check(NAME.matcher(name).matches(), 2);
    }
  }

  /** 1. */
  private void checkManifest() throws Wrong {
    JsonNode manifest = Json.read(file("manifest.json"));
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
  }

  /** 2. and 3.: those that were kept before, then those of the bundle. */
  private List<Checkpoint> checkpoints(Checkpoint head, String since)
      throws Wrong, GeneralSecurityException {
    List<Checkpoint> others = new ArrayList<>();
    if (since != null) {
      try {
        others.add(notes.open(since.getBytes(UTF_8)));
      } catch (Wrong untrusted) {
        throw new Wrong(2);
      }
    }
    addPublished(head, others);
    TreeMap<Long, String> roots = new TreeMap<>(Map.of(head.size(), head.root()));
    for (Checkpoint other : others) {
      note(roots.computeIfAbsent(other.size(), size -> other.root()).equals(other.root()), 1);
      note(other.size() <= head.size(), 1);
    }
    return others;
  }

  private void addPublished(Checkpoint head, List<Checkpoint> others)
      throws Wrong, GeneralSecurityException {
    long last = -1;
    String lastRoot = "";
    String all = new String(file("checkpoints.ndjson"), ISO_8859_1);
    for (String line : all.isEmpty() ? new String[0] : all.split("(?<=\n)")) {
      try {
        check(line.endsWith("\n"), 2);
        String text = Json.text(line.substring(0, line.length() - 1).getBytes(ISO_8859_1));
        JsonNode note = Json.read(text.getBytes(UTF_8));
        check(note.isTextual() && canonical(note).equals(text), 2);
        Checkpoint one = notes.open(note.asText().getBytes(UTF_8));
        check(one.origin().equals(head.origin()), 2);
        check(one.size() > last || (one.size() == last && !one.root().equals(lastRoot)), 2);
        check(one.size() > last, 1);
        last = one.size();
        lastRoot = one.root();
        others.add(one);
      } catch (Wrong wrong) {
        if (wrong.code != SignedNotes.SET_ASIDE) {
          codes.add(wrong.code);
        }
      }
    }
  }

  /** 4. Gives the ids of events that erased persons, each with that of its person. */
  private List<String> checkKeysAndErasures() {
    List<String> erasing = new ArrayList<>();
    try {
      JsonNode named = Json.read(file("keys.json"));
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
        note(notes.know(key.get("vkey").asText()), 1);
      }
      JsonNode erasures = Json.read(file("erasures.json"));
      check(erasures.isArray(), 2);
      for (JsonNode erasure : erasures) {
        check(erasure.size() == 2 && erasure.path("subject").isTextual(), 2);
        check(erasure.path("event").isTextual(), 2);
        erasing.add(erasure.get("event").asText() + "\n" + erasure.get("subject").asText());
      }
    } catch (Wrong wrong) {
      codes.add(wrong.code);
    }
    return erasing;
  }

  /** 5. Adds the leaves, takes away the erasures that are there; false: a sequence is broken. */
  private boolean readEvents(List<byte[]> leaves, List<String> erasing) throws Wrong {
    Map<String, Long> sequences = new TreeMap<>();
    boolean inSequence = true;
    String events = Json.text(file("events.ndjson"));
    check(events.isEmpty() || events.endsWith("\n"), 2);
    for (String line : events.isEmpty() ? new String[0] : events.split("\n", -1)) {
      if (line.isEmpty() && leaves.size() == events.chars().filter(c -> c == '\n').count()) {
        break;
      }
      JsonNode event = Json.read(line.getBytes(UTF_8));
      JsonNode envelope = event.path("envelope");
      check(event.size() == 2 && event.path("payload").isTextual() && Json.isEnvelope(envelope), 2);
      check(canonical(event).equals(line), 2);
      boolean intact =
          envelope.get("payloadHash").asText().equals(hash(event.get("payload").asText()));
      note(intact, 1);
      leaves.add(sha(new byte[] {0}, canonical(envelope).getBytes(UTF_8)));
      String key =
          envelope.get("aggregateType").asText() + "\n" + envelope.get("aggregateId").asText();
      long sequence = Long.parseLong(envelope.get("sequence").asText());
      inSequence &= sequence == sequences.getOrDefault(key, 0L);
      sequences.put(key, sequence + 1);
      if (intact && envelope.get("payloadType").asText().equals("SubjectErased")) {
        JsonNode person = Json.read(event.get("payload").asText().getBytes(UTF_8)).path("person");
        String erasure = envelope.get("eventId").asText() + "\n" + person.asText();
        erasing.removeIf(said -> person.isTextual() && said.equals(erasure));
      }
    }
    return inSequence;
  }

  private static String hash(String payload) {
    try {
      return hex(sha(canonical(Json.read(payload.getBytes(UTF_8))).getBytes(UTF_8)));
    } catch (Wrong noPayload) {
      return "is no payload that was logged";
    }
  }

  /** 8. */
  private void checkTiles(List<byte[]> leaves, long size, boolean fits) throws Wrong {
    if (size > 256L * files.size()) {
      note(false, 2);
      return;
    }
    List<byte[]> level = fits ? leaves : new ArrayList<>(leaves);
    if (!fits) {
      level = level.subList(0, (int) Math.min(size, level.size()));
      while (level.size() < size) {
        level.add(new byte[32]);
      }
    }
    Map<String, byte[]> tiles = tiles(level);
    for (String name : files.subMap("tile/", "tile0").keySet()) {
      note(tiles.containsKey(name), 2);
    }
    for (Map.Entry<String, byte[]> tile : tiles.entrySet()) {
      byte[] found = files.get(tile.getKey());
      boolean complete = found != null && found.length == tile.getValue().length;
      note(complete, 2);
      note(!fits || !complete || Arrays.equals(found, tile.getValue()), 1);
    }
  }

  static Map<String, byte[]> tiles(List<byte[]> leaves) throws Wrong {
    Map<String, byte[]> tiles = new TreeMap<>();
    List<byte[]> level = leaves;
    for (int l = 0; !level.isEmpty(); l++) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 256) {
        List<byte[]> hashes = level.subList(i, Math.min(i + 256, level.size()));
        tiles.put(
            "tile/%d/%s".formatted(l, tile(i / 256, hashes.size())),
            concat(hashes.toArray(byte[][]::new)));
        if (hashes.size() == 256) {
          above.add(decode(root(hashes)));
        }
      }
      level = above;
    }
    return tiles;
  }

  static String tile(int index, int width) {
    return "%03d%s".formatted(index, width == 256 ? "" : ".p/" + width);
  }

  private byte[] file(String name) throws Wrong {
    check(files.containsKey(name), 2);
    return files.get(name);
  }

  private void note(boolean holds, int code) {
    if (!holds) {
      codes.add(code);
    }
  }
}
