package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.planledger.ledger.witness.Witness;

/**
 * Nodes of the product on one store, with a witness, and all that anybody was told of its ledger.
 */
final class Stage implements AutoCloseable {
  private static final String ORIGIN = "planledger.example/log";
  private static final int PAGE = 1_000;
  private static final int LONG = 4_000;
  private static final String NOT_AUDITED_LATELY = "The self-audit has not found everything in";

  private final Path folder;
  private final boolean copied;
  private final Signer log = Signer.generate(ORIGIN, KeyKind.LOG);
  private final Signer witnessKey = Signer.generate("witness.example/w1", KeyKind.WITNESS);
  private final Witness witness;
  private final List<Node> commands = new ArrayList<>();
  private final List<Node> queries = new ArrayList<>();
  private final Map<Node, ShownCheckpoints> shown = new HashMap<>();
  private final Map<Node, Path> keys = new HashMap<>();
  private final Map<String, Note> told = new ConcurrentHashMap<>();
  private final Map<Long, Hash> roots = new HashMap<>();
  private int events;

  /** Without nodes, on a database. */
  Stage(Path folder) {
    this(folder, false);
  }

  /**
   * Without nodes.
   *
   * @param copied whether the log is in another server, and copied into the database
   */
  Stage(Path folder, boolean copied) {
    this.copied = copied;
    try {
      this.folder = Files.createDirectories(folder);
      witness =
          Witness.start(
              witnessKey,
              folder.resolve("witness"),
              Set.of(log.verifier()),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a node, which is not started. */
  Node add(String name, Node.Part part, Map<String, String> store) throws IOException {
    Path own = folder.resolve(name);
    Map<String, String> settings = new HashMap<>(store);
    if (part == Node.Part.COMMANDS) {
      Node node = new Node(name, part, own, settings);
      commands.add(node);
      return node;
    }
    Path folderOfKeys =
        Path.of(
            settings.computeIfAbsent(
                "planledger.ledger.keys", any -> own.resolve("keys").toAbsolutePath().toString()));
    log.write(Files.createDirectories(folderOfKeys).resolve("ledger.key"));
    ShownCheckpoints checkpoints = new ShownCheckpoints(witness);
    settings.put("planledger.ledger.interval", "50ms");
    // Again and again, so that what is amiss is found, and what is not is not taken for it.
    settings.put("planledger.ledger.audit", "2s");
    settings.put("planledger.ledger.witnesses[0].url", checkpoints.url());
    settings.put("planledger.ledger.witnesses[0].key", witnessKey.verifier().toString());
    settings.put("planledger.ledger.quorum", "1");
    Node node = new Node(name, part, own, settings);
    shown.put(node, checkpoints);
    keys.put(node, folderOfKeys);
    queries.add(node);
    if (part == Node.Part.BOTH) {
      commands.add(node);
    }
    return node;
  }

  List<Node> commands() {
    return commands;
  }

  List<Node> queries() {
    return queries;
  }

  List<Node> nodes() {
    List<Node> all = new ArrayList<>(commands);
    queries.stream().filter(node -> !all.contains(node)).forEach(all::add);
    return all;
  }

  ShownCheckpoints shownBy(Node node) {
    return shown.get(node);
  }

  Path keysOf(Node node) {
    return keys.get(node);
  }

  /** Whether the next try had better begin on another: each reads all of the log several times. */
  boolean hasLongLog() {
    return events > LONG;
  }

  /** What a node keeps outside of the database. */
  Note outside(Node node) throws IOException {
    return Note.parse(Files.readAllBytes(keysOf(node).resolve("last-checkpoint")));
  }

  /** Takes note of a checkpoint that somebody outside was told. */
  void told(Note note) {
    told.put(note.text(), note);
  }

  /** The texts of all that anybody was told. */
  Set<String> told() {
    return Set.copyOf(told.keySet());
  }

  static JsonNode status(Node node) throws IOException {
    Node.Answer answer = node.get("/api/ledger/status");
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 503);
    return answer.body();
  }

  void open(String plan) throws IOException {
    isDone(
        "OpenPlan",
        "'planId':'%s','title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en','on':'2017-05-01'"
            .formatted(plan),
        "open-" + plan);
    isDone(
        "AddProvision",
        "'planId':'%s','provisionId':'vision','kind':'vision','text':{'en':'A vision'},'on':'2017-05-02'"
            .formatted(plan),
        "vision-" + plan);
  }

  private void isDone(String command, String fields, String key) throws IOException {
    Node.Answer answer = commands.getFirst().command(command, fields, key);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  /**
   * Waits until a node works again: it carries out a command, or has taken up what was recorded
   * since.
   *
   * @return how long that took
   */
  Duration awaitBack(Node node, String plan, String mark) {
    long start = System.nanoTime();
    Node recording = commands.contains(node) ? node : commands.getFirst();
    await()
        .atMost(Faults.BACK)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              Node.Answer recorded = recording.addGoal(plan, mark);
              return node.isReady()
                  && recorded.status() == 200
                  && (!queries.contains(node)
                      || hasTakenUp(node, plan, recorded.body().path("position").asLong()));
            });
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** In its histories, its lists and the ledger. */
  private static boolean hasTakenUp(Node node, String plan, long position) throws IOException {
    for (String path :
        List.of(
            "/api/plans/%s/draft".formatted(plan),
            "/api/plans/%s/amendments".formatted(plan),
            "/api/ledger/events")) {
      if (node.get("%s?minPosition=%d".formatted(path, position)).status() != 200) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until every node is ready, and compares all that can be asked with what clients were
   * told.
   *
   * @param plans those that they wrote to
   */
  void check(History history, List<String> plans) throws IOException {
    nodes().forEach(Node::awaitReady);
    // In the order of the log it is behind all that was to be recorded before.
    Node.Answer answer = commands.getFirst().addGoal(plans.getFirst(), "last");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    long last = answer.body().path("position").asLong();
    for (Node node : queries) {
      awaitLedger(node, last);
    }
    isComparedWithLog();
    List<Logged> log = awaitPublished(plans, last);
    events = log.size();
    isWhole(log);
    history.isIn(log, copied);
    for (Node node : queries) {
      for (String plan : plans) {
        isFolded(node, plan, log, last);
      }
      isProven(node);
    }
  }

  /**
   * The ledger has come to an event, all of it is witnessed, and nothing is wrong. Whether an audit
   * has passed lately is not asked: that is waited for afterwards.
   */
  private static void awaitLedger(Node node, long position) {
    await()
        .atMost(Faults.RECOVERS)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              JsonNode status = status(node);
              assertThat(status.path("position").asLong())
                  .as("%s: %s", node, status)
                  .isGreaterThanOrEqualTo(position);
              assertThat(status.at("/checkpoint/size").asLong())
                  .as("%s: %s", node, status)
                  .isEqualTo(status.path("size").asLong());
              assertThat(status.at("/checkpoint/final").asBoolean())
                  .as("%s: %s", node, status)
                  .isTrue();
              assertThat(status.path("problems"))
                  .as("%s: %s", node, status)
                  .allMatch(problem -> problem.asText().startsWith(NOT_AUDITED_LATELY));
            });
  }

  /**
   * The self-audit has looked at everything, the rows of the lists too, and found nothing. Each
   * node may be in the middle of a run, so the one after these has seen all; clocks may be wrong.
   * How long a run takes is promised to nobody: it compares every draft.
   */
  private void isComparedWithLog() throws IOException {
    Set<String> passed = new HashSet<>();
    await()
        .atMost(Faults.RECOVERS.multipliedBy(3))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              for (Node node : queries) {
                JsonNode audit = status(node).path("audit");
                assertThat(audit.path("findings")).as("%s: %s", node, audit).isEmpty();
                passed.add(audit.at("/passed/at").asText());
              }
              return passed.size() > queries.size() + 1;
            });
  }

