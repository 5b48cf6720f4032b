package org.planledger.store;

import io.micrometer.core.instrument.Counter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps payloads as text of any length, lets no transaction that appended commit after its
 * deadline, and none return before its events are safe. Who follows the log passes over no event,
 * whatever clock it is of. The statement that appends tells the positions, and so does reading, so
 * that nobody has to ask for them.
 */
final class LogStorageEngine extends JdbcEventStorageEngine {

  private static final String APPEND =
      """
      INSERT INTO domain_event
      (event_id, aggregate_id, sequence_number, aggregate_type, recorded_at, payload_type,
      payload_revision, payload, meta_data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String[] POSITION = {"global_index"};
  private static final GapAwareTrackingToken START = new GapAwareTrackingToken(0, List.of());

  private final DataSource dataSource;
  private final TransactionManager transactions;
  private final Positions positions;
  private final StoredEvents events;
  private final int timeout;
  private final boolean embedded;
  private final OpenAppends appends;
  private final Counter appended;
  private final UnknownEvents unknown;

  /**
   * An engine on a database.
   *
   * @param timeout in seconds, of appending
   * @param embedded whether the store is this process's own
   * @param appended counts events
   */
  LogStorageEngine(
      Builder builder,
      DataSource dataSource,
      TransactionManager transactions,
      Positions positions,
      StoredEvents events,
      OpenAppends appends,
      int timeout,
      boolean embedded,
      Counter appended,
      UnknownEvents unknown) {
    super(builder.dataType(String.class).transactionManager(transactions));
    this.dataSource = dataSource;
    this.transactions = transactions;
    this.positions = positions;
    this.events = events;
    this.appends = appends;
    this.timeout = timeout;
    this.embedded = embedded;
    this.appended = appended;
    this.unknown = unknown;
  }

  /**
   * Ends before the first event of a type that this version does not know, as if the log did, so
   * that who follows it neither fails on what comes before nor passes that event over.
   */
  @Override
  public Stream<? extends TrackedEventMessage<?>> readEvents(
      @Nullable TrackingToken token, boolean mayBlock) {
    Stream<? extends TrackedEventData<?>> rows = readEventData(token, mayBlock);
    AtomicReference<@Nullable TrackedEventData<?>> row = new AtomicReference<>();
    Iterator<TrackedEventMessage<?>> events =
        EventUtils.upcastAndDeserializeTrackedEvents(
                rows.peek(row::set), getEventSerializer(), upcasterChain)
            .iterator();
    return StreamSupport.stream(
            new Spliterators.AbstractSpliterator<TrackedEventMessage<?>>(
                Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
              @Override
              public boolean tryAdvance(Consumer<? super TrackedEventMessage<?>> action) {
                TrackedEventMessage<?> event;
                try {
                  if (!events.hasNext()) {
                    return false;
                  }
                  event = events.next();
                } catch (UnknownType newer) {
                  unknown.met(Objects.requireNonNull(row.get()));
                  return false;
                }
                unknown.passed(event.trackingToken().position().orElse(0));
                action.accept(event);
                return true;
              }
            },
            false)
        .onClose(rows::close);
  }

  /**
   * Appends in the transaction there is. Where there is none, one event is a transaction of its
   * own, which takes one round trip, and more are appended in one, so that all are there or none.
   */
  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    if (events.isEmpty()) {
      return;
    }
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      appends.append(() -> appendWithin(events, serializer));
    } else if (events.size() == 1 && !embedded) {
      remember(events, append(events, serializer));
    } else {
      transactions.executeInTransaction(() -> appendEvents(events, serializer));
    }
  }

  private void appendWithin(List<? extends EventMessage<?>> events, Serializer serializer) {
    long[] places = append(events, serializer);
    CommitDeadline.enforceOn(dataSource);
    if (embedded) {
      FlushedCommit.enforceOn(dataSource);
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            remember(events, places);
          }
        });
  }

  private long[] append(List<? extends EventMessage<?>> events, Serializer serializer) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try (PreparedStatement statement = connection.prepareStatement(APPEND, POSITION)) {
      statement.setQueryTimeout(timeout);
      if (events.size() == 1) {
        // A batch of one takes a round trip more.
        set(statement, ofStream(events.getFirst()), serializer);
        statement.executeUpdate();
      } else {
        for (EventMessage<?> event : events) {
          set(statement, ofStream(event), serializer);
          statement.addBatch();
        }
        statement.executeBatch();
      }
      long[] places = positions(statement, events.size());
      if (!DataSourceUtils.isConnectionTransactional(connection, dataSource)
          && !connection.getAutoCommit()) {
        connection.commit();
      }
      return places;
    } catch (SQLException e) {
      handlePersistenceException(e, events.getFirst());
      throw new AssertionError("The framework throws what it is handed", e);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private static long[] positions(PreparedStatement statement, int count) throws SQLException {
    long[] positions = new long[count];
    try (ResultSet keys = statement.getGeneratedKeys()) {
      for (int i = 0; i < count; i++) {
        if (!keys.next()) {
          throw new SQLException("The database told no position of an event");
        }
        positions[i] = keys.getLong(1);
      }
    }
    return positions;
  }

  private void remember(List<? extends EventMessage<?>> events, long[] places) {
    for (int i = 0; i < places.length; i++) {
      DomainEventMessage<?> event = ofStream(events.get(i));
      positions.know(event.getAggregateIdentifier(), event.getSequenceNumber(), places[i]);
    }
    appended.increment(places.length);
  }

  private void set(PreparedStatement statement, DomainEventMessage<?> event, Serializer serializer)
      throws SQLException {
    SerializedObject<String> payload = event.serializePayload(serializer, String.class);
    statement.setString(1, event.getIdentifier());
    statement.setString(2, event.getAggregateIdentifier());
    statement.setLong(3, event.getSequenceNumber());
    statement.setString(4, event.getType());
    writeTimestamp(statement, 5, event.getTimestamp());
    statement.setString(6, payload.getType().getName());
    statement.setString(7, payload.getType().getRevision());
    statement.setString(8, payload.getData());
    statement.setString(9, event.serializeMetaData(serializer, String.class).getData());
  }

  private static DomainEventMessage<?> ofStream(EventMessage<?> event) {
    if (event instanceof DomainEventMessage<?> domainEvent) {
      return domainEvent;
    }
    throw new IllegalArgumentException("An event without a stream: " + event.getPayloadType());
  }

  /**
   * What comes next for who has taken what its token says: events that fill its gaps, and events
   * after it. A position is a gap for as long as an event may appear there. The framework asks how
   * old an event is by its own time, and an event of a clock that was far behind would have who
   * follows pass over for ever what was being appended beside it.
   */
  @Override
  protected List<? extends TrackedEventData<?>> fetchTrackedEvents(
      @Nullable TrackingToken last, int batchSize) {
    GapAwareTrackingToken token = last == null ? START : (GapAwareTrackingToken) last;
    // Before events are read: all that there will ever be up to there are seen then.
    long settled = events.settledBy(token.hasGaps() ? token.getGaps().first() : 0);
    List<StoredEvent> after = events.after(token.getIndex(), Long.MAX_VALUE, batchSize);
    if (hasHoles(after, token.getIndex(), settled)) {
      settled = events.settledBy(after.getLast().position());
      after = events.after(token.getIndex(), Long.MAX_VALUE, batchSize);
    }
    // After those: whatever one of them follows in its stream is seen then.
    List<StoredEvent> rows = new ArrayList<>(events.at(token.getGaps(), batchSize));
    if (rows.size() < batchSize) {
      rows.addAll(after);
    }
    List<TrackedEventData<?>> read = new ArrayList<>();
    for (StoredEvent row : rows) {
      // The token of an event that fills a gap has a later position than its own.
      positions.know(row.aggregateId(), row.sequence(), row.position());
      token = advanced(token, row.position(), settled);
      read.add(new TrackedDomainEventData<>(token, row.entry()));
    }
    return read;
  }

  private static boolean hasHoles(List<StoredEvent> after, long index, long settled) {
    return !after.isEmpty()
        && after.getLast().position() > settled
        && after.getLast().position() - index > after.size();
  }

  /**
   * With the gaps that are before a position, but for those where nothing can appear any more. Made
   * without the framework's way to advance, which marks gaps that two tokens then have in common
   * though one of them has not: one would be taken for the other.
   */
  private static GapAwareTrackingToken advanced(
      GapAwareTrackingToken token, long position, long settled) {
    NavigableSet<Long> gaps = new TreeSet<>(token.getGaps());
    if (!gaps.remove(position)) {
      LongStream.range(Math.max(token.getIndex(), settled) + 1, position).forEach(gaps::add);
    }
    gaps.headSet(Math.min(position, settled + 1)).clear();
    return new GapAwareTrackingToken(Math.max(token.getIndex(), position), gaps);
  }

  /** H2 would hand out a locator for a long text where the framework expects the text. */
  @Override
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // declared so; the data type given is String
  protected <T> T readPayload(ResultSet row, String column) throws SQLException {
    return (T) row.getString(column);
  }
}
