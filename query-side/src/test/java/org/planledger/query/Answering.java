package org.planledger.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.planledger.log.Event;
import org.planledger.operation.event.OperationEvent;
import org.planledger.people.People;
import org.planledger.store.OperationLog;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The read side over a log that a test writes straight, asked over HTTP. */
public final class Answering implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConfigurableApplicationContext application;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Long> revisions = new HashMap<>();
  private final String secretary;

  /** The last position written. */
  private long position;

  /** When the next event is recorded. */
  private Instant now = Instant.parse("2018-01-02T08:00:00Z");

  @Configuration(proxyBeanMethods = false)
  static class Today {
    @Bean
    @Primary
    Today.Moved today() {
      return new Moved();
    }

    /** It stands until a test moves it. */
    static final class Moved extends Clock {
      private volatile Instant now = Instant.parse("2018-01-10T12:00:00Z");

      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
      }
    }
  }

  /** Moves the clock of the application, on or back. */
  public void pass(Duration time) {
    Today.Moved clock = bean(Today.Moved.class);
    clock.now = clock.now.plus(time);
  }

  Answering(Map<String, String> database) {
    this(database, Map.of());
  }

  /** On a database, with further settings and parts. */
  public Answering(Map<String, String> database, Map<String, String> settings, Class<?>... parts) {
    List<String> arguments = new ArrayList<>(List.of(TestDatabases.arguments(database)));
    if (!database.containsKey("planledger.data")) {
      arguments.add("--planledger.data=target/data/" + UUID.randomUUID());
    }
    arguments.addAll(List.of(TestDatabases.arguments(settings)));
    if (!settings.containsKey("server.port")) {
      arguments.add("--server.port=0");
    }
    application =
        new SpringApplicationBuilder(QuerySideApplication.class, Today.class)
            .sources(parts)
            .run(arguments.toArray(String[]::new));
    secretary = person("Secretary");
  }

  /** Goes on with a stream where another application on the same log ended. */
  public void goOn(String stream, long lastRevision) {
    revisions.put(stream, lastRevision);
  }

  /** Where the application is. */
  public URI address(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
  }

  /** Where it listens. */
  public int port() {
    return Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
  }

  /** A part of the application. */
  public <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  /** The id of a person. */
  public String person(String name) {
    return bean(People.class).idOf(name);
  }

  /** Writes events a minute after those before, and says when the last of them was recorded. */
  public Instant record(Event... events) {
    for (Event event : events) {
      now = now.plusSeconds(60);
      record(now, event);
    }
    return now;
  }

  /** Writes events of one stream in one go. */
  public void recordAtOnce(List<Event> events) {
    bean(EventStore.class).publish(events.stream().map(event -> message(now, event)).toList());
    String stream = events.getLast().aggregateId();
    position = bean(Positions.class).of(stream, revision(stream));
  }

  private void record(Instant recordedAt, Event event) {
    if (event instanceof OperationEvent asked) {
      // Others write to their stream as well.
      String id = UUID.randomUUID().toString();
      bean(OperationLog.class).record(id, asked, secretary, null);
      position = bean(StoredEvents.class).find(id).orElseThrow().position();
      return;
    }
    bean(EventStore.class).publish(message(recordedAt, event));
    String stream = event.aggregateId();
    position = bean(Positions.class).of(stream, revision(stream));
  }

  private GenericDomainEventMessage<Event> message(Instant recordedAt, Event event) {
    String stream = event.aggregateId();
    return new GenericDomainEventMessage<>(
        stream.substring(0, stream.indexOf(':')),
        stream,
        revisions.merge(stream, 0L, (last, none) -> last + 1),
        event,
        Map.of("actor", secretary, "commandDigest", "0"),
        UUID.randomUUID().toString(),
        recordedAt);
  }

  /** The revision that the last event of a stream has. */
  long revision(String stream) {
    return revisions.get(stream);
  }

  /** What is answered as JSON. */
  public JsonNode get(String path) {
    HttpResponse<String> answer = ask(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return json(answer);
  }

  /** The status and the sentence of a refusal. */
  public String refusal(String path) {
    HttpResponse<String> answer = ask(path);
    return answer.statusCode() + " " + json(answer).path("detail").asText();
  }

  /** What is answered, at once. */
  public HttpResponse<byte[]> bytes(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** What is said of an answer without giving it. */
  public HttpResponse<byte[]> head(String path) {
    return send(HttpRequest.newBuilder(address(path)).HEAD().build());
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private HttpResponse<String> ask(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(address(path))
              .header("Min-Position", Long.toString(position))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    application.close();
  }
}
