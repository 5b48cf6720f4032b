package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.page.Damaged;
import org.planledger.page.Reader;
import org.planledger.page.Writer;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Scope;
import org.planledger.plan.Step;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.query.Recordings;
import org.planledger.text.Edit;

/** What a node finds when it starts again, whatever happened to its files. */
class CheckpointsTest {
  private static final String PLAN = "p";
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
  private static final int PROVISIONS = 20;

  @TempDir Path folder;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() throws IOException {
    checkpoints = new Checkpoints(folder);
  }

  @AfterEach
  void close() throws IOException {
    checkpoints.close();
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  @Test
  void aHistoryIsReadAsItWasWritten() throws IOException {
    PlanHistory written = PlanHistory.of(log(900));
    checkpoints.write(PLAN, written);
    reopen();
    assertSame(checkpoints.open(PLAN).orElseThrow(), written);
  }

  @Test
  void aHistoryGoesOnFromWhereItWasWritten() throws IOException {
    List<Recorded<PlanEvent>> log = log(1_200);
    PlanHistory history = PlanHistory.of(log.subList(0, 700));
    for (int size = 700; size < log.size(); size += 50) {
      checkpoints.write(PLAN, history);
      if (size % 100 == 0) {
        reopen();
        history = checkpoints.open(PLAN).orElseThrow();
      }
      for (Recorded<PlanEvent> next : log.subList(size, Math.min(log.size(), size + 50))) {
        history = history.and(next);
      }
    }
    checkpoints.write(PLAN, history);
    assertThat(pages()).hasSize(1);
    assertSame(checkpoints.open(PLAN).orElseThrow(), PlanHistory.of(log));
  }

  /** Each draft has a level longer by one, at its beginning, in its middle or at its end. */
  @Test
  void aLongLevelTakesNoMoreThanWhatChangesInIt() throws IOException {
    List<Recorded<PlanEvent>> log = new ArrayList<>();
    add(log, Recordings.opened(PLAN, FIRST));
    List<List<String>> levels = new ArrayList<>(List.of(List.of()));
    List<String> level = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      int at = i % 3 == 0 ? 0 : i % 3 == 1 ? level.size() : i * 7 % level.size() + 1;
      String id = "provision-" + i;
      Place place = new Place(null, at == 0 ? "" : level.get(at - 1));
      add(
          log,
          new ProvisionAdded(
              PLAN, new NewProvision(id, "goal", place, Map.of(), Map.of(), List.of()), FIRST));
      level.add(at, id);
      levels.add(List.copyOf(level));
    }
    PlanHistory written = PlanHistory.of(log);
    assertThat(written.bytes() / log.size()).isLessThan(1_500);
    checkpoints.write(PLAN, written);
    reopen();
    for (PlanHistory history : List.of(written, checkpoints.open(PLAN).orElseThrow())) {
      for (int known = 0; known < log.size(); known++) {
        assertThat(history.at(known).childrenOf(Draft.TOP)).isEqualTo(levels.get(known));
      }
    }
  }

  @Test
  void nothingIsReadOfAPlanThatWasNeverWritten() {
    assertThat(checkpoints.open("other")).isEmpty();
  }

