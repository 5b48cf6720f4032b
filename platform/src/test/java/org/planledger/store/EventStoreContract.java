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
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the event store promises, wherever the log is. The tests share one store, each with streams
 * of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EventStoreContract {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  ConfigurableApplicationContext application;
  EventStore store;
  TransactionManager transactions;
  JdbcClient database;
  Positions positions;
  Progress progress;

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

  static String stream() {
    return "Notebook:" + UUID.randomUUID();
  }

  static DomainEventMessage<NoteTaken> note(String stream, long sequence) {
    return note(stream, sequence, "note " + sequence);
  }

  static DomainEventMessage<NoteTaken> note(String stream, long sequence, String text) {
    return new GenericDomainEventMessage<>("Notebook", stream, sequence, NoteTaken.saying(text));
  }

  static DomainEventMessage<PageTurned> page(String stream, long sequence) {
    return new GenericDomainEventMessage<>("Notebook", stream, sequence, new PageTurned(1));
  }

  void append(EventMessage<?>... events) {
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(events[0]);
    work.attachTransaction(transactions);
    work.execute(() -> store.publish(Arrays.asList(events)));
    arrive();
  }

  /** Returns when what was appended can be read where the log is followed. */
  void arrive() {}

  List<? extends DomainEventMessage<?>> read(String stream) {
    return store.readEvents(stream).asStream().toList();
  }

  List<Object> payloads(String stream) {
    return store.readEvents(stream).asStream().<Object>map(EventMessage::getPayload).toList();
  }

  void awaitNotes(String stream, long sequence) {
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

  List<String> rows(List<? extends DomainEventMessage<?>> events) {
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
    arrive();

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

  StoredStreams streams() {
    return application.getBean(StoredStreams.class);
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
  }

  @Test
  void storedTypesAreAliasesWithTheirRevisions() {
    String stream = stream();
    append(note(stream, 0), page(stream, 1));
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

  EventStorageEngine engine() {
    return application.getBean(EventStorageEngine.class);
  }

  private StreamingEventProcessor processor(String group) {
    return application
        .getBean(EventProcessingConfiguration.class)
        .eventProcessor(group, StreamingEventProcessor.class)
        .orElseThrow();
  }
}
