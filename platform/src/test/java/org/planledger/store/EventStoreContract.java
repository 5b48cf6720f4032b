package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What the event store promises on every database. The tests share one store, each with streams of
 * its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EventStoreContract {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ConfigurableApplicationContext application;
  private EventStore store;
  private TransactionManager transactions;
  private JdbcClient database;
  private Positions positions;
  private Progress progress;

  abstract Map<String, String> database();

  @BeforeAll
  void open() {
    application = StoreApplication.on(database());
    store = application.getBean(EventStore.class);
    transactions = application.getBean(TransactionManager.class);
    database = application.getBean(JdbcClient.class);
    positions = application.getBean(Positions.class);
    progress = application.getBean(Progress.class);
  }

  @AfterAll
  void close() {
    application.close();
  }

  private static String stream() {
    return "Notebook:" + UUID.randomUUID();
  }

  private static DomainEventMessage<NoteTaken> note(String stream, long sequence) {
    return note(stream, sequence, "note " + sequence);
  }

  private static DomainEventMessage<NoteTaken> note(String stream, long sequence, String text) {
    return new GenericDomainEventMessage<>("Notebook", stream, sequence, NoteTaken.saying(text));
  }

  private static DomainEventMessage<PageTurned> page(String stream, long sequence) {
    return new GenericDomainEventMessage<>("Notebook", stream, sequence, new PageTurned(1));
  }

  private void append(EventMessage<?>... events) {
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(events[0]);
    work.attachTransaction(transactions);
    work.execute(() -> store.publish(Arrays.asList(events)));
  }

  private List<? extends DomainEventMessage<?>> read(String stream) {
    return store.readEvents(stream).asStream().toList();
  }

  private List<Object> payloads(String stream) {
    return store.readEvents(stream).asStream().<Object>map(EventMessage::getPayload).toList();
  }

  private void awaitNotes(String stream, long sequence) {
    long position = positions.of(stream, sequence);
    await().atMost(PATIENCE).until(() -> progress.covers(NoteProjection.GROUP, position));
  }

  private List<String> texts(List<? extends DomainEventMessage<?>> events) {
    return database
        .sql("SELECT event_id || ' ' || text FROM note WHERE event_id IN (:ids) ORDER BY 1")
        .param("ids", events.stream().map(DomainEventMessage::getIdentifier).toList())
        .query(String.class)
        .list();
  }

  private List<String> rows(List<? extends DomainEventMessage<?>> events) {
    return database
        .sql("SELECT event_id FROM note WHERE event_id IN (:ids)")
        .param("ids", events.stream().map(DomainEventMessage::getIdentifier).toList())
        .query(String.class)
        .list();
  }

  @Test
  void eventsAreReadBackInTheOrderTheyWereAppended() {
    String stream = stream();
    IntStream.range(0, 250).forEach(sequence -> append(note(stream, sequence)));

    assertThat(read(stream))
        .extracting(DomainEventMessage::getSequenceNumber)
        .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(Long::valueOf).toList());
    assertThat(read(stream).get(249).getPayload()).isEqualTo(NoteTaken.saying("note 249"));
  }

  @Test
  void secondEventOfOneNumberIsRefusedAndNothingIsWritten() {
    String stream = stream();
    append(note(stream, 0));
    append(note(stream, 1));
    long head = positions.head();

    assertThatThrownBy(() -> append(note(stream, 1, "late"), note(stream, 2, "later")))
        .isInstanceOf(ConcurrencyException.class);

    assertThat(positions.head()).isEqualTo(head);
    assertThat(read(stream)).hasSize(2);
  }

  @Test
  void secondStartOfOneStreamIsRefused() {
    String stream = stream();
    append(note(stream, 0));

    assertThatThrownBy(() -> append(note(stream, 0, "again")))
        .isInstanceOf(AggregateStreamCreationException.class);

    assertThat(payloads(stream)).containsExactly(NoteTaken.saying("note 0"));
  }

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
  void twoStreamsOfOneUnitOfWorkAreWrittenTogetherOrNotAtAll() {
    String one = stream();
    String other = stream();
    append(note(one, 0), note(other, 0));
    assertThat(read(one)).hasSize(1);
    assertThat(read(other)).hasSize(1);

    assertThatThrownBy(() -> append(note(one, 1), note(other, 0)))
        .isInstanceOf(RuntimeException.class);

    assertThat(read(one)).hasSize(1);
    assertThat(read(other)).hasSize(1);
  }

  @Test
  void whatIsAppendedWithoutATransactionIsThereWithItsPosition() {
    String one = stream();
    String other = stream();
    engine().appendEvents(note(one, 0));
    engine().appendEvents(note(one, 1), note(other, 0));

    assertThat(read(one)).hasSize(2);
    assertThat(read(other)).hasSize(1);
    assertThat(positions.of(one, 0)).isEqualTo(positions.ofStream(one, 0).getFirst());
    assertThat(positions.of(one, 1)).isEqualTo(positions.ofStream(one, 1).getFirst());
    assertThat(positions.of(other, 0)).isEqualTo(positions.ofStream(other, 0).getFirst());
  }

  @Test
  void whatIsRefusedWithoutATransactionIsNotThereEvenInPart() {
    String one = stream();
    String other = stream();
    engine().appendEvents(note(one, 0));

    assertThatThrownBy(() -> engine().appendEvents(note(one, 0)))
        .isInstanceOf(AggregateStreamCreationException.class);
    assertThatThrownBy(() -> engine().appendEvents(note(other, 0), note(one, 0)))
        .isInstanceOf(RuntimeException.class);

    assertThat(read(one)).hasSize(1);
    assertThat(read(other)).isEmpty();
    assertThatThrownBy(() -> positions.of(other, 0)).isInstanceOf(NoSuchElementException.class);
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
  void streamReadPageByPageIsWhatTheFrameworkReads() {
    String stream = stream();
    DomainEventMessage<?>[] notes =
        IntStream.range(0, 1_201)
            .mapToObj(n -> note(stream, n, "三 " + n))
            .toArray(DomainEventMessage<?>[]::new);
    append(notes);

    List<StoredStreams.Stored> stored = streams().read(stream, 0);
    assertThat(stored)
        .isEqualTo(
            read(stream).stream()
                .map(
                    message ->
                        new StoredStreams.Stored(
                            message.getSequenceNumber(),
                            positions.of(stream, message.getSequenceNumber()),
                            message.getTimestamp(),
                            message.getPayload()))
                .toList());
    assertThat(streams().read(stream, 1_000)).isEqualTo(stored.subList(1_000, 1_201));
    assertThat(streams().read(stream, 1_201)).isEmpty();
    assertThat(streams().<Integer>fold(stream, 1, 0, (count, each) -> count + 1)).isEqualTo(1_200);
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

  private StoredStreams streams() {
    return application.getBean(StoredStreams.class);
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
  void metadataIsReadBackAsItWasGiven() {
    String stream = stream();
    MetaData metaData =
        MetaData.with("actor", "p-7").and("line", 12).and("keys", List.of("a", "b"));

    append(note(stream, 0).andMetaData(metaData));

    assertThat(read(stream).get(0).getMetaData()).isEqualTo(metaData);
  }

  @Test
  void keysOfMetadataAreStoredInOrder() {
    String stream = stream();

    append(note(stream, 0).andMetaData(MetaData.with("z", 1).and("actor", 2).and("m", 3)));

    assertThat(
            database
                .sql("SELECT meta_data FROM domain_event WHERE aggregate_id = ?")
                .param(stream)
                .query(String.class)
                .single())
        .isEqualTo("{\"actor\":2,\"m\":3,\"z\":1}");
  }

  @Test
  void latestSnapshotIsWhatAStreamIsReadFrom() {
    String stream = stream();
    IntStream.range(0, 4).forEach(sequence -> append(note(stream, sequence)));
    store.storeSnapshot(
        new GenericDomainEventMessage<>("Notebook", stream, 1, new Notebook(List.of("0", "1"))));
    store.storeSnapshot(
        new GenericDomainEventMessage<>(
            "Notebook", stream, 2, new Notebook(List.of("0", "1", "2"))));

    assertThat(payloads(stream))
        .containsExactly(new Notebook(List.of("0", "1", "2")), NoteTaken.saying("note 3"));
    assertThat(
            database
                .sql("SELECT sequence_number FROM snapshot WHERE aggregate_id = ?")
                .param(stream)
                .query(Long.class)
                .list())
        .as("older snapshots are dropped")
        .containsExactly(2L);
  }

  @Test
  void storedTypesAreAliasesWithTheirRevisions() {
    String stream = stream();
    append(note(stream, 0), page(stream, 1));
    store.storeSnapshot(
        new GenericDomainEventMessage<>("Notebook", stream, 1, new Notebook(List.of())));
    awaitNotes(stream, 1);

    assertThat(
            database
                .sql(
                    "SELECT payload_type || '/' || payload_revision FROM domain_event WHERE"
                        + " aggregate_id = ? ORDER BY 1")
                .param(stream)
                .query(String.class)
                .list())
        .containsExactly("NoteTaken/1", "PageTurned/3");
    assertThat(
            database
                .sql("SELECT payload_type FROM snapshot WHERE aggregate_id = ?")
                .param(stream)
                .query(String.class)
                .list())
        .containsExactly("Notebook");
    assertThat(
            database
                .sql("SELECT DISTINCT token_type FROM tracking_token WHERE token_type IS NOT NULL")
                .query(String.class)
                .list())
        .isSubsetOf("GapAwareTrackingToken", "ConfigToken", "ReplayToken");
  }

  @Test
  void payloadIsReadableText() {
    String stream = stream();
    append(note(stream, 0));

    assertThat(
            database
                .sql("SELECT payload FROM domain_event WHERE aggregate_id = ?")
                .param(stream)
                .query(String.class)
                .single())
        .isEqualTo(
            "{\"text\":\"note 0\",\"on\":\"2017-09-12\",\"at\":\"2017-09-12T09:30:00.123456Z\"}");
  }

  @Test
  void positionsRiseInTheOrderOfTheLog() {
    String one = stream();
    String other = stream();
    append(note(one, 0));
    append(note(other, 0), note(one, 1));

    assertThat(positions.of(one, 0)).isPositive().isLessThan(positions.of(other, 0));
    assertThat(positions.of(other, 0)).isLessThan(positions.of(one, 1));
    assertThat(positions.head()).isEqualTo(positions.of(one, 1));
  }

  @Test
  void positionsOfAStreamAreInItsOrder() {
    String stream = stream();
    append(note(stream, 0));
    append(note(stream(), 0));
    append(note(stream, 1), note(stream, 2));

    List<Long> all = LongStream.range(0, 3).map(n -> positions.of(stream, n)).boxed().toList();
    assertThat(positions.ofStream(stream, 0)).isEqualTo(all).isSorted();
    assertThat(positions.ofStream(stream, 2)).containsExactly(all.get(2));
    assertThat(positions.ofStream(stream, 3)).isEmpty();
    assertThat(positions.ofStream(stream(), 0)).isEmpty();
  }

  @Test
  void eventThatIsNotThereHasNoPosition() {
    assertThatThrownBy(() -> positions.of(stream(), 0)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void rowsOfAProjectionAndItsTokenAreWrittenTogether() {
    String stream = stream();
    NoteProjection projection = application.getBean(NoteProjection.class);
    String text = "refused " + stream;
    projection.refuse(text);
    DomainEventMessage<NoteTaken> before = note(stream, 0);
    DomainEventMessage<NoteTaken> refused = note(stream, 1, text);
    append(before);
    awaitNotes(stream, 0);
    append(refused);
    DomainEventMessage<NoteTaken> after = note(stream, 2);
    append(after);

    await().atMost(PATIENCE).until(() -> projection.refusals() > 1);
    assertThat(rows(List.of(before, refused, after)))
        .as("the group stops, and skips nothing")
        .containsExactly(before.getIdentifier());
    assertThat(progress.covers(NoteProjection.GROUP, positions.of(stream, 1))).isFalse();
    assertThat(progress.of(NoteProjection.GROUP)).isLessThan(positions.of(stream, 1));

    projection.accept(text);
    awaitNotes(stream, 2);
    assertThat(rows(List.of(before, refused, after)))
        .containsExactlyInAnyOrder(
            before.getIdentifier(), refused.getIdentifier(), after.getIdentifier());
    assertThat(progress.of(NoteProjection.GROUP)).isGreaterThanOrEqualTo(positions.of(stream, 1));
  }

  @Test
  void eventThatNoHandlerHandlesIsCoveredToo() {
    String stream = stream();
    append(page(stream, 0));

    awaitNotes(stream, 0);

    assertThat(progress.covers(NoteProjection.GROUP, positions.of(stream, 0))).isTrue();
  }

  @Test
  void groupThatNeverRanCoversNothing() {
    append(note(stream(), 0));

    assertThat(progress.of("nobody")).isZero();
    assertThat(progress.covers("nobody", positions.head())).isFalse();
    assertThat(progress.covers("nobody", 0)).isTrue();
  }

  @Test
  void resetProcessorReplaysFromTheFirstEvent() {
    String stream = stream();
    List<DomainEventMessage<NoteTaken>> notes =
        IntStream.range(0, 5).mapToObj(sequence -> note(stream, sequence)).toList();
    notes.forEach(this::append);
    awaitNotes(stream, 4);
    StreamingEventProcessor processor = processor(NoteProjection.GROUP);

    processor.shutDown();
    List<String> live = texts(notes);
    assertThat(live).hasSize(5);
    processor.resetTokens();
    assertThat(rows(notes)).isEmpty();
    assertThat(progress.of(NoteProjection.GROUP)).isZero();
    Map<String, Object> token =
        database
            .sql("SELECT token_type, token FROM tracking_token WHERE processor = ?")
            .param(NoteProjection.GROUP)
            .query()
            .singleRow();
    assertThat(token).containsEntry("token_type", "ReplayToken");
    assertThat(token.get("token").toString())
        .contains("\"type\":\"GapAwareTrackingToken\"")
        .doesNotContain("axonframework");
    processor.start();

    awaitNotes(stream, 4);
    assertThat(texts(notes)).isEqualTo(live);
    assertThat(database.sql("SELECT count(*) FROM note WHERE replayed").query(Long.class).single())
        .isGreaterThanOrEqualTo(5);
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

  private void expire() {
    ConnectionHolder connection =
        (ConnectionHolder)
            TransactionSynchronizationManager.getResource(
                application.getBean(javax.sql.DataSource.class));
    assertThat(connection.hasTimeout()).as("Axon's transactions have a timeout").isTrue();
    connection.setTimeoutInMillis(-1);
  }

  @Test
  void unreadableEventIsParkedWhereAGroupAsksForIt() {
    String stream = stream();
    DomainEventMessage<NoteTaken> unreadable =
        note(stream, 0, ParkedNotes.UNREADABLE + " " + stream);
    append(unreadable);

    await().atMost(PATIENCE).until(() -> letters(unreadable) == 1);

    assertThat(
            database
                .sql("SELECT payload_type || ' ' || cause_type FROM dead_letter WHERE event_id = ?")
                .param(unreadable.getIdentifier())
                .query(String.class)
                .single())
        .isEqualTo("NoteTaken " + IllegalArgumentException.class.getName());
  }

  private long letters(EventMessage<?> event) {
    return database
        .sql("SELECT count(*) FROM dead_letter WHERE event_id = ?")
        .param(event.getIdentifier())
        .query(Long.class)
        .single();
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

  private EventStorageEngine engine() {
    return application.getBean(EventStorageEngine.class);
  }

  private StreamingEventProcessor processor(String group) {
    return application
        .getBean(EventProcessingConfiguration.class)
        .eventProcessor(group, StreamingEventProcessor.class)
        .orElseThrow();
  }
}
