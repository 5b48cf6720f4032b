package org.planledger.query.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;
import org.planledger.outbound.Destinations;

/**
 * Posts messages, signed as Standard Webhooks has it.
 *
 * <p>A name is looked up once for a connection, and the address is looked at again when it is
 * connected to: what a name stands for may change in between. Redirects are not followed, no proxy
 * is asked, and of what is answered nothing but the status is read.
 */
final class Sender {
  private static final MediaType CLOUD_EVENT =
      MediaType.get("application/cloudevents+json; charset=utf-8");
  private static final String DISTRUSTED = "is not who it should be: its certificate ";
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Duration timeout;
  private final OkHttpClient encrypted;
  private final OkHttpClient plain;

  /**
   * Sends to where it may.
   *
   * @param certificates of authorities that are trusted beside those of the JDK (PEM); null: none
   * @throws IllegalArgumentException where they cannot be read
   */
  Sender(Destinations destinations, Duration timeout, @Nullable Path certificates) {
    this.timeout = timeout;
    HandshakeCertificates trusted = trusted(certificates);
    this.encrypted =
        client(destinations, true)
            .sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager())
            .build();
    this.plain = client(destinations, false).build();
  }

  private static HandshakeCertificates trusted(@Nullable Path certificates) {
    HandshakeCertificates.Builder trusted =
        new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
    if (certificates != null) {
      try (InputStream file = Files.newInputStream(certificates)) {
        CertificateFactory.getInstance("X.509")
            .generateCertificates(file)
            .forEach(each -> trusted.addTrustedCertificate((X509Certificate) each));
      } catch (IOException | CertificateException e) {
        throw new IllegalArgumentException(
            "planledger.webhooks.certificates=%s cannot be read: %s"
                .formatted(certificates, e.getMessage()),
            e);
      }
    }
    return trusted.build();
  }

  private OkHttpClient.Builder client(Destinations destinations, boolean withTls) {
    return new OkHttpClient.Builder()
        .dns(host -> destinations.addresses(host, withTls))
        .socketFactory(new Guarded(destinations, withTls))
        .proxy(Proxy.NO_PROXY)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .callTimeout(timeout)
        .connectTimeout(timeout)
        .readTimeout(timeout)
        .writeTimeout(timeout);
  }

  /** What came of an attempt. */
  sealed interface Outcome {
    /** The receiver has taken it. */
    record Taken() implements Outcome {}

    /** The receiver wants nothing more. */
    record Gone() implements Outcome {}

    /**
     * It has not, as far as is known.
     *
     * @param pause for how long the receiver wants to be left alone; zero: it did not say
     */
    record Failed(String why, Duration pause) implements Outcome {
      Failed(String why) {
        this(why, Duration.ZERO);
      }
    }
  }

  /**
   * Posts a message, and waits for what the receiver says.
   *
   * @param id the same at each attempt
   * @param secrets each signs
   */
  Outcome send(String url, String id, byte[] body, List<Secret> secrets, Instant now) {
    HttpUrl address = HttpUrl.parse(url);
    if (address == null) {
      return new Outcome.Failed("is no URL");
    }
    Request request =
        new Request.Builder()
            .url(address)
            .header("User-Agent", "Planledger")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .header(
                "webhook-signature",
                secrets.stream()
                    .map(secret -> secret.sign(id, now, body))
                    .collect(Collectors.joining(" ")))
            .post(RequestBody.create(body, CLOUD_EVENT))
            .build();
    try (Response response = (address.isHttps() ? encrypted : plain).newCall(request).execute()) {
      int status = response.code();
      if (response.isSuccessful()) {
        return new Outcome.Taken();
      }
      return status == GONE
          ? new Outcome.Gone()
          : new Outcome.Failed(
              response.isRedirect()
                  ? "answered %d; redirects are not followed".formatted(status)
                  : "answered %d".formatted(status),
              pause(response, now));
    } catch (InterruptedIOException slow) {
      return new Outcome.Failed("did not answer within %d ms".formatted(timeout.toMillis()));
    } catch (IOException e) {
      return new Outcome.Failed(reason(e, address.host()));
    }
  }

  /** What {@code Retry-After} says, in seconds or as a date (RFC 9110). */
  private static Duration pause(Response response, Instant now) {
    String after = response.header("Retry-After");
    if (after == null || (response.code() != TOO_MANY && response.code() != UNAVAILABLE)) {
      return Duration.ZERO;
    }
    if (after.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(after));
    }
    Date date = response.headers().getDate("Retry-After");
    return date == null || date.toInstant().isBefore(now)
        ? Duration.ZERO
        : Duration.between(now, date.toInstant());
  }

  private static String reason(IOException failure, String host) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return DISTRUSTED + "is not for " + host;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return DISTRUSTED + "is not valid at this time, " + cause.getMessage();
      }
      if (cause instanceof CertPathBuilderException) {
        return DISTRUSTED
            + "is from no authority that is trusted. The operator may name others in"
            + " planledger.webhooks.certificates";
      }
    }
    return "could not be reached: " + failure.getMessage();
  }

  /** Breaks off what is being sent. */
  void cancel() {
    encrypted.dispatcher().cancelAll();
    plain.dispatcher().cancelAll();
  }

  /** Connects to nothing that may not be sent to. */
  private static final class Guarded extends SocketFactory {
    private final Destinations destinations;
    private final boolean withTls;

    Guarded(Destinations destinations, boolean withTls) {
      this.destinations = destinations;
      this.withTls = withTls;
    }

    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress address, int millis) throws IOException {
          if (!(address instanceof InetSocketAddress internet)
              || internet.isUnresolved()
              || !destinations.isPermitted(internet.getAddress(), withTls)) {
            throw new IOException(address + " may not be sent to");
          }
          super.connect(address, millis);
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }
  }
}
