package org.planledger.query.feed;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.OperationEvent;
import org.planledger.problem.Refused;
import org.planledger.query.entry.LogReader;
import org.planledger.store.Positions;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The events that publishing tools are told of, in the order of the log, for all channels.
 *
 * <p>A cursor is a position of the log. It is moved no further than to where no event can appear
 * any more ({@link StoredEvents#settled}), so that whoever reads on from it misses none and gets
 * none twice, on any node. Nothing is stored beside the log.
 */
public final class Feed implements SmartLifecycle {
  /** What a reader with a minimum position waits for. */
  public static final String GROUP = "feed";

  /**
   * Positions that are looked through at a time: a rare kind is not to take a statement too long.
   */
  private static final long STRETCH = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final StoredEvents log;
  private final Positions positions;
  private final LogReader reader;
  private final String source;
  private final Duration interval;

  private final Repeated looking = new Repeated("feed");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile long settled = -1;
  private @Nullable String failure;

  /** How often all who wait were woken, under the lock. */
  private long woken;

  Feed(StoredEvents log, Positions positions, LogReader reader, String origin, Duration interval) {
    this.log = log;
    this.positions = positions;
    this.reader = reader;
    this.source = "https://" + origin;
    this.interval = interval;
  }

  /** Events, and the position up to which all that are wanted are among them. */
  public record Batch(List<FeedEvent> events, long position) {}

  /** The name of the log as a URL. */
  String source() {
    return source;
  }

  /** The position up to which can be read: a moment ago, no event below it was still to come. */
  public long settled() {
    long known = settled;
    if (known >= 0) {
      return known;
    }
    try {
      return log.settled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Whether what is at a position can be read. */
  public boolean covers(long position) {
    return settled() >= position;
  }

  /** The highest position of the log: no cursor is beyond it. */
  long head() {
    return positions.head();
  }

  /**
   * Waits until a later position can be read, or all are woken.
   *
   * @return the position up to which can be read, perhaps the same as before
   */
  long await(long position, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long before = woken;
      long left = atMost.toNanos();
      while (settled <= position && woken == before && left > 0) {
        left = moved.awaitNanos(left);
      }
      return settled;
    } finally {
      lock.unlock();
    }
  }

  /** Has all who wait go on. */
  void wake() {
    lock.lock();
    try {
      woken++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The events behind a position, in the order of the log.
   *
   * @param upTo a position that can be read
   * @param limit the most that are answered; there may be fewer though there are more behind them
   */
  public Batch after(FeedFilter filter, long position, long upTo, int limit) {
    String plan = filter.plan();
    long end = plan == null ? Math.min(upTo, position + STRETCH) : upTo;
    List<StoredEvent> rows =
        plan == null
            ? log.after(position, end, filter.events(), limit)
            : ofPlan(plan, filter.events(), position, end, limit);
    return new Batch(told(rows), rows.size() < limit ? end : rows.getLast().position());
  }

  /** The next event behind a position that is told in order with those of a stream. */
  public Optional<FeedEvent> next(FeedFilter filter, String stream, long position, long upTo) {
    String plan = FeedEvent.planOf(stream);
    // What nodes do is told with the plan for which they do it, or else in the order of its own.
    int limit = stream.equals(OperationEvent.STREAM) ? Integer.MAX_VALUE : 1;
    List<StoredEvent> rows =
        plan == null
            ? log.ofStreamAfter(stream, filter.events(), position, upTo, limit)
            : ofPlan(plan, filter.events(), position, upTo, limit);
    return rows.stream().map(this::told).filter(event -> event.stream().equals(stream)).findFirst();
  }

  /** Events of a plan: those of its stream, and what nodes did for it, which stands in another. */
  private List<StoredEvent> ofPlan(
      String plan, List<String> types, long position, long upTo, int limit) {
    return Stream.concat(
            log.ofStreamAfter("plan:" + plan, types, position, upTo, limit).stream(),
            FeedEvent.ofOperations(types).isEmpty()
                ? Stream.of()
                : log
                    .ofStreamAfter(
                        OperationEvent.STREAM,
                        FeedEvent.ofOperations(types),
                        FeedEvent.naming(plan),
                        position,
                        upTo,
                        limit)
                    .stream())
        .sorted(Comparator.comparingLong(StoredEvent::position))
        .limit(limit)
        .toList();
  }

  /**
   * How many places there are that nothing can come into any more: of the log, positions; of a
   * plan, revisions, each with what nodes do for the plan until the next one.
   *
   * @param plan its id; null: of the log
   * @throws Refused 404 where there is no such plan
   */
  long places(@Nullable String plan) {
    if (plan == null) {
      return settled();
    }
    long last = log.lastOfStream("plan:" + plan, settled());
    if (last < 0) {
      throw Refused.notFound("plan", plan);
    }
    return last;
  }

  /**
   * Refuses a plan that there is not.
   *
   * @throws Refused 404
   */
  void requirePlan(String plan) {
    if (log.ofStream("plan:" + plan, 0, 1).isEmpty()) {
      throw Refused.notFound("plan", plan);
    }
  }

  /**
   * The events in a stretch of places that nothing can come into any more, in the order of the log.
   *
   * @param from the first place, from 0
   * @param to behind the last one
   */
  List<FeedEvent> between(@Nullable String plan, long from, long to) {
    return told(plan, before(plan, from), before(plan, to));
  }

  /** The events from a place on, in the order of the log. */
  List<FeedEvent> since(@Nullable String plan, long from) {
    return told(plan, before(plan, from), settled());
  }

  /** The last position before a place. */
  private long before(@Nullable String plan, long place) {
    return plan == null ? place : log.ofStream("plan:" + plan, place, 1).getFirst().position() - 1;
  }

  private List<FeedEvent> told(@Nullable String plan, long position, long upTo) {
    List<String> types = FeedFilter.ALL.events();
    return told(
        plan == null
            ? log.after(position, upTo, types, Integer.MAX_VALUE)
            : ofPlan(plan, types, position, upTo, Integer.MAX_VALUE));
  }

  private List<FeedEvent> told(List<StoredEvent> rows) {
    return rows.stream().map(this::told).toList();
  }

  /** Of an event that cannot be read it is told that it happened: others do not wait for it. */
  private FeedEvent told(StoredEvent row) {
    try {
      return FeedEvent.of(row, reader.read(row).event(), source);
    } catch (RuntimeException unreadable) {
      LOG.warn("Told as far as its row says: {}", unreadable.getMessage());
      return FeedEvent.of(row, null, source);
    }
  }

  @Override
  public void start() {
    looking.start(interval, this::look);
  }

  private void look() {
    try {
      long now = log.settled();
      if (now > settled) {
        settled = now;
        wake();
      }
      failure = null;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(failure)) {
        LOG.warn("The feed stands still, and tries again: {}", message);
      }
      failure = message;
    }
  }

  @Override
  public void stop() {
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
