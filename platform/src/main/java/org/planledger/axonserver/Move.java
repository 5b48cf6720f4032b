package org.planledger.axonserver;

import io.axoniq.axonserver.connector.event.AppendEventsTransaction;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.planledger.axonserver.Copy.State;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the log of the database into an Axon Server that is empty, or has the beginning of it from
 * a move that was interrupted: the table becomes the copy, with the positions it has. And back: the
 * table, which has all of it, is the log again.
 */
public final class Move {
  private static final int BATCH = 100;
  private static final int BUFFER = 1_000;
  private static final int SECONDS = 10;

  /** Settings of a process that moves a log: by its name it is known from a node. */
  public static final List<String> SETTINGS =
      List.of(
          "planledger.copy=false",
          // It compares itself.
          "logging.level.org.planledger.axonserver.Follower=off",
          "spring.datasource.hikari.connection-init-sql=SET application_name = 'planledger-move'");

  private final AxonServer server;
  private final Copy copy;
  private final StoredEvents table;
  private final TransactionTemplate transaction;

  Move(AxonServer server, Copy copy, StoredEvents table, TransactionTemplate transaction) {
    this.server = server;
    this.copy = copy;
    this.table = table;
    this.transaction = transaction;
  }

  /**
   * What was moved.
   *
   * @param position of the last event
   * @param digest hexadecimal SHA-256 of all events, as both have them
   */
  public record Moved(long events, long position, String digest) {}

  /**
   * Appends what Axon Server has not, and compares all of it. From then on no node works on the
   * table without Axon Server.
   *
   * @param done told how many events are there, as it grows
   * @throws IllegalStateException where nodes are connected to the database, or the two are not
   *     one, with the event in which they differ
   */
  public Moved there(LongConsumer done) {
    if (copy.state().token() > 0) {
      throw new IllegalStateException(
          "This log was moved to Axon Server, or copied from it, before");
    }
    refuseIfNodesWork();
    Moved there = compared(Move::other);
    long last = there.position();
    long events = there.events();
    done.accept(events);
    for (List<StoredEvent> batch = after(last); !batch.isEmpty(); batch = after(last)) {
      append(batch);
      last = batch.getLast().position();
      events += batch.size();
      done.accept(events);
    }
    Moved moved = compared(Move::other);
    if (moved.events() != events) {
      throw new IllegalStateException(
          "%d events were moved, and Axon Server has %d".formatted(events, moved.events()));
    }
    end(moved, new State(moved.events(), moved.position() - moved.events()), "was appended");
    return moved;
  }

  /**
   * Compares all that Axon Server has with the table, which has to have all of it and no more. From
   * then on nodes work on the table alone.
   *
   * @throws IllegalStateException where nodes are connected to the database, or the two are not
   *     one, with the event in which they differ
   */
  public Moved back() {
    if (copy.state().token() == 0) {
      throw new IllegalStateException("This log is in PostgreSQL alone");
    }
    refuseIfNodesWork();
    Moved moved = compared(Move::lacking);
    end(moved, new State(0, 0), "is not in Axon Server, or was appended");
    return moved;
  }

  /** At the end of both nothing more is in the table. */
  private void end(Moved moved, State to, String more) {
    transaction.executeWithoutResult(
        status -> {
          if (copy.lock().isEmpty()) {
            throw new IllegalStateException("A node is running; stop all of them");
          }
          copy.lockTable();
          refuseIfNodesWork();
          if (server.lastToken() + 1 != moved.events()) {
            throw new IllegalStateException(
                "Axon Server was given more events meanwhile; stop all nodes");
          }
          copy.after(moved.position())
              .ifPresent(
                  event -> {
                    throw new IllegalStateException(
                        "Event %s %s meanwhile; stop all nodes".formatted(event.eventId(), more));
                  });
          copy.advance(to);
        });
  }

  private void refuseIfNodesWork() {
    String nodes = copy.nodes();
    if (!nodes.isEmpty()) {
      throw new IllegalStateException(
          "Nodes still work on the database (connections from %s); stop them first"
              .formatted(nodes));
    }
  }

  private List<StoredEvent> after(long position) {
    return table.after(position, Long.MAX_VALUE, BATCH);
  }

  private void append(List<StoredEvent> batch) {
    try {
      AppendEventsTransaction append = server.events().startAppendEventsTransaction();
      batch.forEach(row -> append.appendEvent(StoredForm.of(row)));
      server.await(append.commit());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Axon Server did not take the events from %s on: %s"
              .formatted(batch.getFirst().eventId(), e.getMessage()),
          e);
    }
  }

  /**
   * All that Axon Server has, each the next one of the table.
   *
   * @param otherwise what is to be done about one that is not
   */
  private Moved compared(BiFunction<EventWithToken, @Nullable StoredEvent, String> otherwise) {
    MessageDigest digest = sha256();
    long last = server.lastToken();
    long position = 0;
    Queue<StoredEvent> rows = new ArrayDeque<>();
    EventStream events = server.events().openStream(-1, BUFFER);
    try {
      for (long token = 0; token <= last; token++) {
        EventWithToken there = events.nextIfAvailable(SECONDS, TimeUnit.SECONDS);
        if (there == null) {
          throw new IllegalStateException("Axon Server stopped at its event " + token);
        }
        if (rows.isEmpty()) {
          rows.addAll(after(position));
        }
        StoredEvent here = rows.poll();
        if (here == null || !StoredForm.of(there.getEvent(), here.position()).equals(here)) {
          throw new IllegalStateException(otherwise.apply(there, here));
        }
        position = here.position();
        add(digest, here);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      events.close();
    }
    return new Moved(last + 1, position, HexFormat.of().formatHex(digest.digest()));
  }

  private static String other(EventWithToken there, @Nullable StoredEvent here) {
    return differing(there, here) + ": give it one that is empty";
  }

  private static String lacking(EventWithToken there, @Nullable StoredEvent here) {
    return differing(there, here)
        + (here == null
            ? ": start a node with Axon Server, and stop it when planledger.copy.lag is 0"
            : ": restore the one of the two that is not as it was");
  }

  private static String differing(EventWithToken there, @Nullable StoredEvent here) {
    return "Axon Server has event %s where PostgreSQL has %s"
        .formatted(there.getEvent().getMessageIdentifier(), here == null ? "none" : here.eventId());
  }

  private static void add(MessageDigest digest, StoredEvent event) {
    for (String part :
        List.of(
            event.eventId(),
            event.aggregateId(),
            Long.toString(event.sequence()),
            event.recordedAt(),
            event.payloadType(),
            event.payloadRevision(),
            event.payload(),
            event.metaData())) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
