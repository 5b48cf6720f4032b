package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.planledger.store.TestDatabases;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole product, running on some store, and asked over HTTP. */
final class Running implements AutoCloseable {
  static final Path EXAMPLE = Path.of("../examples/cwg-sfp.ndjson");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConfigurableApplicationContext application;
  private final HttpClient http = HttpClient.newHttpClient();

  private Running(ConfigurableApplicationContext application) {
    this.application = application;
  }

  static Running on(Map<String, String> store) {
    return of(Server.Application.class, store);
  }

  /** A part of the product, as if it were in a process of its own. */
  static Running of(Class<?> application, Map<String, String> store) {
    return new Running(
        new SpringApplicationBuilder(application)
            .bannerMode(Banner.Mode.OFF)
            .properties("server.port=0")
            .run(TestDatabases.arguments(withPort(store))));
  }

  private static Map<String, String> withPort(Map<String, String> store) {
    Map<String, String> all = new HashMap<>(store);
    all.putIfAbsent("server.port", "0");
    return all;
  }

  record Answer(int status, JsonNode body, Optional<String> retryAfter) {}

  String url() {
    return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
  }

  <T> T part(Class<T> type) {
    return application.getBean(type);
  }

  <T> Collection<T> parts(Class<T> type) {
    return application.getBeansOfType(type).values();
  }

  /** An answer's body; of none, the JSON null. */
  static JsonNode json(String text) throws IOException {
    return text.isEmpty() ? JSON.nullNode() : JSON.readTree(text);
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url() + path)).build());
  }

  Answer command(String name, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + "/api/commands/" + name))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  Answer post(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** An answer that is no JSON. */
  String text(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An answer as it is, to a question with headers. */
  HttpResponse<String> raw(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A page of HTML. */
  String page(String path) {
    return new String(document(path, "text/html;charset=UTF-8"), StandardCharsets.UTF_8);
  }

  /** A document of a type. */
  byte[] document(String path, String type) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("Content-Type"))
          .as("%s", new String(response.body(), StandardCharsets.UTF_8))
          .contains(type);
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Answer importing(byte[] lines, String parameters) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + "/api/imports" + parameters))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(lines))
            .build());
  }

  Answer importExample() {
    try {
      return importing(Files.readAllBytes(EXAMPLE), "");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          json(new String(response.body(), StandardCharsets.UTF_8)),
          response.headers().firstValue("Retry-After"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    application.close();
  }
}
