package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Hash;

/**
 * What is asked about one state of the log has the same bytes whichever process answers: another
 * one iterates over sets otherwise, and may be in another place of the world.
 */
class SameBytesIT {
  private static final String PLAN = "/api/plans/itu-2020";
  private static final String MEETING = "/api/meetings/CWG-SFP-2";
  private static final List<String> FORMATS_OF_MEETINGS =
      List.of("json", "html", "md", "txt", "pdf", "docx");
  private static final List<String> FORMATS =
      Stream.concat(FORMATS_OF_MEETINGS.stream(), Stream.of("akn")).toList();

  @TempDir private static Path data;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anotherProcessInAnotherPlaceAnswersTheSameBytes() throws Exception {
    Map<String, Hash> first = new LinkedHashMap<>();
    Process here = ServerProcess.start(data, "-Duser.language=en", "-Duser.timezone=UTC");
    try (BufferedReader output = here.inputReader()) {
      String url = output.readLine().replaceFirst(".* ", "");
      Client client = new Client(url);
      Client.Answer imported = client.importLines(Files.readAllBytes(Running.EXAMPLE));
      assertThat(imported.isOk()).as("%s", imported).isTrue();
      long last = imported.body().path("position").asLong();
      String size = await().until(() -> sizeOver(client, last), known -> !known.isEmpty());
      String knownAt = Instant.now().toString();
      for (String path : paths(knownAt, size)) {
        first.put(path, hash(url, path));
      }
      here.toHandle().destroy();
      here.waitFor();
    } finally {
      here.destroyForcibly();
    }
    assertThat(first.values()).doesNotHaveDuplicates();

    Process elsewhere =
        ServerProcess.start(
            data,
            "-Duser.language=tr",
            "-Duser.country=TR",
            "-Duser.timezone=Pacific/Auckland",
            "-Dfile.encoding=COMPAT");
    try (BufferedReader output = elsewhere.inputReader()) {
      String url = output.readLine().replaceFirst(".* ", "");
      Map<String, Hash> second = new LinkedHashMap<>();
      for (String path : first.keySet()) {
        second.put(path, hash(url, path));
      }
      assertThat(second).isEqualTo(first);
    } finally {
      elsewhere.destroyForcibly();
      elsewhere.waitFor();
    }
  }

  /** Of the ledger, once a checkpoint covers a position. */
  private static String sizeOver(Client client, long position) {
    JsonNode status = client.get("/api/ledger/status");
    String size = status.path("size").asText();
    return status.path("position").asLong() >= position
            && status.at("/checkpoint/size").asText().equals(size)
        ? size
        : "";
  }

  private static List<String> paths(String knownAt, String size) {
    List<String> paths = new ArrayList<>();
    for (String format : FORMATS) {
      paths.add(PLAN + "/draft.%s?at=meeting:CWG-SFP-2".formatted(format));
      paths.add(PLAN + "/draft.%s?at=doc:CWG-SFP-2%%2F6(Rev.2)&lang=ar".formatted(format));
      paths.add(PLAN + "/redline.%s?from=date:2017-05-24&to=meeting:CWG-SFP-2".formatted(format));
    }
    for (String format : FORMATS_OF_MEETINGS) {
      for (String paper : List.of("report", "decisions", "actions")) {
        paths.add(MEETING + "/%s.%s?".formatted(paper, format));
      }
    }
    paths.replaceAll(path -> path + "&knownAt=" + knownAt);
    paths.add("/api/ledger/bundle?size=" + size);
    return paths;
  }

  private Hash hash(String url, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofMinutes(1)).build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return Hash.of(answer.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
