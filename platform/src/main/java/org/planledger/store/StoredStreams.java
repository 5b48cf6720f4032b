package org.planledger.store;

import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Reads whole streams of the log, without the framework's messages and the metadata. The next page
 * is read and decoded while the one before is used.
 *
 * <p>From the first event whose stored form is not the present one, a stream is read by the
 * framework, which takes it through the upcasters.
 */
public final class StoredStreams {

  private static final int PAGE = 500;
  private static final String READ =
      """
      SELECT sequence_number, global_index, recorded_at, payload_type, payload_revision, payload
      FROM domain_event WHERE aggregate_id = ? AND sequence_number >= ?
      ORDER BY sequence_number LIMIT ?\
      """;

  private final DataSource dataSource;
  private final StoredTypes types;
  private final EventSerializer serializer;
  private final EventStorageEngine framework;
  private final Positions positions;
  private final Map<String, Form> forms = new ConcurrentHashMap<>();
  private final Executor ahead = Executors.newVirtualThreadPerTaskExecutor();

  StoredStreams(
      DataSource dataSource,
      StoredTypes types,
      EventSerializer serializer,
      EventStorageEngine framework,
      Positions positions) {
    this.dataSource = dataSource;
    this.types = types;
    this.serializer = serializer;
    this.framework = framework;
    this.positions = positions;
  }

  /**
   * An event of a stream.
   *
   * @param sequence its number in the stream, from 0
   * @param position in the global order of the log
   */
  public record Stored(long sequence, long position, Instant recordedAt, Object payload) {

    /** The same, of those that are events of the domain. */
    public Recorded<Event> recorded() {
      return new Recorded<>(sequence, position, recordedAt, (Event) payload);
    }
  }

  /** How the present form of a type is read. */
  private record Form(String revision, ObjectReader reader) {}

  /**
   * Some events in their order.
   *
   * @param next sequence number after them
   * @param upcast whether the framework has to read on from there
   * @param last whether the stream ended with them
   */
  private record Page(List<Stored> events, long next, boolean upcast, boolean last) {}

  /**
   * Folds the events of a stream, as committed and in its order.
   *
   * @param firstSequence number of the first event wanted, from 0
   * @throws EventStoreException when they cannot be read
   * @throws UnreadableEvent when one of them is not what the store writes
   */
  public <T> T fold(
      String aggregateIdentifier, long firstSequence, T start, BiFunction<T, Stored, T> and) {
    T folded = start;
    Page page = page(aggregateIdentifier, firstSequence);
    while (true) {
      long next = page.next();
      @Nullable CompletableFuture<Page> following =
          page.last() || page.upcast()
              ? null
              : CompletableFuture.supplyAsync(() -> page(aggregateIdentifier, next), ahead);
      for (Stored stored : page.events()) {
        folded = and.apply(folded, stored);
      }
      if (following == null) {
        return page.upcast() ? upcast(aggregateIdentifier, next, folded, and) : folded;
      }
      page = joined(following);
    }
  }

  /**
   * The events of a stream, as committed and in its order.
   *
   * @param firstSequence number of the first event wanted, from 0
   * @see #fold
   */
  public List<Stored> read(String aggregateIdentifier, long firstSequence) {
    return fold(
        aggregateIdentifier,
        firstSequence,
        new ArrayList<>(),
        (all, stored) -> {
          all.add(stored);
          return all;
        });
  }

  private static Page joined(CompletableFuture<Page> page) {
    try {
      return page.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Page page(String aggregateIdentifier, long firstSequence) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setString(1, aggregateIdentifier);
      statement.setLong(2, firstSequence);
      statement.setInt(3, PAGE);
      try (ResultSet rows = statement.executeQuery()) {
        return page(rows, aggregateIdentifier, firstSequence);
      }
    } catch (SQLException e) {
      throw new EventStoreException("Failed to read events of " + aggregateIdentifier, e);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private Page page(ResultSet rows, String aggregateIdentifier, long firstSequence)
      throws SQLException {
    List<Stored> events = new ArrayList<>();
    long next = firstSequence;
    while (rows.next()) {
      long sequence = rows.getLong(1);
      String type = rows.getString(4);
      try {
        Form form = forms.computeIfAbsent(type, this::form);
        if (!form.revision().equals(rows.getString(5))) {
          return new Page(events, next, true, false);
        }
        events.add(
            new Stored(
                sequence,
                rows.getLong(2),
                IsoTimes.instant(rows.getString(3)),
                payload(form, type, rows.getBytes(6))));
      } catch (SerializationException | DateTimeException unreadable) {
        throw new UnreadableEvent(aggregateIdentifier, sequence, unreadable);
      }
      next = sequence + 1;
    }
    return new Page(events, next, false, events.size() < PAGE);
  }

  private Form form(String alias) {
    Class<?> type = types.classOf(alias);
    return new Form(types.revisionOf(type), serializer.getObjectMapper().readerFor(type));
  }

  private static Object payload(Form form, String type, byte[] json) {
    try {
      return form.reader().readValue(json);
    } catch (IOException e) {
      throw new SerializationException("The store holds a damaged " + type, e);
    }
  }

  private <T> T upcast(
      String aggregateIdentifier, long firstSequence, T start, BiFunction<T, Stored, T> and) {
    T folded = start;
    List<Long> places = positions.ofStream(aggregateIdentifier, firstSequence);
    Iterator<? extends DomainEventMessage<?>> messages =
        framework
            .readEvents(aggregateIdentifier, firstSequence)
            .asStream()
            .limit(places.size())
            .iterator();
    long next = firstSequence;
    while (true) {
      Stored stored;
      try {
        if (!messages.hasNext()) {
          return folded;
        }
        DomainEventMessage<?> message = messages.next();
        stored =
            new Stored(
                message.getSequenceNumber(),
                places.get((int) (message.getSequenceNumber() - firstSequence)),
                message.getTimestamp(),
                message.getPayload());
      } catch (SerializationException | DateTimeException unreadable) {
        throw new UnreadableEvent(aggregateIdentifier, next, unreadable);
      }
      folded = and.apply(folded, stored);
      next = stored.sequence() + 1;
    }
  }
}
