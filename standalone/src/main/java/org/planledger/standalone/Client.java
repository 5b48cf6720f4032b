package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.planledger.paper.word.WordDocument;

/** A server, asked as anybody else would ask it. */
public final class Client {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private long written;

  /** Of the server at a URL, without a path. */
  public Client(String url) {
    this.url = url;
  }

  /** An answer: its status and its JSON. */
  public record Answer(int status, JsonNode body) {
    /** Whether it was done. */
    public boolean isOk() {
      return status == 200;
    }
  }

  /**
   * Reads something; what this client wrote before is in it.
   *
   * @param path parts and parameters encoded
   */
  public JsonNode get(String path) {
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Min-Position", String.valueOf(written))
                .build());
    if (!answer.isOk()) {
      throw new Failure(
          "%s: %s".formatted(path, answer.body().path("detail").asText("no detail given")));
    }
    return answer.body();
  }

  /** Sends a command. */
  Answer command(String name, Map<String, ?> fields) {
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(url + "/api/commands/" + name))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.valueToTree(fields).toString()))
                .build());
    written = Math.max(written, answer.body().path("position").asLong());
    return answer;
  }

  /** Sends lines of commands. */
  public Answer importLines(byte[] lines) {
    Answer answer = send(importing("/api/imports").POST(BodyPublishers.ofByteArray(lines)).build());
    written = Math.max(written, answer.body().path("position").asLong());
    return answer;
  }

  /**
   * Reads a backup.
   *
   * @param data the folder that the server is to work on
   * @param out is written to, and stays open
   * @throws IOException where it is cut off
   */
  void backup(Path data, OutputStream out) throws IOException {
    HttpResponse<InputStream> response;
    try {
      response =
          http.send(
              HttpRequest.newBuilder(URI.create(url + BackupEndpoint.PATH)).build(),
              BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new Failure(
          "A server works on %s, and not on %s; name its port with --port".formatted(data, url), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted", e);
    }
    try (InputStream in = response.body()) {
      if (response.statusCode() != 200) {
        throw new Failure(
            "%s: %s".formatted(url, JSON.readTree(in).path("detail").asText("no detail given")));
      }
      if (!response.headers().firstValue(BackupEndpoint.DATA).orElse("").equals(folder(data))) {
        throw new Failure(
            "The server at %s does not work on %s; name the port of the one that does with --port"
                .formatted(url, data));
      }
      in.transferTo(out);
    }
  }

  /** A folder as a header can name it. */
  static String folder(Path data) {
    return data.toUri().toASCIIString().replaceFirst("/$", "");
  }

  /** Sends lines of commands to be checked, not carried out. */
  Answer dryRun(Supplier<InputStream> lines) {
    return send(
        importing("/api/imports?dryRun=true").POST(BodyPublishers.ofInputStream(lines)).build());
  }

  /** Sends a Word document, whose plan and parameters are not yet encoded. */
  Answer word(String plan, byte[] docx, Map<String, String> parameters, boolean dryRun) {
    StringBuilder path =
        new StringBuilder("/api/imports/word/%s?dryRun=%s".formatted(encoded(plan), dryRun));
    parameters.forEach(
        (name, value) -> path.append('&').append(name).append('=').append(encoded(value)));
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", WordDocument.MEDIA_TYPE)
                .POST(BodyPublishers.ofByteArray(docx))
                .build());
    written = Math.max(written, answer.body().path("position").asLong());
    return answer;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder importing(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Content-Type", "application/x-ndjson");
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new Failure(
          "The server at %s cannot be reached; start it with: planledger serve".formatted(url), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted", e);
    }
  }
}
