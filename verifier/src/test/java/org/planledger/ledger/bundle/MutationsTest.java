package org.planledger.ledger.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.ledger.TestLog.edit;
import static org.planledger.ledger.TestLog.fixManifest;
import static org.planledger.ledger.TestLog.publish;
import static org.planledger.ledger.TestLog.replaceEvents;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Hash;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.TestLog;
import org.planledger.ledger.second.SecondVerifier;
import org.planledger.ledger.verifier.Verifier;

/**
 * 200 seeded mutations of a bundle ({@code -Dmutations}, {@code -Dmutations.seed}): two verifiers
 * that share no code, and what has to be found.
 */
class MutationsTest {
  private static final int SIZE = 300;
  private static final int MUTATIONS = Integer.getInteger("mutations", 200);
  private static final long SEED = Long.getLong("mutations.seed", 20170911);

  /**
   * Files with bytes that prove nothing, such as the signature of a witness nobody asked for, and
   * the manifest, which was made to fit again.
   */
  private static final Set<String> PROVES_NOTHING =
      Set.of("README", "checkpoint", "keys.json", "manifest.json");

  private final TestLog log = TestLog.ofSize(SIZE);
  private final Note kept = log.signed(SIZE, TestLog.KEY);
  @TempDir private Path temporary;
  private String flipped = "";

  /** What is done to a bundle, and the exit codes that are right. */
  private enum Mutation {
    NONE(0),
    OTHER_WHITE_SPACE_IN_A_PAYLOAD(0),
    A_PUBLISHED_CHECKPOINT_LEFT_OUT(0),
    NOTHING_FROM_OUTSIDE(3),
    PAYLOAD_CHANGED(1),
    ENVELOPE_CHANGED(1),
    EVENT_FORGED(1),
    EVENT_REMOVED(1),
    EVENT_REPEATED(1),
    EVENT_INSERTED(1),
    EVENTS_SWAPPED(1),
    EVENTS_SHUFFLED(1),
    TAIL_WITHHELD(1),
    HISTORY_REWRITTEN(1),
    FORKED(1),
    KEY_REPLACED(1),
    KEY_NAMED(1),
    ERASURE_OF_ANOTHER_PERSON(1),
    ERASURE_BY_ANOTHER_EVENT(1),
    SIZE_CHANGED_UNDER_THE_SIGNATURE(1),
    HASH_IN_A_TILE_CHANGED(1),
    TILE_LEFT_OUT(2),
    TILE_CUT(2),
    LINE_NOT_CANONICAL(2),
    LINE_NOT_JSON(2),
    NAME_REPEATED(2),
    CHECKPOINT_MISSHAPEN(2),
    PAYLOAD_NOT_JSON(1),
    LOGGED_WITH_A_LONE_SURROGATE(1),
    LOGGED_WITH_65_LEVELS(1),
    LOGGED_WITH_64_LEVELS(0),
    LOGGED_WITH_MINUS_ZERO(1),
    LOGGED_WITH_A_FRACTION(1),
    LOGGED_WITH_A_LARGE_INTEGER(1),
    FILE_ADDED(2),
    MANIFEST_LISTS_ITSELF(2),
    README_DAMAGED(2),
    SIGNED_OVER_A_HUGE_SIZE(1),
    SIGNED_100_TIMES(0),
    SIGNED_101_TIMES(2),
    OLDER_CHECKPOINT_OF_ANOTHER_HISTORY(1),
    OLDER_CHECKPOINT_FORKED(1),
    OLDER_CHECKPOINT_BY_A_STRANGER(1),
    OLDER_CHECKPOINT_CHANGED_UNDER_THE_SIGNATURE(1),
    OLDER_CHECKPOINT_MISSHAPEN(2),
    OLDER_CHECKPOINT_REPEATED(2),
    OLDER_CHECKPOINTS_OUT_OF_ORDER(2),
    LARGER_CHECKPOINT_PUBLISHED(1),
    KEPT_CHECKPOINT_BY_A_STRANGER(2),
    ROTATED(0),
    ROTATED_AND_THE_OLD_KEY_STOLEN(0),
    ROTATED_AND_THE_OLD_KEY_SIGNS_THE_LATEST(1),
    ROTATED_AND_REWRITTEN_BEFORE(1),
    ROTATED_BY_A_STRANGER(1),
    COSIGNED(0),
    COSIGNATURE_LEFT_OUT(3),
    COSIGNATURE_CHANGED(1),
    COSIGNATURE_AT_ANOTHER_TIME(1),
    COSIGNATURE_OF_AN_OLDER_CHECKPOINT_CHANGED(1),
    BYTE_FLIPPED(1, 2),
    BYTE_FLIPPED_AND_MANIFEST_FIXED(0, 1, 2);

