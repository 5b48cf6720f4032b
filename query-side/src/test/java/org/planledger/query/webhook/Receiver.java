package org.planledger.query.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.tls.HandshakeCertificates;

/** A receiver of webhooks that behaves as a test has it. */
final class Receiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = (message, exchange) -> answer(exchange, 204);

  /** What it does with a message. */
  interface Behaviour {
    void take(Message message, HttpExchange exchange) throws IOException;
  }

  /** A message as it came. */
  record Message(String id, String timestamp, String signature, String type, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    String stream() {
      return json().get("subject").asText();
    }

    long revision() {
      return json().get("revision").asLong();
    }

    String event() {
      return stream() + " " + revision();
    }
  }

  Receiver() throws IOException {
    this(HttpServer.create(ANY_PORT, 0));
  }

  private Receiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** One that is called over https, and shows a certificate. */
  static Receiver encrypted(HandshakeCertificates certificates) throws IOException {
    HttpsServer server = HttpsServer.create(ANY_PORT, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.sslContext()));
    return new Receiver(server);
  }

  private void take(HttpExchange exchange) throws IOException {
    Message message =
        new Message(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    messages.add(message);
    try (exchange) {
      behaviour.take(message, exchange);
    }
  }

  static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  String url() {
    return "%s://127.0.0.1:%d/hook"
        .formatted(server instanceof HttpsServer ? "https" : "http", server.getAddress().getPort());
  }

  /** Behaves otherwise from now on. */
  void does(Behaviour other) {
    behaviour = other;
  }

  /** Answers everything so from now on. */
  void answers(int status) {
    behaviour = (message, exchange) -> answer(exchange, status);
  }

  /** All that came, in its order. */
  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** The events that came, such as {@code plan:p 4}, in their order. */
  List<String> events() {
    return messages.stream().map(Message::event).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
