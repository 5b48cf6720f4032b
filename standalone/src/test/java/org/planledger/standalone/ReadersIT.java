package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;

/**
 * Readers of three plans, two of which have room in memory, while all are written: whatever is
 * answered is what was recorded at one moment.
 */
class ReadersIT {
  private static final int ROUNDS = 20;
  private static final int ROOM = 400;

  @TempDir private Path folder;

  /** A plan that is being written, and its English texts after each revision. */
  private static final class Written {
    private final GivenPlan plan;
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<Long, Map<String, String>> byRevision = new ConcurrentHashMap<>();
    private volatile long last;

    Written(Running planledger, String id) {
      plan = new GivenPlan(planledger, id);
      add("a", "2017-05-02");
    }

    private void add(String id, String on) {
      String text = "Text %s.".formatted(id);
      after(
          plan.plan(
              "AddProvision",
              "'provisionId':'%s','kind':'goal','text':{'en':'%s','zh':'文'},'on':'%s'"
                  .formatted(id, text, on)),
          id,
          text);
    }

    private void after(JsonNode answer, String id, String text) {
      texts.put(id, text);
      long revision = answer.path("revision").asLong();
      byRevision.put(revision, Map.copyOf(texts));
      last = revision;
    }

    private void after(JsonNode answer) {
      after(answer, "a", texts.get("a"));
    }

    void write() {
      for (int i = 0; i < ROUNDS; i++) {
        add("v" + i, "2018-02-01");
        String text = "Text a, and %d.".formatted(i);
        after(
            plan.plan(
                "ProposeAmendment",
                "'amendmentId':'a%d','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'en':'%s'}},'on':'2017-09-11'"
                    .formatted(i, text)));
        after(
            plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['a%d']}".formatted(i)),
            "a",
            text);
        add("late" + i, "2017-05-03");
        after(
            plan.plan(
                "ProvideTranslation",
                "'provisionId':'a','language':'zh','text':'文%d','on':'2018-02-02'".formatted(i)));
      }
    }
  }

  /** An answer, and a question that must still have the same one. */
  private record Told(String question, JsonNode answer) {}

  @Test
  void whatIsReadWhilePlansAreWrittenAndLetGoWasRecordedAtOneMoment() throws Exception {
    Map<String, String> settings = new HashMap<>(TestDatabases.h2(folder));
    settings.put("planledger.memory", ROOM + "KB");
    try (Running planledger = Running.on(settings);
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      Map<String, Written> plans =
          Stream.of("r1", "r2", "r3")
              .collect(Collectors.toMap(id -> id, id -> new Written(planledger, id)));
      Queue<Told> told = new ConcurrentLinkedQueue<>();
      List<Future<?>> writing = new ArrayList<>();
      plans.values().forEach(plan -> writing.add(threads.submit(plan::write)));
      List<Future<?>> reading = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Random random = new Random(reader);
        reading.add(
            threads.submit(
                () -> {
                  while (!writing.stream().allMatch(Future::isDone)) {
                    String id = "r" + (1 + random.nextInt(3));
                    told.add(ask(planledger, id, random));
                  }
                }));
      }
      for (Future<?> each : writing) {
        each.get();
      }
      for (Future<?> each : reading) {
        each.get();
      }
      assertTrue(planledger, plans, told);
      assertThat(metric(planledger, "/actuator/metrics/cache.evictions?tag=cache:texts"))
          .isGreaterThan(3);
      await()
          .untilAsserted(
              () ->
                  assertThat(metric(planledger, "/actuator/metrics/planledger.texts.held"))
                      .isLessThan(ROOM << 10));
    }
  }

  private static Told ask(Running planledger, String id, Random random) {
    String plan = "/api/plans/" + id;
    JsonNode draft = get(planledger, plan + "/draft");
    long revision = random.nextLong(draft.path("revision").asLong() + 1);
    return switch (random.nextInt(5)) {
      case 0 -> new Told(plan + "/draft?at=rev:" + draft.path("revision"), draft);
      case 1 -> same(planledger, plan + "/draft?at=rev:" + revision);
      case 2 -> {
        Instant known = Instant.parse(draft.path("knownAt").asText());
        yield same(planledger, plan + "/draft?at=date:2018-01-31&knownAt=" + known.minusMillis(1));
      }
      case 3 -> {
        JsonNode answer = get(planledger, "%s/diff?from=rev:%d".formatted(plan, revision));
        yield new Told(
            "%s/diff?from=rev:%d&to=rev:%d"
                .formatted(plan, revision, answer.path("toDraft").path("revision").asLong()),
            answer);
      }
      default -> {
        JsonNode answer = get(planledger, plan + "/provisions/a/provenance?lang=en");
        yield new Told(
            plan + "/provisions/a/provenance?lang=en&at=rev:" + answer.path("revision"), answer);
      }
    };
  }

  private static Told same(Running planledger, String question) {
    return new Told(question, get(planledger, question));
  }

  /** H2 may open its file anew, during which names of persons cannot be read: 503, ask again. */
  private static JsonNode get(Running planledger, String path) {
    Running.Answer answer = planledger.get(path);
    if (answer.status() == 503) {
      answer = planledger.get(path);
    }
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void assertTrue(Running planledger, Map<String, Written> plans, Queue<Told> told) {
    Map<String, JsonNode> quiet = new HashMap<>();
    Map<String, Integer> between = new TreeMap<>();
    for (Told each : told) {
      JsonNode is =
          quiet.computeIfAbsent(
              each.question(), question -> withoutPoint(get(planledger, question)));
      assertThat(withoutPoint(each.answer())).as(each.question()).isEqualTo(is);
      if (each.question().contains("/draft?at=rev:")) {
        String id = is.path("plan").asText();
        long revision = is.path("revision").asLong();
        Written plan = plans.get(id);
        Map<String, String> texts = plan.byRevision.get(revision);
        if (texts != null) {
          assertThat(texts(is)).as("%s at %d", id, revision).isEqualTo(texts);
        }
        if (revision > 1 && revision < plan.last) {
          between.merge(id, 1, Integer::sum);
        }
      }
    }
    assertThat(between).hasSize(3).allSatisfy((id, reads) -> assertThat(reads).isGreaterThan(5));
  }

  private static Map<String, String> texts(JsonNode draft) {
    return GivenPlan.list(draft.path("provisions")).stream()
        .collect(
            Collectors.toMap(
                provision -> provision.path("id").asText(),
                provision -> provision.path("text").path("en").asText()));
  }

  /** Without what says how it was asked. */
  private static JsonNode withoutPoint(JsonNode answer) {
    ObjectNode copy = answer.deepCopy();
    copy.remove(List.of("point", "knownAt", "to"));
    if (copy.get("toDraft") instanceof ObjectNode to) {
      to.remove("point");
    }
    return copy;
  }

  private static double metric(Running planledger, String path) {
    return get(planledger, path).path("measurements").path(0).path("value").asDouble();
  }
}
