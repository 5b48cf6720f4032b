package org.planledger.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.outbound.Destinations;
import org.planledger.query.webhook.Sender.Outcome;

class SenderTest {
  @Test
  void aTimeoutThatIsNoneOrTooLongIsRefused() {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofMinutes(6))) {
      assertThatThrownBy(() -> new WebhookSettings(PATIENCE, timeout, PATIENCE, PATIENCE, null))
          .hasMessageContaining("planledger.webhooks.timeout must be from 1ms to 5m, such as 10s")
          .hasMessageContaining(timeout.toString());
    }
    assertThat(
            new WebhookSettings(PATIENCE, Duration.ofMinutes(5), PATIENCE, PATIENCE, null)
                .timeout())
        .isEqualTo(Duration.ofMinutes(5));
  }

  private static final Instant NOW = Instant.parse("2018-01-10T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Outcome send(Receiver receiver, @Nullable Path certificates) {
    return new Sender(new Destinations(List.of("127.0.0.1")), PATIENCE, certificates)
        .send(receiver.url(), "id", new byte[] {'{', '}'}, List.of(Secret.generate()), NOW);
  }

  @Test
  void overTlsIsSentToWhomAnAuthorityVouchesFor() throws IOException {
    try (Receiver receiver = Receiver.encrypted(Authority.trusted("127.0.0.1"))) {
      assertThat(receiver.url()).startsWith("https://");
      assertThat(send(receiver, Authority.FILE)).isEqualTo(new Outcome.Taken());
      assertThat(receiver.messages()).hasSize(1);
    }
  }

  @Test
  void whoShowsAWrongCertificateIsToldNothing() throws IOException {
    refused(Authority.trusted("127.0.0.1"), null, "from no authority that is trusted");
    refused(Authority.selfSigned("127.0.0.1"), Authority.FILE, "from no authority that is trusted");
    refused(Authority.expired("127.0.0.1"), Authority.FILE, "not valid at this time, NotAfter: ");
    refused(Authority.trusted("other.example"), Authority.FILE, "is not for 127.0.0.1");
  }

  private static void refused(HandshakeCertificates shown, @Nullable Path trusted, String why)
      throws IOException {
    try (Receiver receiver = Receiver.encrypted(shown)) {
      assertThat(send(receiver, trusted))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed ->
                  assertThat(failed.why())
                      .startsWith("is not who it should be: its certificate ")
                      .contains(why));
      assertThat(receiver.messages()).isEmpty();
    }
  }

  @Test
  void certificatesThatCannotBeReadEndTheStart(@TempDir Path folder) throws IOException {
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
    for (Path file : List.of(nonsense, folder.resolve("none.pem"))) {
      assertThatThrownBy(() -> new Sender(new Destinations(List.of()), PATIENCE, file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("planledger.webhooks.certificates=" + file);
    }
  }

  @Test
  void whatAReceiverSaysOfWhenIsHeeded() throws IOException {
    assertThat(pauses(429, "120")).isEqualTo(Duration.ofMinutes(2));
    assertThat(pauses(503, "Wed, 10 Jan 2018 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
    assertThat(pauses(503, "Wed, 10 Jan 2018 11:00:00 GMT")).isZero();
    assertThat(pauses(503, "soon")).isZero();
    assertThat(pauses(503, "-5")).isZero();
    assertThat(pauses(503, null)).isZero();
    assertThat(pauses(500, "120")).isZero();
  }

  private static Duration pauses(int status, @Nullable String after) throws IOException {
    try (Receiver receiver = new Receiver()) {
      receiver.does(
          (message, exchange) -> {
            if (after != null) {
              exchange.getResponseHeaders().add("Retry-After", after);
            }
            Receiver.answer(exchange, status);
          });
      Outcome outcome = send(receiver, null);
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      return ((Outcome.Failed) outcome).pause();
    }
  }
}
