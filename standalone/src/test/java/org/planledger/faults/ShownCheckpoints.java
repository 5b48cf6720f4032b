package org.planledger.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Note;
import org.planledger.ledger.witness.Witness;

/** Stands between a log and its witness and notes what goes by. */
final class ShownCheckpoints implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI witness;
  private final List<Note> notes = new ArrayList<>();
  private long deadly;
  private @Nullable Process victim;

  ShownCheckpoints(Witness witness) throws IOException {
    this.witness = URI.create("http://127.0.0.1:%d/add-checkpoint".formatted(witness.port()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/add-checkpoint", this::pass);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Kills a process once the witness has signed so large a checkpoint, before it hears of it. */
  synchronized void killAt(long size, Process process) {
    deadly = size;
    victim = process;
  }

  /** What the witness was shown since it was asked last. */
  synchronized List<Note> take() {
    List<Note> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  private synchronized void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String text = new String(body, StandardCharsets.UTF_8);
      Note note = Note.parse(text.substring(text.indexOf("\n\n") + 2));
      notes.add(note);
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(witness)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (victim != null
          && answer.statusCode() == 200
          && Checkpoint.parse(note.text()).size() >= deadly) {
        victim.destroyForcibly();
        victim = null;
        return;
      }
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