    final Set<Integer> right;

    Mutation(Integer... right) {
      this.right = Set.of(right);
    }
  }

  @Test
  void bothVerifiersGiveTheRightVerdict() throws Exception {
    Random random = new Random(SEED);
    Map<Mutation, Integer> done = new EnumMap<>(Mutation.class);
    Mutation[] all = Mutation.values();
    for (int i = 0; i < MUTATIONS; i++) {
      Mutation mutation = all[i % all.length];
      Path bundle = temporary.resolve("b" + i);
      mutate(mutation, bundle, random);
      List<String> line = new ArrayList<>(List.of("verify", bundle.toString()));
      List<String> keys = keys(mutation);
      keys.forEach(
          key -> line.addAll(List.of(key.startsWith("witness") ? "--witness" : "--vkey", key)));
      Note since =
          switch (mutation) {
            case NOTHING_FROM_OUTSIDE -> null;
            case KEPT_CHECKPOINT_BY_A_STRANGER -> log.signed(at(random), TestLog.STRANGER);
            default -> {
              if (mutation.name().startsWith("LOGGED")) {
                yield logged(mutation).signed(SIZE, TestLog.KEY);
              }
              yield rotated(mutation) ? log.signed(100, TestLog.KEY) : kept;
            }
          };
      if (since != null) {
        Files.write(temporary.resolve("since"), since.bytes());
        line.addAll(List.of("--since", temporary.resolve("since").toString()));
      }
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(said, true, UTF_8);
      int first = Verifier.run(line.toArray(String[]::new), out, out);
      int second = SecondVerifier.verify(bundle, keys, since == null ? null : since.toString());
      assertThat(first)
          .as("mutation %d of seed %d, %s: %s", i, SEED, mutation, said.toString(UTF_8))
          .isIn(mutation.right)
          .isEqualTo(second);
      if (mutation == Mutation.BYTE_FLIPPED_AND_MANIFEST_FIXED && second == 0) {
        assertThat(flipped).isIn(PROVES_NOTHING);
      }
      done.merge(mutation, 1, Integer::sum);
    }
    assertThat(done).hasSize(all.length);
  }

  private static int at(Random random) {
    return random.nextInt(SIZE);
  }

  private static boolean rotated(Mutation mutation) {
    return mutation.name().startsWith("ROTATED");
  }

  /** Whom the reader trusts. */
  private static List<String> keys(Mutation mutation) {
    String key = TestLog.KEY.verifier().toString();
    if (rotated(mutation)) {
      return List.of(key + ":0-150", TestLog.NEXT.verifier().toString());
    }
    return mutation.name().startsWith("COSIGN")
        ? List.of(key, TestLog.WITNESS.verifier().toString())
        : List.of(key);
  }

  /** A log with a payload that some readers of JSON take, and the hash that they would give it. */
  private TestLog logged(Mutation mutation) {
    return switch (mutation) {
      case LOGGED_WITH_A_LONE_SURROGATE -> logged("\"\\ud800\"", "\"?\"");
      case LOGGED_WITH_65_LEVELS -> logged("[".repeat(64) + "]".repeat(64));
      case LOGGED_WITH_64_LEVELS -> logged("[".repeat(63) + "]".repeat(63));
      case LOGGED_WITH_MINUS_ZERO -> logged("-0", "0");
      case LOGGED_WITH_A_FRACTION -> logged("1.5");
      case LOGGED_WITH_A_LARGE_INTEGER -> logged("9007199254740992");
      default -> throw new IllegalArgumentException(mutation.name());
    };
  }

  private TestLog logged(String value) {
    return logged(value, value);
  }

  private TestLog logged(String value, String asHashed) {
    int at = 7;
    String payload = "{\"a\":%s}";
    Envelope is = log.events().get(at).envelope();
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(
        at,
        new LoggedEvent(
            new Envelope(
                is.actor(),
                is.aggregateId(),
                is.aggregateType(),
                is.eventId(),
                is.globalIndex(),
                is.meeting(),
                Hash.of(payload.formatted(asHashed).getBytes(UTF_8)),
                is.payloadType(),
                is.revision(),
                is.sequence(),
                is.timestamp(),
                is.commandId(),
                is.causationId()),
            payload.formatted(value)));
    return TestLog.of(events);
  }

