package org.planledger.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What a server answered. */
record Asked(int status, String head, String body) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static Asked get(int port, String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(port, path, headers).build());
  }

  static HttpRequest.Builder request(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
    return headers.length == 0 ? request : request.headers(headers);
  }

  static Asked send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    StringBuilder head = new StringBuilder();
    response
        .headers()
        .map()
        .forEach((name, values) -> head.append(name).append(": ").append(values).append('\n'));
    return new Asked(response.statusCode(), head.toString(), response.body());
  }

  /** Sends exactly this, which no well-behaved client would send. */
  static Asked raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 ").contains("\r\n\r\n");
      int end = answer.indexOf("\r\n\r\n");
      String body = answer.substring(end + 4);
      return new Asked(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          body.substring(Math.max(0, body.indexOf('{')), body.lastIndexOf('}') + 1));
    }
  }

  JsonNode json() {
    try {
      return JsonAnswers.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  /** The whole of a problem detail, which it must be. */
  JsonNode problem(int expectedStatus, String kind) {
    assertThat(status).as(body).isEqualTo(expectedStatus);
    assertThat(head.toLowerCase(java.util.Locale.ROOT))
        .containsPattern("content-type: \\[?application/problem\\+json");
    assertThat(json().path("type").asText())
        .isEqualTo("https://planledger.example/problems/" + kind);
    assertThat(json().path("status").asInt()).isEqualTo(expectedStatus);
    assertThat(json().path("title").asText()).isNotBlank();
    assertThat(json().path("detail").asText()).endsWith(".");
    return json();
  }
}