  @Test
  void damageToAnyByteOfTheHeadIsNoticed() throws IOException {
    checkpoints.write(PLAN, PlanHistory.of(log(300)));
    Path head = files(".head").getFirst();
    byte[] good = Files.readAllBytes(head);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(head, bad);
      assertThat(checkpoints.open(PLAN)).as("byte %d", i).isEmpty();
    }
    for (int length = 0; length < good.length; length += 101) {
      Files.write(head, java.util.Arrays.copyOf(good, length));
      assertThat(checkpoints.open(PLAN)).as("cut to %d bytes", length).isEmpty();
    }
  }

  @Test
  void damageToAnyByteOfThePagesIsNoticedBeforeItIsRead() throws IOException {
    checkpoints.write(PLAN, PlanHistory.of(log(900)));
    Path pages = pages().getFirst();
    Path head = files(".head").getFirst();
    byte[] goodHead = Files.readAllBytes(head);
    byte[] good = Files.readAllBytes(pages);
    assertThat(good.length).isGreaterThan(3 << 15);
    damageEach(101, pages, good);
    for (int length = 0; length < good.length; length += 9_001) {
      Files.write(pages, java.util.Arrays.copyOf(good, length));
      assertThat(checkpoints.open(PLAN)).as("cut to %d bytes", length).isEmpty();
      Files.write(head, goodHead);
    }
    Files.write(pages, java.util.Arrays.copyOf(good, good.length - 1));
    assertThat(checkpoints.open(PLAN)).isEmpty();
    Files.delete(pages);
    Files.write(head, goodHead);
    assertThat(checkpoints.open(PLAN)).isEmpty();
  }

  @Test
  void damageAllOverASmallFileOfPagesIsNoticed() throws IOException {
    checkpoints.write(PLAN, PlanHistory.of(log(100)));
    Path pages = pages().getFirst();
    byte[] good = Files.readAllBytes(pages);
    assertThat(good.length).isBetween(1 << 15, 2 << 15);
    damageEach(7, pages, good);
    assertSame(checkpoints.open(PLAN).orElseThrow(), PlanHistory.of(log(100)));
  }

  private void damageEach(int step, Path pages, byte[] good) throws IOException {
    try (FileChannel file = FileChannel.open(pages, StandardOpenOption.WRITE)) {
      for (int i = 0; i < good.length; i += step) {
        file.write(ByteBuffer.wrap(new byte[] {(byte) (good[i] ^ 1 << i % 8)}), i);
        assertDamaged();
        file.write(ByteBuffer.wrap(good, i, 1), i);
      }
    }
  }

  @Test
  void aCheckpointOfAnotherVersionIsNotUsedThoughItIsWhole() throws IOException {
    checkpoints.write(PLAN, PlanHistory.of(log(10)));
    Path file = files(".head").getFirst();
    byte[] head = Files.readAllBytes(file);
    Reader reader = new Reader(head, 0);
    String version = reader.string();
    for (String other : List.of(version, "0" + version.substring(1), "")) {
      Writer writer = new Writer().string(other);
      writer.bytes(head, reader.at(), head.length - Integer.BYTES - reader.at());
      CRC32C sum = new CRC32C();
      sum.update(writer.toBytes());
      Files.write(file, writer.address((int) sum.getValue()).toBytes());
      assertThat(checkpoints.open(PLAN).isPresent()).isEqualTo(other.equals(version));
    }
  }

  private void assertDamaged() {
    PlanHistory history = checkpoints.open(PLAN).orElseThrow();
    assertThatThrownBy(
            () -> {
              for (int page = 0; page < history.pages().written().full(); page++) {
                history.pages().page(page);
              }
            })
        .isInstanceOf(Damaged.class)
        .hasMessageContaining("is not what was written");
  }

  @Test
  void aCheckpointOfAnotherPlanIsNotTakenForThisOne() throws IOException {
    checkpoints.write(PLAN, PlanHistory.of(log(10)));
    Path head = files(".head").getFirst();
    checkpoints.write("q", PlanHistory.of(log(20)));
    Path other =
        files(".head").stream().filter(file -> !file.equals(head)).findFirst().orElseThrow();
    Files.copy(head, other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(checkpoints.open("q")).isEmpty();
  }

  @Test
  void twoNodesCannotShareAFolder() {
    assertThatThrownBy(() -> new Checkpoints(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("planledger.checkpoints");
  }

  private List<Path> pages() throws IOException {
    return files(".pages");
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  private static void assertSame(PlanHistory one, PlanHistory other) {
    assertThat(one.size()).isEqualTo(other.size());
    assertThat(one.latest()).isEqualTo(other.latest());
    assertThat(one.amendments()).isEqualTo(other.amendments());
    for (int known = 0; known < one.size(); known += 13) {
      assertThat(one.recorded(known).event()).isEqualTo(other.recorded(known).event());
      DecidedOrder order = DecidedOrder.endOf(FIRST.plusDays(known / 2));
      assertThat(one.find(known, order).map(Step::draft).orElse(Draft.NONE))
          .isEqualTo(other.find(known, order).map(Step::draft).orElse(Draft.NONE));
    }
  }

  /** A plan that is opened and edited; every seventh edit is recorded late. */
  private static List<Recorded<PlanEvent>> log(int edits) {
    List<Recorded<PlanEvent>> log = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      words.add("word" + i + " ");
    }
    add(log, Recordings.opened(PLAN, FIRST));
    for (int i = 0; i < PROVISIONS; i++) {
      add(
          log,
          new ProvisionAdded(
              PLAN,
              new NewProvision(
                  "v" + i,
                  "goal",
                  new Place(null, null),
                  Map.of(),
                  Map.of(
                      "en",
                      new TextChange(
                          null,
                          List.of(new Edit(0, List.of(), words, null)),
                          String.join("", words))),
                  List.of()),
              FIRST));
    }
    long[] base = new long[PROVISIONS];
    String[][] now = new String[PROVISIONS][];
    for (int i = 0; i < PROVISIONS; i++) {
      base[i] = 1L + i;
      now[i] = words.toArray(String[]::new);
    }
    for (int edit = 0; edit < edits; edit++) {
      int provision = edit % PROVISIONS;
      int at = edit * 7 % 60;
      String brought = "new" + edit + " ";
      Edit change = new Edit(at, List.of(now[provision][at]), List.of(brought), null);
      now[provision][at] = brought;
      LocalDate on = FIRST.plusDays(edit / 2 - (edit % 7 == 6 ? 1 : 0));
      TextChange text =
          new TextChange(base[provision], List.of(change), String.join("", now[provision]));
      base[provision] = log.size();
      add(
          log,
          new ProvisionallyAgreed(
              PLAN,
              new Minute("m" + edit / 20, "1", null),
              List.of(
                  new AgreedItem(
                      "v" + provision,
                      Scope.TEXT,
                      List.of(),
                      true,
                      null,
                      null,
                      false,
                      null,
                      Map.of("en", text),
                      Map.of())),
              List.of(),
              on));
    }
    return log;
  }

  private static void add(List<Recorded<PlanEvent>> log, PlanEvent event) {
    log.add(
        new Recorded<>(log.size(), 10L + log.size(), Instant.EPOCH.plusSeconds(log.size()), event));
  }
}
