package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.store.TestDatabases;

/**
 * What {@code docker} starts: the files are read by the programs that they are for, where these are
 * installed, and the same processes are started from their jars, as they are packaged.
 */
@Timeout(300)
class DockerIT {
  private static final Path DOCKER = Path.of("..", "docker").toAbsolutePath().normalize();
  private static final Pattern NODE = Pattern.compile("(\\S+) is process ([0-9]+) on \\S+");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Below the ports that the system gives to whoever connects. */
  private final int port = new SplittableRandom().nextInt(20_000, 30_000);

  @Test
  void theComposeFilesAreUnderstood() throws Exception {
    assumeTrue(isThere("docker-compose"), "NOT TRIED: docker-compose is not installed");
    for (List<String> files :
        List.of(List.of("compose.yaml"), List.of("compose.yaml", "compose.axonserver.yaml"))) {
      List<String> command = new ArrayList<>(List.of("docker-compose"));
      files.forEach(file -> command.addAll(List.of("-f", DOCKER.resolve(file).toString())));
      command.addAll(List.of("--profile", "operator", "config", "--services"));
      Path said = folder.resolve("said");
      ProcessBuilder compose =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      compose.environment().put("POSTGRES_PASSWORD", "secret");
      assertThat(compose.start().waitFor()).as(Files.readString(said)).isZero();
      assertThat(Files.readAllLines(said))
          .contains("commands-1", "commands-2", "queries-1", "queries-2", "proxy", "planledger")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void twoNodesOfEachSideBehindTheProxyGoOnWithoutOneOfThem() throws Exception {
    areServedWithoutOneOfThem(Map.of());
  }

  @Test
  void soTheyDoWithTheirLogInAxonServer() throws Exception {
    try (AxonServerStub server = new AxonServerStub()) {
      areServedWithoutOneOfThem(Map.of("AXON_AXONSERVER_SERVERS", server.address()));
      assertThat(server.events("plan:one-is-left-7")).hasSize(1);
    }
  }

  private void areServedWithoutOneOfThem(Map<String, String> settings) throws Exception {
    assumeTrue(isThere("nginx"), "NOT TRIED: nginx is not installed");
    Path said = folder.resolve("said");
    ProcessBuilder script =
        new ProcessBuilder(DOCKER.resolve("processes").toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    Map<String, String> store = TestDatabases.postgres();
    Map<String, String> environment = script.environment();
    environment.put("SPRING_DATASOURCE_URL", store.get("spring.datasource.url"));
    environment.put("SPRING_DATASOURCE_USERNAME", store.get("spring.datasource.username"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    environment.put("PORT", String.valueOf(port));
    environment.putAll(settings);
    Process processes = script.start();
    List<ProcessHandle> started = List.of();
    try {
      for (int node = 1; node <= 4; node++) {
        awaitReady(port + node, processes, said);
      }
      started = processes.descendants().toList();
      isServed();
      ProcessHandle.of(pid(said, "commands-1")).orElseThrow().destroyForcibly();
      // Axon Server has to learn of it.
      await().until(() -> command("one-is-left").statusCode() == 200);
      for (int plan = 0; plan < 8; plan++) {
        assertThat(command("one-is-left-" + plan).statusCode()).isEqualTo(200);
      }
      ProcessHandle.of(pid(said, "commands-2")).orElseThrow().destroyForcibly();
      nobodyIsLeft();
      await().until(() -> get("/api/plans/one-is-left-7/draft").statusCode() == 200);
    } finally {
      processes.destroy();
      assertThat(processes.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(started).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  private void awaitReady(int port, Process processes, Path said) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(
            () -> {
              assertThat(processes.isAlive()).as(Files.readString(said)).isTrue();
              return get(port, "/actuator/health/readiness").statusCode() == 200;
            });
  }

  private void isServed() throws Exception {
    HttpResponse<String> imported =
        http.send(
            request(port, "/api/imports")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofFile(Path.of("..", "examples", "cwg-sfp.ndjson")))
                .build(),
            BodyHandlers.ofString());
    assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
    long position = JSON.readTree(imported.body()).path("position").asLong();
    // One after the other from both nodes.
    for (int i = 0; i < 4; i++) {
      assertThat(get("/api/plans/itu-2020/draft?minPosition=" + position).statusCode())
          .isEqualTo(200);
    }
    assertThat(get("/api/plans/itu-2020/provisions/a%2Fb").body())
        .as("%%2F belongs to an id")
        .contains("a/b");
    for (String own : List.of("/actuator", "/actuator/prometheus", "/%61ctuator/health")) {
      assertThat(get(own).statusCode()).as(own).isEqualTo(404);
    }
  }

  private void nobodyIsLeft() throws Exception {
    HttpResponse<String> answer = command("nobody-is-left");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(answer.body()).path("detail").asText())
        .contains("the same Idempotency-Key");
  }

  private HttpResponse<String> command(String plan) throws Exception {
    return http.send(
        request(port, "/api/commands/OpenPlan")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", plan)
            .POST(
                BodyPublishers.ofString(
                    """
                    {"planId":"%s","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
                     "authoritativeLanguage":"en","on":"2017-05-01"}\
                    """
                        .formatted(plan)))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(port, path);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(request(port, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static long pid(Path said, String node) throws IOException {
    return NODE.matcher(Files.readString(said))
        .results()
        .filter(line -> line.group(1).equals(node))
        .mapToLong(line -> Long.parseLong(line.group(2)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isThere(String program) {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
