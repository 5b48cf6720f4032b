package org.planledger.ledger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.TestLog;

/** The jar alone, as auditors and witnesses have it: nothing else is on the class path. */
class VerifierJarIT {
  private static final String JAR = Path.of("target", "verifier.jar").toAbsolutePath().toString();
  private static final String KEY = TestLog.KEY.verifier().toString();

  private final TestLog log = TestLog.ofSize(5);
  @TempDir private Path folder;

  @Test
  void theJarVerifiesABundle() throws Exception {
    String bundle = log.write(folder.resolve("bundle")).toString();
    String witness = TestLog.WITNESS.verifier().toString();
    Process process = java("-jar", JAR, "verify", bundle, "--vkey", KEY, "--witness", witness);
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(0);
    assertThat(said).startsWith("PROVEN\n").contains("5 events of plans.example/audit");
  }

  @Test
  void theJarIsAWitness() throws Exception {
    Path key = folder.resolve("w1.key");
    TestLog.WITNESS.write(key);
    Process process =
        java(
            "-cp",
            JAR,
            "org.planledger.ledger.witness.Witness",
            "--key",
            key.toString(),
            "--state",
            folder.resolve("w1").toString(),
            "--log",
            KEY,
            "--port",
            "0");
    try {
      String line = process.inputReader(UTF_8).readLine();
      assertThat(line).contains(" listens on port ");
      String port = line.substring(line.lastIndexOf(' ') + 1);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/add-checkpoint"))
              .POST(BodyPublishers.ofString("old 0\n\n" + log.signed(5, TestLog.KEY)))
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).startsWith("\u2014 " + TestLog.WITNESS.verifier().name() + " ");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process java(String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
        .redirectErrorStream(true)
        .start();
  }
}
