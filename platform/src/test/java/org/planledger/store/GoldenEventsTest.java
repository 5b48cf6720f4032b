package org.planledger.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.planledger.Vocabulary;
import org.planledger.log.Event;
import org.planledger.operation.event.ImportEnded;

/**
 * The stored form of every event, frozen: what is in these files is in the logs of users, and has
 * to be read for ever. A file is named by the alias and the revision of its type, and holds one
 * stored payload a line: with everything it can say, with nothing that can be left out, and one for
 * each kind of proposal. A changed record fails here. It needs a new revision with a file of its
 * own and an upcaster for the old one; the file of a new event is written by {@code
 * -Dgolden.write=true}.
 */
class GoldenEventsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String SUMS = "sums.txt";
  private static final EventSerializer SERIALIZER =
      new EventSerializer(StoredTypes.of(List.copyOf(Vocabulary.EVENTS)));

  /** What the files of revisions that are no longer written are read as. */
  private static final Map<Class<?>, List<Event>> READ_AS =
      Map.of(
          ImportEnded.class,
          List.of(
              new ImportEnded(null, 7, 7, 7L, "the problem 世界 \"é\"", LocalDate.of(2017, 9, 11)),
              new ImportEnded(null, 7, 7, null, null, LocalDate.of(2017, 9, 11))));

  static Stream<Class<? extends Event>> events() {
    return Vocabulary.EVENTS.stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventIsStoredAsItEverWas(Class<? extends Event> type) throws IOException {
    List<Object> examples = Examples.of(type);
    List<String> stored = examples.stream().map(GoldenEventsTest::stored).toList();
    assertThat(golden(file(type), stored)).isEqualTo(stored);
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatIsStoredIsReadBackAsTheSameEvent(Class<? extends Event> type) throws IOException {
    List<Object> read = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve(file(type)))) {
      SerializedObject<String> found =
          new SimpleSerializedObject<>(line, String.class, SERIALIZER.typeForClass(type));
      read.add(SERIALIZER.deserialize(found));
    }
    assertThat(read).isEqualTo(Examples.of(type));
  }

  /** A file of a revision that is no longer written, by the event that it is read as. */
  static Stream<Arguments> earlier() {
    return events()
        .flatMap(
            type ->
                IntStream.range(1, revision(type))
                    .mapToObj(revision -> Arguments.of(type, revision)));
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void whatAnEarlierRevisionStoredIsReadAsTheEventOfToday(Class<? extends Event> type, int revision)
      throws IOException {
    StoredMessages messages = new StoredMessages(SERIALIZER, new ImportsWithNames());
    String alias = SERIALIZER.typeForClass(type).getName();
    List<Object> read = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve(file(type, revision)))) {
      read.add(
          messages
              .of(
                  new StoredEvent(
                      1,
                      "event",
                      "stream",
                      0,
                      "Aggregate",
                      "2017-09-11T08:00:00Z",
                      alias,
                      Integer.toString(revision),
                      line,
                      "{}"))
              .getPayload());
    }
    assertThat(read).hasOnlyElementsOfType(type).isEqualTo(READ_AS.get(type));
  }

  @Test
  void theConstantsOfEveryEnumAreStoredAsTheyEverWere() throws IOException {
    List<String> stored =
        Examples.enums(Vocabulary.EVENTS).stream()
            .map(type -> "%s %s".formatted(type.getSimpleName(), stored(type.getEnumConstants())))
            .sorted()
            .toList();
    assertThat(golden("enums.txt", stored)).isEqualTo(stored);
  }

  @Test
  void whoSentAnEventIsStoredAsItEverWas() throws IOException {
    String stored =
        stored(
            MetaData.with("actor", "p-1")
                .and("onBehalfOf", "p-2")
                .and("idempotencyKey", "aa")
                .and("commandDigest", "bb"));
    assertThat(golden("MetaData.1.jsonl", List.of(stored))).containsExactly(stored);
  }

  @Test
  void noFileIsLeftOfAnEventThatIsNoMore() throws IOException {
    Set<String> expected =
        events()
            .flatMap(
                type ->
                    IntStream.rangeClosed(1, revision(type))
                        .mapToObj(revision -> file(type, revision)))
            .collect(Collectors.toCollection(TreeSet::new));
    expected.addAll(List.of("enums.txt", "MetaData.1.jsonl", SUMS));
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(path -> path.getFileName().toString()).sorted().toList())
          .isEqualTo(List.copyOf(expected));
    }
  }

  /**
   * Whoever changes a form together with its file has to change it here too. A line is added for a
   * new file, and none is ever changed but that of the constants, which may become more.
   */
  @Test
  void noFileWasEdited() throws Exception {
    List<String> sums = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(one -> !one.endsWith(SUMS)).sorted().toList()) {
        sums.add("%s  %s".formatted(sha256(file), file.getFileName()));
      }
    }
    assertThat(golden(SUMS, sums)).isEqualTo(sums);
  }

  @Test
  void personsStandInEventsAsIdsOnly() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file))
            .doesNotContainPattern(
                "\"(proposer|submitter|translator)\":\"(?!p-)|\"(officers|assignees|delegations)\":\\[\"(?!p-)");
      }
    }
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static int revision(Class<? extends Event> type) {
    return Integer.parseInt(SERIALIZER.typeForClass(type).getRevision());
  }

  private static String file(Class<? extends Event> type) {
    return file(type, revision(type));
  }

  private static String file(Class<? extends Event> type, int revision) {
    return "%s.%d.jsonl".formatted(SERIALIZER.typeForClass(type).getName(), revision);
  }

  private static String stored(Object value) {
    return value instanceof Event || value instanceof MetaData
        ? SERIALIZER.serialize(value, String.class).getData()
        : SERIALIZER.getObjectMapper().valueToTree(value).toString();
  }

  private static List<String> golden(String name, List<String> stored) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, String.join("\n", stored) + "\n", UTF_8);
    }
    assertThat(file).as("the stored form of an event has no golden file").exists();
    return Files.readAllLines(file, UTF_8);
  }
}
