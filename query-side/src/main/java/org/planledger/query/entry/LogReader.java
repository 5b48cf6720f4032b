package org.planledger.query.entry;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.planledger.store.UnreadableEvent;

/** Reads events of the log as the lists take them. */
public final class LogReader {
  private static final int PAGE = 500;

  private final StoredEvents log;
  private final StoredMessages messages;

  /** Reads this log. */
  public LogReader(StoredEvents log, StoredMessages messages) {
    this.log = log;
    this.messages = messages;
  }

  /**
   * A row of the log, read.
   *
   * @throws UnreadableEvent where it is not what the store writes
   */
  public Taken read(StoredEvent row) {
    try {
      DomainEventMessage<?> message = messages.of(row);
      return new Taken(
          new Recorded<>(
              row.sequence(), row.position(), message.getTimestamp(), (Event) message.getPayload()),
          message.getMetaData());
    } catch (RuntimeException unreadable) {
      throw new UnreadableEvent(row.aggregateId(), row.sequence(), unreadable);
    }
  }

  /** The row of an event of a stream, or none. */
  List<StoredEvent> rows(String stream, long revision) {
    return log.ofStream(stream, new TreeSet<>(List.of(revision)));
  }

  /**
   * The rows of events of some types in a stretch of a stream, in its order, page by page.
   *
   * @param after the last revision not wanted
   * @param upTo the last one wanted
   */
  void forEachPage(
      String stream,
      Collection<String> types,
      long after,
      long upTo,
      Consumer<List<StoredEvent>> use) {
    long from = after;
    List<StoredEvent> page;
    do {
      page = log.ofStream(stream, types, from, upTo, PAGE);
      use.accept(page);
      from = page.isEmpty() ? from : page.getLast().sequence();
    } while (page.size() == PAGE);
  }
}
