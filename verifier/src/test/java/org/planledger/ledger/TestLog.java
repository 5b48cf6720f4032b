package org.planledger.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.planledger.ledger.bundle.Bundle;
import org.planledger.ledger.bundle.BundleWriter;

/** A log as the product keeps one, in memory. */
public final class TestLog {
  public static final Signer KEY = VectorsTest.logSigner();
  public static final Signer WITNESS = VectorsTest.witnessSigner();
  public static final Signer NEXT = Signer.generate(KEY.verifier().name(), KeyKind.LOG);
  public static final Signer STRANGER = Signer.generate(KEY.verifier().name(), KeyKind.LOG);
  public static final Instant SEEN = Instant.ofEpochSecond(1_700_000_000);

  private final List<LoggedEvent> events;
  private final Map<Tile, byte[]> tiles = new HashMap<>();
  private final TileReader reader = new TileReader(MerkleTest.kept(tiles), 8);

  private TestLog(List<LoggedEvent> events) {
    this.events = events;
    Tree tree = new Tree();
    events.forEach(event -> tree.append(Merkle.leaf(event.envelope().leaf())));
    tiles.putAll(tree.takeTiles());
  }

  public static TestLog of(List<LoggedEvent> events) {
    return new TestLog(List.copyOf(events));
  }

  public static TestLog ofSize(int size) {
    List<LoggedEvent> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(event(i, i % 3, i / 3, "text " + i + " é 世界"));
    }
    return of(events);
  }

  /** An event; three plans take turns, and the second event erases a person. */
  public static LoggedEvent event(int index, int plan, int sequence, String text) {
    String payload =
        "{%s\"planId\":\"plan-%d\", \"text\":\"%s\",\"n\":%d}"
            .formatted(index == 1 ? "\"person\":\"p-1\"," : "", plan, text, index);
    return new LoggedEvent(
        new Envelope(
            new Envelope.Actor("p-" + index % 7, "secretariat", index % 5 == 0 ? "d-1" : null),
            "plan-" + plan,
            "Plan",
            "event-" + index,
            index + 1,
            index % 2 == 0 ? "CWG-SFP-2" : null,
            Envelope.hashOf(payload),
            index == 1 ? "SubjectErased" : "AmendmentProposed",
            1,
            sequence,
            Instant.parse("2017-09-11T09:00:00Z").plusSeconds(index),
            index % 4 == 0 ? "command-" + index : null,
            null),
        payload);
  }

  /** The same event, recorded by a clock that is so much behind. */
  public static LoggedEvent late(LoggedEvent event, Duration behind) {
    Envelope is = event.envelope();
    return new LoggedEvent(
        new Envelope(
            is.actor(),
            is.aggregateId(),
            is.aggregateType(),
            is.eventId(),
            is.globalIndex(),
            is.meeting(),
            is.payloadHash(),
            is.payloadType(),
            is.revision(),
            is.sequence(),
            is.timestamp().minus(behind),
            is.commandId(),
            is.causationId()),
        event.payload());
  }

  public List<LoggedEvent> events() {
    return events;
  }

  public int size() {
    return events.size();
  }

  public Merkle.Subtrees at(long size) {
    return reader.at(size);
  }

  public TileSource tiles() {
    return MerkleTest.kept(tiles);
  }

  public Checkpoint checkpoint(int size) {
    return new Checkpoint(KEY.verifier().name(), size, Merkle.root(size, at(size)));
  }

  public Note signed(int size, Signer... keys) {
    return checkpoint(size).sign(List.of(keys));
  }

  public static Note cosigned(Note note) {
    return note.with(List.of(WITNESS.sign(note.text(), SEEN)));
  }

  public Evidence.Proved proved(int index) {
    return new Evidence.Proved(
        events.get(index), index, Merkle.inclusion(index, size(), at(size())));
  }

  /** A bundle signed by some key, with checkpoints at each third. */
  public Bundle bundle(Signer key) {
    List<String> published =
        Stream.of(size() / 3, 2 * size() / 3, size())
            .distinct()
            .map(size -> signed(size, key).toString())
            .toList();
    return new Bundle(
        cosigned(signed(size(), key)),
        published,
        List.of(new Bundle.Key(key.verifier(), 0, null)),
        List.of(new Bundle.Erasure("p-1", "event-1")),
        events,
        tiles());
  }

  public Path write(Path folder) throws IOException {
    BundleWriter.writeFolder(bundle(KEY), folder);
    return folder;
  }

  /** Changes a file of a bundle. */
  public static void edit(Path bundle, String name, UnaryOperator<String> change)
      throws IOException {
    Path file = bundle.resolve(name);
    Files.writeString(file, change.apply(Files.readString(file)));
  }

  /** Writes checkpoints into a bundle in the place of its own. */
  public static void publish(Path bundle, Note... notes) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Note note : notes) {
      lines.append(line(note)).append('\n');
    }
    Files.writeString(bundle.resolve("checkpoints.ndjson"), lines);
  }

  /** A line of the published checkpoints. */
  public static String line(Note note) {
    return new String(CanonicalJson.write(note.toString()), StandardCharsets.UTF_8);
  }

  /** Makes the manifest fit the files again, as whoever changes them would. */
  public static void fixManifest(Path bundle) throws IOException {
    Map<String, Object> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(bundle)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = bundle.relativize(file).toString();
        if (!name.equals("manifest.json")) {
          hashes.put(name, Hash.of(Files.readAllBytes(file)).toString());
        }
      }
    }
    Files.write(
        bundle.resolve("manifest.json"),
        CanonicalJson.write(Map.of("format", "planledger-bundle/v1", "files", hashes)));
  }

  /** Writes events into a bundle in the place of its own. */
  public static void replaceEvents(Path bundle, List<LoggedEvent> events) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (LoggedEvent event : events) {
      lines.append(new String(event.line(), StandardCharsets.UTF_8)).append('\n');
    }
    Files.writeString(bundle.resolve("events.ndjson"), lines);
  }
}
