package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.planledger.command.CommandSideApplication;
import org.planledger.query.QuerySideApplication;

/** A process of the product. Started again it has the same settings, folder and port. */
final class Node implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_ANSWER = Faults.RECOVERS;

  /** Below those that the system gives to whoever connects: nobody else takes it meanwhile. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 30_000;

  /** Which part of the product it is. */
  enum Part {
    BOTH("org.planledger.standalone.Planledger"),
    COMMANDS(CommandSideApplication.class.getName()),
    QUERIES(QuerySideApplication.class.getName());

    private final String main;

    Part(String main) {
      this.main = main;
    }
  }

  /** None outlives this process. */
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Part part;
  private final Path folder;
  private final Map<String, String> settings;
  private final int port = freePort();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<String> java = new ArrayList<>();
  private @Nullable Process process;

  /**
   * Not started yet.
   *
   * @param folder where it keeps its files
   */
  Node(String name, Part part, Path folder, Map<String, String> settings) {
    this.name = name;
    this.part = part;
    this.folder = folder.toAbsolutePath();
    this.settings = new HashMap<>(settings);
    // It lives for seconds.
    java.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    java.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
    java.add("-Daxoniq.update-checker.disabled=true");
    java.add("--enable-native-access=ALL-UNNAMED");
  }

  private static int freePort() {
    SplittableRandom random = new SplittableRandom();
    while (true) {
      int port = random.nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Another one.
      }
    }
  }

  /** Gives arguments to the virtual machine at the next start. */
  Node with(String... arguments) {
    java.addAll(List.of(arguments));
    return this;
  }

  /** Starts it, and does not wait for it. */
  Node start() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(java);
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-Dplanledger.data=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), part.main));
    if (part == Part.BOTH) {
      command.addAll(List.of("serve", "--data", folder.toString(), "--port", String.valueOf(port)));
    } else {
      command.addAll(List.of("--server.port=" + port, "--spring.main.banner-mode=off"));
    }
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      STARTED.add(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** What it writes. */
  private Path log() {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  Path folder() {
    return folder;
  }

  Process process() {
    return Objects.requireNonNull(process);
  }

  /** Waits until it says that it can be sent requests. */
  void awaitReady() {
    await().atMost(Faults.RECOVERS).pollInterval(Duration.ofMillis(50)).until(this::isReady);
  }

  boolean isReady() {
    return health("readiness").equals("UP");
  }

  /** What it says of its health; empty where it does not answer. */
  String health(String group) {
    try {
      return get("/actuator/health/" + group).body().path("status").asText();
    } catch (IOException away) {
      return "";
    }
  }

  /** Ends it at once, as a machine without power does. */
  void kill() throws InterruptedException {
    process().toHandle().destroyForcibly();
    assertThat(process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process().exitValue()).as("exit code of a killed process").isEqualTo(128 + 9);
  }

  /** Stops it in the middle of whatever it does. */
  void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  void thaw() {
    signal("CONT");
  }

  /** Asks it to end. */
  void terminate() {
    process().toHandle().destroy();
  }

  private void signal(String signal) {
    Commandline.run("kill", "-" + signal, String.valueOf(process().pid()));
  }

  /**
   * An answer, and how long it took.
   *
   * @param saysWhen to ask again
   */
  record Answer(int status, JsonNode body, boolean saysWhen, Duration took) {}

  /**
   * Asks for something.
   *
   * @throws IOException where there is no answer
   */
  Answer get(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  byte[] bytes(String path) throws IOException {
    return exchange(HttpRequest.newBuilder(uri(path)).timeout(LONGEST_ANSWER)).body();
  }

  /**
   * Sends a command.
   *
   * @param fields in single quotation marks
   * @throws IOException where there is no answer: what became of it is not known
   */
  Answer command(String command, String fields, String key) throws IOException {
    return send(
        HttpRequest.newBuilder(uri("/api/commands/" + command))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString("{%s}".formatted(fields).replace('\'', '"'))));
  }

  /** Adds a goal without a text to a plan; once, however often it is sent. */
  Answer addGoal(String plan, String id) throws IOException {
    return command(
        "AddProvision",
        "'planId':'%s','provisionId':'%s','kind':'goal','on':'2017-09-11'".formatted(plan, id),
        plan + " " + id);
  }

  Answer importing(byte[] lines) throws IOException {
    return send(
        HttpRequest.newBuilder(uri("/api/imports"))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(lines)));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private Answer send(HttpRequest.Builder request) throws IOException {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = exchange(request.timeout(LONGEST_ANSWER));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String text = new String(response.body(), StandardCharsets.UTF_8);
    boolean isJson =
        response
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.contains("json"))
            .isPresent();
    return new Answer(
        response.statusCode(),
        isJson ? JSON.readTree(text) : JSON.nullNode(),
        response.headers().firstValue("Retry-After").isPresent(),
        took);
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** Ends it, whatever state it is in. */
  @Override
  public void close() {
    http.shutdownNow();
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
