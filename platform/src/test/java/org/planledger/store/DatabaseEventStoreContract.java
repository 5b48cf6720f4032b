package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the event store promises on every database that is appended to. */
abstract class DatabaseEventStoreContract extends EventStoreContract {
  @Test
  void oneIdOfAnEventIsAcceptedOnce() {
    String stream = stream();
    append(note(stream, 0));
    DomainEventMessage<NoteTaken> first = note(stream, 1);
    append(first);
    DomainEventMessage<NoteTaken> sameId =
        new GenericDomainEventMessage<>(
            "Notebook",
            stream,
            2,
            first.getPayload(),
            MetaData.emptyInstance(),
            first.getIdentifier(),
            first.getTimestamp());

    assertThatThrownBy(() -> append(sameId)).isInstanceOf(ConcurrencyException.class);
  }

  @Test
  void positionOfWhatWasRolledBackIsForgotten() {
    String stream = stream();
    var transaction = transactions.startTransaction();
    engine().appendEvents(note(stream, 0));
    transaction.rollback();
    assertThatThrownBy(() -> positions.of(stream, 0)).isInstanceOf(NoSuchElementException.class);

    append(note(stream, 0));

    assertThat(positions.of(stream, 0)).isEqualTo(positions.ofStream(stream, 0).getFirst());
  }

  @Test
  void formsOfOldAreTakenThroughTheUpcastersHoweverAStreamIsRead() {
    String stream = stream();
    append(note(stream, 0), page(stream, 1), note(stream, 2));
    awaitNotes(stream, 2);
    database
        .sql(
            "UPDATE domain_event SET payload = '{\"number\":7}', payload_revision = '2'"
                + " WHERE aggregate_id = ? AND sequence_number = 1")
        .param(stream)
        .update();

    assertThat(payloads(stream).get(1)).isEqualTo(new PageTurned(7));
    List<StoredStreams.Stored> stored = streams().read(stream, 0);
    assertThat(stored)
        .extracting(StoredStreams.Stored::payload)
        .containsExactly(NoteTaken.saying("note 0"), new PageTurned(7), NoteTaken.saying("note 2"));
    assertThat(stored)
        .extracting(StoredStreams.Stored::position)
        .isEqualTo(positions.ofStream(stream, 0));
  }

  @Test
  void eventThatIsNotWhatTheStoreWritesIsAnErrorThatNamesItsType() {
    String stream = stream();
    append(page(stream, 0));
    awaitNotes(stream, 0);
    database
        .sql("UPDATE domain_event SET payload = '{\"page\":1,\"page\":2}' WHERE aggregate_id = ?")
        .param(stream)
        .update();

    assertThatThrownBy(() -> streams().read(stream, 0))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("PageTurned");
    database
        .sql("UPDATE domain_event SET payload_type = 'Unheard' WHERE aggregate_id = ?")
        .param(stream)
        .update();
    assertThatThrownBy(() -> streams().read(stream, 0))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Unheard");
    database.sql("DELETE FROM domain_event WHERE aggregate_id = ?").param(stream).update();
  }

  @Test
  void payloadOfSeveralMegabytesIsKept() {
    String stream = stream();
    String text = "三年的计划 and its goals\n".repeat(150_000);

    append(new GenericDomainEventMessage<>("Notebook", stream, 0, new PageTurned(0)));
    append(
        new GenericDomainEventMessage<>(
            "Notebook",
            stream,
            1,
            new NoteTaken("long", NoteTaken.saying("").on(), NoteTaken.saying("").at(), text)));

    assertThat(((NoteTaken) read(stream).get(1).getPayload()).remark()).isEqualTo(text);
    assertThat(streams().read(stream, 1))
        .extracting(StoredStreams.Stored::payload)
        .isEqualTo(payloads(stream).subList(1, 2));
  }