  /** Another key signs from 150 events on, for a while beside the old one. */
  private void rotate(Mutation mutation, Path bundle) throws Exception {
    Signer next = mutation == Mutation.ROTATED_BY_A_STRANGER ? TestLog.STRANGER : TestLog.NEXT;
    String named =
        ",{\"fromSize\":\"150\",\"name\":\"%s\",\"toSize\":null,\"vkey\":\"%s\"}]"
            .formatted(next.verifier().name(), next.verifier());
    edit(bundle, "keys.json", keys -> keys.replace("]", named));
    Signer last =
        mutation == Mutation.ROTATED_AND_THE_OLD_KEY_SIGNS_THE_LATEST ? TestLog.KEY : next;
    Files.write(bundle.resolve("checkpoint"), log.signed(SIZE, last).bytes());
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(7, forged(7));
    TestLog other = TestLog.of(events);
    boolean stolen = mutation == Mutation.ROTATED_AND_THE_OLD_KEY_STOLEN;
    TestLog before = mutation == Mutation.ROTATED_AND_REWRITTEN_BEFORE ? other : log;
    publish(
        bundle,
        log.signed(100, TestLog.KEY),
        before.signed(140, TestLog.KEY),
        log.signed(150, TestLog.KEY, next),
        (stolen ? other : log).signed(160, stolen ? TestLog.KEY : next),
        log.signed(200, next));
  }

  private void publishOtherwise(Mutation mutation, Path bundle) throws Exception {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(7, forged(7));
    TestLog other = TestLog.of(events);
    Note one = log.signed(100, TestLog.KEY);
    Note two = log.signed(200, TestLog.KEY);
    switch (mutation) {
      case OLDER_CHECKPOINT_OF_ANOTHER_HISTORY ->
          publish(bundle, one, other.signed(200, TestLog.KEY));
      case OLDER_CHECKPOINT_FORKED -> publish(bundle, one, other.signed(100, TestLog.KEY), two);
      case OLDER_CHECKPOINT_BY_A_STRANGER -> publish(bundle, log.signed(50, TestLog.STRANGER), one);
      case OLDER_CHECKPOINT_CHANGED_UNDER_THE_SIGNATURE ->
          publish(bundle, one, new Note(log.checkpoint(110).text(), one.signatures()), two);
      case OLDER_CHECKPOINT_REPEATED -> publish(bundle, one, one, two);
      case OLDER_CHECKPOINTS_OUT_OF_ORDER -> publish(bundle, two, one);
      case COSIGNATURE_OF_AN_OLDER_CHECKPOINT_CHANGED ->
          publish(bundle, one.with(TestLog.cosigned(two).signatures().subList(1, 2)), two);
      default -> throw new IllegalArgumentException(mutation.name());
    }
  }

