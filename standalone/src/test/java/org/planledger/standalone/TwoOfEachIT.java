package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.command.CommandSideApplication;
import org.planledger.query.QuerySideApplication;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;

/** Two nodes of each side on one PostgreSQL, and many writers. */
class TwoOfEachIT {
  private static final int WRITERS = 32;
  private static final int COMMANDS = 20;

  private static final List<Running> commands = new ArrayList<>();
  private static final List<Running> queries = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    Map<String, String> store = TestDatabases.postgres();
    Path folder = Path.of(store.get("planledger.data"));
    for (int node = 0; node < 2; node++) {
      commands.add(Running.of(CommandSideApplication.class, at(store, "commands" + node)));
    }
    queries.add(Running.of(QuerySideApplication.class, at(store, "queries0")));
    Path keys = Files.createDirectories(folder.resolve("queries1/keys"));
    Files.copy(folder.resolve("queries0/keys/generated.key"), keys.resolve("copy.key"));
    queries.add(Running.of(QuerySideApplication.class, at(store, "queries1")));
  }

  /** Each node has a folder of its own. */
  private static Map<String, String> at(Map<String, String> store, String node) {
    Map<String, String> own = new HashMap<>(store);
    own.put("planledger.data", Path.of(store.get("planledger.data")).resolve(node).toString());
    return own;
  }

  @AfterAll
  static void stop() {
    commands.forEach(Running::close);
    queries.forEach(Running::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, WRITERS})
  void manyWritersThroughTwoNodes(int plans) throws Exception {
    for (int plan = 0; plan < plans; plan++) {
      opened(commands.getFirst(), id(plans, plan));
    }
    Operations operations = new Operations();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> running =
          IntStream.range(0, WRITERS)
              .<Future<?>>mapToObj(
                  writer ->
                      writers.submit(() -> write(operations, id(plans, writer % plans), writer)))
              .toList();
      for (Future<?> writer : running) {
        writer.get();
      }
    }
    assertThat(operations.count(Operations.Outcome.OK)).isEqualTo((long) WRITERS * COMMANDS);
    StoredEvents log = queries.getFirst().part(StoredEvents.class);
    List<List<StoredEvent>> streams =
        IntStream.range(0, plans)
            .mapToObj(plan -> log.ofStream("plan:" + id(plans, plan), 0, 10_000))
            .toList();
    operations.areIn(streams);
    for (List<StoredEvent> stream : streams) {
      String path =
          "/api/plans/%s/amendments?minPosition=%d"
              .formatted(
                  stream.getFirst().aggregateId().substring("plan:".length()),
                  stream.getLast().position());
      JsonNode one = queries.getFirst().get(path).body();
      assertThat(one.path("amendments")).hasSize(WRITERS * COMMANDS / plans);
      assertThat(queries.getLast().get(path).body()).isEqualTo(one);
    }
  }

  private static String id(int plans, int plan) {
    return "of-%d-%d".formatted(plans, plan);
  }

  /** Each command through the other node than the last; what is written is read through any. */
  private static Void write(Operations operations, String plan, int writer) {
    for (int i = 0; i < COMMANDS; i++) {
      String amendment = "a-%s-%d-%d".formatted(plan, writer, i);
      Running node = commands.get((writer + i) % 2);
      Running.Answer answer;
      do {
        answer = proposed(node, plan, amendment, writer);
      } while (operations.told("writer " + writer, amendment, answer)
          == Operations.Outcome.UNKNOWN);
      if (i == COMMANDS / 2) {
        assertThat(
                queries
                    .get(writer % 2)
                    .get(
                        "/api/plans/%s/amendments?minPosition=%d"
                            .formatted(plan, answer.body().path("position").asLong()))
                    .body()
                    .path("amendments"))
            .extracting(listed -> listed.path("id").asText())
            .contains(amendment);
      }
    }
    return null;
  }

  private static Running.Answer proposed(Running node, String plan, String amendment, int writer) {
    return node.command(
        "ProposeAmendment",
        """
        {"planId":"%s","amendmentId":"%s","proposer":"Ruritania","change":
        {"type":"text","provisionId":"vision","text":{"en":"A vision of %d"}},"on":"2017-09-11"}\
        """
            .formatted(plan, amendment, writer),
        "Idempotency-Key",
        amendment);
  }

  private static void opened(Running node, String plan) {
    GivenPlan.send(
        node,
        "OpenPlan",
        "'planId':'%s','title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en','on':'2017-05-01'"
            .formatted(plan));
    GivenPlan.send(
        node,
        "AddProvision",
        "'planId':'%s','provisionId':'vision','kind':'vision','text':{'en':'A vision'},'on':'2017-05-02'"
            .formatted(plan));
  }
}