  @Test
  void eventCommittedAfterALaterOneIsNotLost() throws Exception {
    String slow = stream();
    String fast = stream();
    DomainEventMessage<NoteTaken> overtaken = note(slow, 0);
    var transaction = transactions.startTransaction();
    engine().appendEvents(overtaken);
    Thread other = Thread.ofPlatform().start(() -> append(note(fast, 0)));
    other.join();
    awaitNotes(fast, 0);
    long position = positions.of(slow, 0);
    assertThat(position).isLessThan(positions.of(fast, 0));
    assertThat(progress.covers(NoteProjection.GROUP, position)).isFalse();
    assertThat(rows(List.of(overtaken))).isEmpty();

    transaction.commit();

    awaitNotes(slow, 0);
    assertThat(rows(List.of(overtaken))).hasSize(1);
  }

  /** Written by a node whose clock is far behind, or read by one whose clock is ahead. */
  @Test
  void eventThatAnOldOneOvertakesIsNotLost() throws Exception {
    String slow = stream();
    String fast = stream();
    DomainEventMessage<NoteTaken> overtaken = note(slow, 0);
    var transaction = transactions.startTransaction();
    engine().appendEvents(overtaken);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int sequence = 0; sequence < 150; sequence++) {
                    append(old(note(fast, sequence)));
                  }
                });
    other.join();
    awaitNotes(fast, 149);
    assertThat(progress.covers(NoteProjection.GROUP, positions.of(slow, 0))).isFalse();

    transaction.commit();

    awaitNotes(slow, 0);
    assertThat(rows(List.of(overtaken))).hasSize(1);
  }

  /** Whoever has one of two events has not got the other. */
  @Test
  void anEventThatFillsAGapHasATokenOfItsOwn() throws Exception {
    String slow = stream();
    String fast = stream();
    append(note(fast, 0));
    TrackingToken start = last(null);
    var transaction = transactions.startTransaction();
    engine().appendEvents(note(slow, 0), note(slow, 1));
    Thread other = Thread.ofPlatform().start(() -> append(note(fast, 1)));
    other.join();
    TrackingToken before = CompletableFuture.supplyAsync(() -> last(start)).join();
    transaction.commit();

    List<TrackingToken> filling;
    try (var events = engine().readEvents(before, false)) {
      filling = events.<TrackingToken>map(TrackedEventMessage::trackingToken).toList();
    }
    assertThat(filling).hasSize(2).doesNotContain(before);
    assertThat(filling.getFirst()).isNotEqualTo(filling.getLast());
    for (long sequence = 0; sequence < 2; sequence++) {
      long position = positions.of(slow, sequence);
      assertThat(Progress.covers(before, position)).isFalse();
      assertThat(Progress.covers(filling.getFirst(), position)).isEqualTo(sequence == 0);
      assertThat(Progress.covers(filling.getLast(), position)).isTrue();
    }
  }

  private TrackingToken last(@Nullable TrackingToken after) {
    try (var events = engine().readEvents(after, false)) {
      return events
          .map(TrackedEventMessage::trackingToken)
          .reduce((one, next) -> next)
          .orElseThrow();
    }
  }

  /** Whatever others, who do not wait, have found before. */
  @Test
  void whatIsSettledIsAllThatWasCommittedBeforeItIsAskedFor() throws Exception {
    StoredEvents log = application.getBean(StoredEvents.class);
    String slow = stream();
    String fast = stream();
    var transaction = transactions.startTransaction();
    engine().appendEvents(note(slow, 0));
    long open = positions.of(slow, 0);
    Thread other = Thread.ofPlatform().start(() -> append(note(fast, 0)));
    other.join();
    long behind = positions.of(fast, 0);
    assertThat(CompletableFuture.supplyAsync(() -> log.settledBy(behind)).join()).isLessThan(open);
    transaction.commit();
    append(note(fast, 1));

    assertThat(log.settled()).isGreaterThanOrEqualTo(positions.of(fast, 1));
  }

  /** A processor that has gone by many of them asks for none of them for ever. */
  @Test
  void positionsWhereNothingCanAppearAreNoGapsOfAToken() {
    String stream = stream();
    append(note(stream, 0));
    for (int refused = 0; refused < 50; refused++) {
      assertThatThrownBy(() -> append(note(stream, 1), note(stream, 0)))
          .isInstanceOf(RuntimeException.class);
    }
    AtomicLong next = new AtomicLong(1);
    await()
        .until(
            () -> {
              append(note(stream, next.get()));
              awaitNotes(stream, next.getAndIncrement());
              return database
                  .sql("SELECT token FROM tracking_token WHERE processor = ?")
                  .param(NoteProjection.GROUP)
                  .query(String.class)
                  .single();
            },
            token -> token.contains("\"gaps\":[]"));
  }

  private static DomainEventMessage<?> old(DomainEventMessage<NoteTaken> note) {
    return new GenericDomainEventMessage<>(
        note.getType(),
        note.getAggregateIdentifier(),
        note.getSequenceNumber(),
        note.getPayload(),
        MetaData.emptyInstance(),
        note.getIdentifier(),
        note.getTimestamp().minus(Duration.ofHours(1)));
  }

  @Test
  void positionsOfRolledBackEventsDoNotHoldAReaderBack() {
    String stream = stream();
    append(note(stream, 0));
    assertThatThrownBy(() -> append(note(stream, 1), note(stream, 0)))
        .isInstanceOf(RuntimeException.class);
    append(note(stream, 1));
    assertThat(positions.of(stream, 1))
        .as("the refused events have used up positions")
        .isGreaterThan(positions.of(stream, 0) + 1);

    awaitNotes(stream, 1);

    assertThat(progress.of(NoteProjection.GROUP)).isGreaterThanOrEqualTo(positions.of(stream, 1));
  }

  @Test
  void transactionThatOutlivesItsTimeoutDoesNotCommitWhatItAppended() {
    String stream = stream();
    append(note(stream, 0));
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(note(stream, 1));
    work.attachTransaction(transactions);

    assertThatThrownBy(
            () ->
                work.execute(
                    () -> {
                      store.publish(note(stream, 1));
                      work.onPrepareCommit(committing -> expire());
                    }))
        .isInstanceOf(EventStoreException.class);

    assertThat(read(stream)).hasSize(1);
  }

  @Test
  void frameworkRunsOnTheBeansOfTheStore() {
    assertThat(
            BeanFactoryUtils.beansOfTypeIncludingAncestors(application, TransactionManager.class)
                .values())
        .singleElement()
        .isInstanceOf(SpringTransactionManager.class);
    assertThat(
            application
                .getBean(EventProcessingConfiguration.class)
                .transactionManager(NoteProjection.GROUP))
        .isSameAs(transactions);
    org.axonframework.config.Configuration axon =
        application.getBean(org.axonframework.config.Configuration.class);
    assertThat(axon.getComponent(TransactionManager.class)).isSameAs(transactions);
    assertThat(axon.eventStore()).isInstanceOf(EmbeddedEventStore.class);
    assertThat(engine()).isInstanceOf(JdbcEventStorageEngine.class);
    Serializer serializer = application.getBean(EventSerializer.class);
    assertThat(List.of(axon.serializer(), axon.eventSerializer(), axon.messageSerializer()))
        .allSatisfy(each -> assertThat(each).isSameAs(serializer));
    assertThat(application.containsBean("axonServerConnectionManager")).isFalse();
  }

  private void expire() {
    ConnectionHolder connection =
        (ConnectionHolder)
            TransactionSynchronizationManager.getResource(
                application.getBean(javax.sql.DataSource.class));
    assertThat(connection.hasTimeout()).as("Axon's transactions have a timeout").isTrue();
    connection.setTimeoutInMillis(-1);
  }

  @Test
  void olderSnapshotsAreDropped() {
    String stream = stream();
    for (int sequence = 0; sequence < 3; sequence++) {
      append(note(stream, sequence));
      store.storeSnapshot(
          new GenericDomainEventMessage<>(
              "Notebook", stream, sequence, new Notebook(List.of("" + sequence))));
    }

    assertThat(
            database
                .sql(
                    "SELECT payload_type || ' ' || sequence_number FROM snapshot WHERE aggregate_id"
                        + " = ?")
                .param(stream)
                .query(String.class)
                .list())
        .containsExactly("Notebook 2");
  }
}
