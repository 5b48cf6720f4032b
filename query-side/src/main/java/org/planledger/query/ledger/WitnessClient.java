package org.planledger.query.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Note.Verified;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.TileReader;
import org.planledger.ledger.VerifierKey;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has checkpoints cosigned by one witness (C2SP tlog-witness). It being away stops nothing; what it
 * answers that cannot be true of one and the same log is an alarm, which stays until a restart.
 */
final class WitnessClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WitnessClient.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final int TILES = 64;

  private final URI url;
  private final VerifierKey key;
  private final LedgerTables tables;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final AtomicBoolean busy = new AtomicBoolean();

  private volatile long cosigned;
  private volatile @Nullable Instant seen;
  private volatile @Nullable String failure;
  private volatile @Nullable String alarm;
  private volatile @Nullable Long alarmedAt;

  WitnessClient(URI url, VerifierKey key, LedgerTables tables) {
    this.url = url;
    this.key = key;
    this.tables = tables;
  }

  VerifierKey key() {
    return key;
  }

  URI url() {
    return url;
  }

  /** The size of the last checkpoint that it has signed; 0: none. */
  long cosigned() {
    return cosigned;
  }

  /** When it last signed. */
  @Nullable Instant seen() {
    return seen;
  }

  /** Why it did not sign the last time; null: it did. */
  @Nullable String failure() {
    return failure;
  }

  /** What it knows that cannot be true of this log; null: nothing. */
  @Nullable String alarm() {
    return alarm;
  }

  /** The size of the checkpoint that this log does not go on from; null: it is not about one. */
  @Nullable Long alarmedAt() {
    return alarmedAt;
  }

  boolean isIdle() {
    return !busy.get();
  }

  /** Has the latest checkpoint signed, if it has not been. */
  void ask() {
    ask(false);
  }

  /**
   * As {@link #ask}, also where it has been signed.
   *
   * @return whether it has signed now
   */
  boolean askAgain() {
    return ask(true);
  }

  /**
   * How many events it knows of a log of which nothing was signed here.
   *
   * @param nothing a checkpoint over no events
   * @throws IOException where it does not answer, or nothing that tells
   */
  long knows(Signed nothing) throws IOException, InterruptedException {
    Answer answer = add(0, nothing);
    return switch (answer.status()) {
      case 409 -> size(answer.body());
      // It knows no more than this, or not the log. One that knows it by other keys tells nothing.
      case 200, 400, 404, 422 -> 0;
      default -> throw new IOException(answer.toString());
    };
  }

  private boolean ask(boolean again) {
    if (!busy.compareAndSet(false, true)) {
      return false;
    }
    try {
      Optional<Signed> latest = tables.latest();
      cosigned = Math.max(cosigned, tables.cosigned(key));
      if (again || latest.map(Signed::size).orElse(0L) > cosigned || failure != null) {
        if (latest.isPresent() && latest.get().size() > 0) {
          return ask(latest.get());
        }
      }
    } catch (IOException | RuntimeException e) {
      failed("cannot be reached: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      busy.set(false);
    }
    return false;
  }

  private boolean ask(Signed latest) throws IOException, InterruptedException {
    Answer answer = add(cosigned, latest);
    if (answer.status() == 409) {
      long told = size(answer.body());
      if (told > latest.size()) {
        Optional<Signed> later = tables.latest();
        if (later.isPresent() && told <= later.get().size()) {
          return false; // Another node has signed meanwhile, and asks by itself.
        }
        alarm(
            "has seen a checkpoint over %d events, and the last one here is over %d"
                .formatted(told, latest.size()),
            told);
        return false;
      }
      if (told == cosigned) {
        failed("answered 409 with the size that it was told");
        return false;
      }
      answer = add(told, latest);
    }
    switch (answer.status()) {
      case 200 -> {
        return keep(latest, answer.body());
      }
      case 422 ->
          alarm(
              "says that the checkpoint over %d events does not go on from the one it has seen"
                  .formatted(latest.size()),
              latest.size());
      default -> failed(answer.toString());
    }
    return false;
  }

  private record Answer(int status, String body) {
    @Override
    public String toString() {
      return "answered %d %s".formatted(status, body.strip());
    }
  }

  private Answer add(long old, Signed latest) throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder("old ").append(old).append('\n');
    Merkle.consistency(old, latest.size(), new TileReader(tables, TILES).at(latest.size()))
        .forEach(hash -> body.append(hash.base64()).append('\n'));
    body.append('\n').append(latest.note());
    HttpResponse<java.io.InputStream> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/add-checkpoint"))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (java.io.InputStream in = response.body()) {
      return new Answer(
          response.statusCode(), new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8));
    }
  }

  private static long size(String body) {
    String text = body.strip();
    if (!text.matches("[0-9]{1,18}")) {
      throw new Malformed("answered 409 without a size");
    }
    return Long.parseLong(text);
  }

  private boolean keep(Signed latest, String lines) {
    try {
      for (String line : lines.lines().toList()) {
        Note.Signature signature = Note.Signature.parse(line);
        List<Verified> verified =
            new Note(latest.note().text(), List.of(signature)).verify(Set.of(key));
        if (!verified.isEmpty()) {
          tables.addCosignature(latest.size(), key, signature);
          cosigned = latest.size();
          seen = verified.getFirst().time();
          failure = null;
          return true;
        }
      }
      failed("did not sign with the key that is configured, " + key);
    } catch (Malformed | SignatureFailed wrong) {
      alarm("answered a signature that does not hold: " + wrong.getMessage(), null);
    }
    return false;
  }

  private void failed(String what) {
    if (!what.equals(failure)) {
      LOG.warn("Witness {} {}", url, what);
    }
    failure = what;
  }

  private void alarm(String what, @Nullable Long at) {
    String sentence = "Witness %s %s".formatted(url, what);
    if (!sentence.equals(alarm)) {
      LOG.error(
          "FORK: {}. Either the witness lies, or two histories of this log are in the world",
          sentence);
    }
    alarmedAt = at;
    alarm = sentence;
    failure = what;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