  private void mutate(Mutation mutation, Path bundle, Random random) throws Exception {
    int at = at(random);
    List<LoggedEvent> events = new ArrayList<>(log.events());
    LoggedEvent event = events.get(at);
    switch (mutation) {
      case TAIL_WITHHELD -> TestLog.of(events.subList(0, Math.max(at, 2))).write(bundle);
      case HISTORY_REWRITTEN, FORKED -> {
        events.set(mutation == Mutation.FORKED ? SIZE - 1 : at, forged(at));
        TestLog.of(events).write(bundle);
      }
      case LOGGED_WITH_A_LONE_SURROGATE,
          LOGGED_WITH_65_LEVELS,
          LOGGED_WITH_64_LEVELS,
          LOGGED_WITH_MINUS_ZERO,
          LOGGED_WITH_A_FRACTION,
          LOGGED_WITH_A_LARGE_INTEGER ->
          logged(mutation).write(bundle);
      case KEY_REPLACED -> BundleWriter.writeFolder(log.bundle(TestLog.STRANGER), bundle);
      default -> copy(bundle);
    }
    switch (mutation) {
      case NONE,
          NOTHING_FROM_OUTSIDE,
          KEPT_CHECKPOINT_BY_A_STRANGER,
          COSIGNED,
          TAIL_WITHHELD,
          HISTORY_REWRITTEN,
          FORKED,
          LOGGED_WITH_A_LONE_SURROGATE,
          LOGGED_WITH_65_LEVELS,
          LOGGED_WITH_64_LEVELS,
          LOGGED_WITH_MINUS_ZERO,
          LOGGED_WITH_A_FRACTION,
          LOGGED_WITH_A_LARGE_INTEGER,
          KEY_REPLACED -> {
        return;
      }
      case OLDER_CHECKPOINT_OF_ANOTHER_HISTORY,
          OLDER_CHECKPOINT_FORKED,
          OLDER_CHECKPOINT_BY_A_STRANGER,
          OLDER_CHECKPOINT_CHANGED_UNDER_THE_SIGNATURE,
          OLDER_CHECKPOINT_REPEATED,
          OLDER_CHECKPOINTS_OUT_OF_ORDER,
          COSIGNATURE_OF_AN_OLDER_CHECKPOINT_CHANGED ->
          publishOtherwise(mutation, bundle);
      case OLDER_CHECKPOINT_MISSHAPEN ->
          edit(bundle, "checkpoints.ndjson", lines -> insert(lines, at % 3, "plans", "\\\\n"));
      case LARGER_CHECKPOINT_PUBLISHED -> {
        events.add(TestLog.event(SIZE, 5, 0, "withheld"));
        publish(bundle, TestLog.of(events).signed(SIZE + 1, TestLog.KEY));
      }
      case ROTATED,
          ROTATED_AND_THE_OLD_KEY_STOLEN,
          ROTATED_AND_THE_OLD_KEY_SIGNS_THE_LATEST,
          ROTATED_AND_REWRITTEN_BEFORE,
          ROTATED_BY_A_STRANGER ->
          rotate(mutation, bundle);
      case COSIGNATURE_LEFT_OUT ->
          Files.write(bundle.resolve("checkpoint"), log.signed(SIZE, TestLog.KEY).bytes());
      case COSIGNATURE_CHANGED, COSIGNATURE_AT_ANOTHER_TIME -> {
        Note head = log.signed(SIZE, TestLog.KEY);
        // The signature of another checkpoint, or under another time: the first 4 bytes are the
        // key's id, then come 8 of the time.
        Note.Signature line = TestLog.cosigned(log.signed(at, TestLog.KEY)).signatures().get(1);
        byte[] blob = Base64.getDecoder().decode(TestLog.cosigned(head).signatures().get(1).blob());
        blob[4 + 7] ^= 1;
        Files.write(
            bundle.resolve("checkpoint"),
            head.with(
                    List.of(
                        mutation == Mutation.COSIGNATURE_CHANGED
                            ? line
                            : new Note.Signature(
                                line.name(), Base64.getEncoder().encodeToString(blob))))
                .bytes());
      }
      case OTHER_WHITE_SPACE_IN_A_PAYLOAD -> {
        events.set(at, new LoggedEvent(event.envelope(), event.payload().replace(":", " : ")));
        replaceEvents(bundle, events);
      }
      case A_PUBLISHED_CHECKPOINT_LEFT_OUT -> publish(bundle, log.signed(200, TestLog.KEY));
      case PAYLOAD_CHANGED -> {
        events.set(at, new LoggedEvent(event.envelope(), event.payload().replace("text", "test")));
        replaceEvents(bundle, events);
      }
      case PAYLOAD_NOT_JSON -> {
        events.set(at, new LoggedEvent(event.envelope(), event.payload() + "}"));
        replaceEvents(bundle, events);
      }
      case ENVELOPE_CHANGED -> {
        String id = "\"event-" + at + "\"";
        edit(bundle, "events.ndjson", lines -> lines.replace(id, "\"event-x\""));
      }
      case EVENT_FORGED -> {
        events.set(at, forged(at));
        replaceEvents(bundle, events);
      }
      case EVENT_REMOVED -> {
        events.remove(at);
        replaceEvents(bundle, events);
      }
      case EVENT_REPEATED -> {
        events.add(random.nextInt(SIZE), event);
        replaceEvents(bundle, events);
      }
      case EVENT_INSERTED -> {
        events.add(at, TestLog.event(1000, 5, 0, "inserted"));
        replaceEvents(bundle, events);
      }
      case EVENTS_SWAPPED -> {
        Collections.swap(events, at, (at + 1 + random.nextInt(SIZE - 1)) % SIZE);
        replaceEvents(bundle, events);
      }
      case EVENTS_SHUFFLED -> {
        Collections.shuffle(events, random);
        replaceEvents(bundle, events);
      }
      case KEY_NAMED ->
          edit(
              bundle,
              "keys.json",
              keys ->
                  keys.replace(
                      TestLog.KEY.verifier().toString(), TestLog.STRANGER.verifier().toString()));
      case ERASURE_OF_ANOTHER_PERSON ->
          edit(bundle, "erasures.json", json -> json.replace("p-1", "p-2"));
      case ERASURE_BY_ANOTHER_EVENT ->
          edit(bundle, "erasures.json", json -> json.replace("event-1", "event-" + (at + 2)));
      case SIZE_CHANGED_UNDER_THE_SIGNATURE ->
          edit(bundle, "checkpoint", note -> note.replace("\n300\n", "\n" + at + "\n"));
      case HASH_IN_A_TILE_CHANGED -> flip(bundle, tile(random), random);
      case TILE_LEFT_OUT -> Files.delete(bundle.resolve(tile(random)));
      case TILE_CUT -> {
        Path tile = bundle.resolve(tile(random));
        byte[] bytes = Files.readAllBytes(tile);
        Files.write(tile, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
      case LINE_NOT_CANONICAL ->
          edit(bundle, "events.ndjson", lines -> insert(lines, at, ",\"aggregateId\"", " "));
      case LINE_NOT_JSON ->
          edit(bundle, "events.ndjson", lines -> insert(lines, at, ",\"aggregateId\"", ","));
      case NAME_REPEATED ->
          edit(bundle, "events.ndjson", lines -> insert(lines, at, ",\"aggregateId\"", ",\"v\":1"));
      case CHECKPOINT_MISSHAPEN ->
          edit(
              bundle,
              "checkpoint",
              note -> {
                int place = note.indexOf('\n', random.nextInt(note.indexOf("\n\n")));
                return note.substring(0, place) + "\r" + note.substring(place);
              });
      case FILE_ADDED -> Files.writeString(bundle.resolve("notes.txt"), "x");
      case SIGNED_OVER_A_HUGE_SIZE ->
          Files.write(
              bundle.resolve("checkpoint"),
              new Checkpoint(TestLog.KEY.verifier().name(), 1L << 60, log.checkpoint(at).root())
                  .sign(List.of(TestLog.KEY))
                  .bytes());
      case SIGNED_100_TIMES, SIGNED_101_TIMES -> {
        Note head = log.signed(SIZE, TestLog.KEY);
        int others = mutation == Mutation.SIGNED_100_TIMES ? 99 : 100;
        StringBuilder note = new StringBuilder(head.toString());
        for (int i = 0; i < others; i++) {
          note.append("\u2014 nobody.example/w%d AAAAAAA=\n".formatted(i));
        }
        Files.writeString(bundle.resolve("checkpoint"), note);
      }
      case MANIFEST_LISTS_ITSELF -> {
        fixManifest(bundle);
        edit(
            bundle,
            "manifest.json",
            manifest ->
                manifest.replace(
                    "\"tile/0/000\"",
                    "\"manifest.json\":\"%s\",\"tile/0/000\"".formatted("0".repeat(64))));
        return;
      }
      case README_DAMAGED -> flip(bundle, "README", random);
      case BYTE_FLIPPED, BYTE_FLIPPED_AND_MANIFEST_FIXED ->
          flip(bundle, anyFile(bundle, random), random);
    }
    if (mutation != Mutation.README_DAMAGED && mutation != Mutation.BYTE_FLIPPED) {
      fixManifest(bundle);
    }
  }

  private void copy(Path bundle) throws Exception {
    Path original = temporary.resolve("original");
    if (!Files.exists(original)) {
      log.write(original);
    }
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, bundle.resolve(original.relativize(file).toString()));
      }
    }
  }

  private static LoggedEvent forged(int at) {
    return TestLog.event(at, at % 3, at / 3, "forged");
  }

  private static String insert(String lines, int line, String before, String what) {
    String[] all = lines.split("(?<=\n)");
    all[line] = all[line].replaceFirst(before, what + before);
    return String.join("", all);
  }

  private static String tile(Random random) {
    return List.of("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1").get(random.nextInt(3));
  }

  private static String anyFile(Path bundle, Random random) throws Exception {
    try (Stream<Path> files = Files.walk(bundle)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> bundle.relativize(file).toString())
              .sorted()
              .toList();
      return names.get(random.nextInt(names.size()));
    }
  }

  private void flip(Path bundle, String name, Random random) throws Exception {
    byte[] bytes = Files.readAllBytes(bundle.resolve(name));
    flipped = name;
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(bundle.resolve(name), bytes);
  }
}