  /**
   * Every draft that was issued is published whole by every node, and the log tells its hash once.
   *
   * @return all events
   */
  private List<Logged> awaitPublished(List<String> plans, long last) throws IOException {
    Map<String, String> published = new HashMap<>();
    for (Node node : queries) {
      for (String plan : plans) {
        published(node, plan, last)
            .forEach(
                (document, hash) ->
                    assertThat(published.put(document, hash))
                        .as("%s from %s", document, node)
                        .isIn(null, hash));
      }
    }
    List<Logged> log =
        await()
            .atMost(Faults.RECOVERS)
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> log(queries.getFirst()),
                all ->
                    of(plans, "DraftPublished", all)
                        .collect(
                            Collectors.toMap(
                                event -> event.mark().orElseThrow(),
                                event -> event.payload().path("sha256").asText()))
                        .equals(published));
    assertThat(of(plans, "DraftIssued", log).map(event -> event.mark().orElseThrow()))
        .containsExactlyInAnyOrderElementsOf(published.keySet());
    return log;
  }

  private static Stream<Logged> of(List<String> plans, String type, List<Logged> log) {
    return log.stream()
        .filter(event -> event.type().equals(type))
        .filter(event -> plans.contains(event.payload().path("planId").asText()));
  }

  /** The hashes of manifests by document; a file that is not what its manifest says is a 500. */
  private static Map<String, String> published(Node node, String plan, long last)
      throws IOException {
    String path = "/api/plans/%s/publications".formatted(plan);
    // For a minute a node that was killed has claimed one, and one that failed is left alone.
    Node.Answer all =
        await()
            .atMost(Faults.RECOVERS.multipliedBy(2))
            .pollInterval(Duration.ofMillis(50))
            .until(
                () -> node.get("%s?minPosition=%d".formatted(path, last)),
                answer ->
                    answer.status() == 200
                        && answer
                            .body()
                            .path("publications")
                            .valueStream()
                            .allMatch(one -> one.path("state").asText().equals("PUBLISHED")));
    Map<String, String> hashes = new HashMap<>();
    for (JsonNode one : all.body().path("publications")) {
      String document = one.path("document").asText();
      hashes.put(document, one.path("sha256").asText());
      Node.Answer files = node.get("%s/%s/publication.zip".formatted(path, document));
      assertThat(files.status()).as("%s from %s: %s", document, node, files).isEqualTo(200);
    }
    return hashes;
  }

  /** All events, as one node shows them. */
  private static List<Logged> log(Node node) throws IOException {
    List<Logged> all = new ArrayList<>();
    JsonNode page;
    do {
      page = node.get("/api/ledger/events?from=%d&limit=%d".formatted(all.size(), PAGE)).body();
      page.path("events").forEach(item -> all.add(Logged.of(item)));
    } while (page.hasNonNull("next"));
    return all;
  }

  /**
   * Without gap and in order; a number of a document and the draft issued under it come together.
   */
  private static void isWhole(List<Logged> log) {
    assertThat(log)
        .extracting(Logged::index)
        .containsExactlyElementsOf(LongStream.range(0, log.size()).boxed().toList());
    assertThat(log).extracting(Logged::position).isSorted().doesNotHaveDuplicates();
    Map<String, Long> next = new HashMap<>();
    for (Logged event : log) {
      assertThat(event.sequence())
          .as("%s", event)
          .isEqualTo(next.merge(event.stream(), 1L, Long::sum) - 1);
    }
    assertThat(marks(log, "DraftIssued"))
        .containsExactlyInAnyOrderElementsOf(marks(log, "DocumentNumberUsed"));
  }

  private static List<String> marks(List<Logged> log, String type) {
    return log.stream()
        .filter(event -> event.type().equals(type))
        .filter(event -> event.payload().path("use").asText("issued-draft").equals("issued-draft"))
        .map(event -> event.mark().orElseThrow())
        .toList();
  }

  /** The draft and the amendments that a node shows are those of the log. */
  private static void isFolded(Node node, String plan, List<Logged> log, long last)
      throws IOException {
    List<Logged> stream =
        log.stream().filter(event -> event.stream().equals("plan:" + plan)).toList();
    JsonNode draft = node.get("/api/plans/%s/draft?minPosition=%d".formatted(plan, last)).body();
    assertThat(draft.path("revision").asLong())
        .as("%s: %s", node, plan)
        .isEqualTo(stream.size() - 1L);
    assertThat(draft.path("provisions"))
        .as("%s: %s", node, plan)
        .extracting(provision -> provision.path("id").asText())
        .containsExactlyElementsOf(
            stream.stream()
                .filter(event -> event.type().equals("ProvisionAdded"))
                .map(event -> event.mark().orElseThrow())
                .toList());
    assertThat(
            node.get("/api/plans/%s/amendments?minPosition=%d".formatted(plan, last))
                .body()
                .path("amendments"))
        .as("%s: %s", node, plan)
        .extracting(amendment -> amendment.path("id").asText())
        .containsExactlyInAnyOrderElementsOf(
            stream.stream()
                .filter(event -> event.type().equals("AmendmentProposed"))
                .map(event -> event.mark().orElseThrow())
                .toList());
  }

  /** The bundle holds, and the ledger goes on from every checkpoint that anybody was told. */
  private void isProven(Node node) throws IOException {
    told(outside(node));
    shown.values().forEach(checkpoints -> checkpoints.take().forEach(this::told));
    for (Note note : told.values()) {
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      assertThat(roots.put(checkpoint.size(), checkpoint.root()))
          .as("size %d is signed with one root", checkpoint.size())
          .isIn(null, checkpoint.root());
    }
    Trust trust = Trust.in(log.verifier());
    Path bundle = Files.write(folder.resolve("bundle.zip"), node.bytes("/api/ledger/bundle"));
    Report report =
        BundleVerifier.verify(bundle, trust, told.values().stream().map(trust::open).toList());
    assertThat(report.verdict()).as("%s", report.text()).isEqualTo(Verdict.PROVEN);
  }

  @Override
  public void close() throws IOException {
    nodes().forEach(Node::close);
    shown.values().forEach(ShownCheckpoints::close);
    witness.close();
  }
}
