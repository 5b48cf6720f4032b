package org.planledger.query.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
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
  private static final int GONE = 410;

  private final Duration timeout;
  private final OkHttpClient encrypted;
  private final OkHttpClient plain;

  Sender(Destinations destinations, Duration timeout) {
    this.timeout = timeout;
    this.encrypted = client(destinations, true);
    this.plain = client(destinations, false);
  }

  private OkHttpClient client(Destinations destinations, boolean withTls) {
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
        .writeTimeout(timeout)
        .build();
  }

  /** What came of an attempt. */
  sealed interface Outcome {
    /** The receiver has taken it. */
    record Taken() implements Outcome {}

    /** The receiver wants nothing more. */
    record Gone() implements Outcome {}

    /** It has not, as far as is known. */
    record Failed(String why) implements Outcome {}
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
                  : "answered %d".formatted(status));
    } catch (InterruptedIOException slow) {
      return new Outcome.Failed("did not answer within %d ms".formatted(timeout.toMillis()));
    } catch (IOException e) {
      return new Outcome.Failed("could not be reached: " + e.getMessage());
    }
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
