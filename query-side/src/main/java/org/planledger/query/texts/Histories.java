package org.planledger.query.texts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.operation.command.RebuildProjection;
import org.planledger.page.Damaged;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.problem.Refused;
import org.planledger.store.Positions;
import org.planledger.store.Progress;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredStreams;
import org.planledger.store.UnreadableEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/**
 * The streams that a node answers from, in memory. A stream is read from the store when it is first
 * asked for, a plan's from the checkpoint if there is one and from the store what came after it;
 * from then on it grows as the node follows the log. What is kept is immutable, so a reader is
 * never in the way of the next event.
 *
 * <p>Those that are not asked for are let go when memory is short, after a checkpoint of what is
 * new in them.
 */
@ProcessingGroup(Histories.GROUP)
public final class Histories implements AutoCloseable {
  /** The processing group that follows the log. */
  public static final String GROUP = RebuildProjection.TEXTS;

  private static final Logger LOG = LoggerFactory.getLogger(Histories.class);
  private static final String PLAN = "plan:";
  private static final int WORTH_A_CHECKPOINT = 1_000;
  private static final int TOLD_EVERY = 10_000;

  private final StoredStreams log;
  private final StoredEvents events;
  private final Positions positions;
  private final Checkpoints checkpoints;
  private final Cache<String, Kept> streams;
  private final ConcurrentMap<String, Integer> written = new ConcurrentHashMap<>();
  private final DataSize most;

  /** Streams that are told to take more room than there is. */
  private final Set<String> tooLarge = ConcurrentHashMap.newKeySet();

  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "checkpoints");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable TrackingToken last;

  /**
   * Reads streams of a log.
   *
   * @param most bytes of memory to hold, about
   */
  public Histories(
      StoredStreams log,
      StoredEvents events,
      Positions positions,
      Checkpoints checkpoints,
      DataSize most,
      MeterRegistry metrics) {
    this.log = log;
    this.events = events;
    this.positions = positions;
    this.checkpoints = checkpoints;
    this.most = most;
    this.streams =
        Caffeine.newBuilder()
            .maximumWeight(most.toKilobytes())
            .weigher((String id, Kept kept) -> (int) Math.min(kept.bytes() >> 10, 1 << 30) + 1)
            .evictionListener((id, kept, cause) -> evicted(id, kept))
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(metrics, streams, GROUP);
    gauge(metrics, "plans", "plans held in memory", kept -> kept.history().size() > 0 ? 1 : 0);
    gauge(metrics, "revisions", "revisions of plans held", kept -> kept.history().size());
    Gauge.builder("planledger.texts.held", () -> sum(Kept::resident))
        .baseUnit("bytes")
        .description("memory of the streams held, about")
        .register(metrics);
    Gauge.builder("planledger.texts.most", most::toBytes)
        .baseUnit("bytes")
        .description("memory that streams may take before those not in use are let go")
        .register(metrics);
  }

  private void gauge(
      MeterRegistry metrics, String name, String description, ToLongFunction<Kept> number) {
    Gauge.builder("planledger.texts." + name, () -> sum(number))
        .description(description)
        .register(metrics);
  }

  private long sum(ToLongFunction<Kept> number) {
    return streams.asMap().values().stream().mapToLong(number).sum();
  }

  @EventHandler
  void follow(
      Event event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      TrackingToken token) {
    streams
        .asMap()
        // Waits for whoever is reading the stream, and may not have seen this event, unlike
        // computeIfPresent.
        .compute(
            event.aggregateId(),
            (id, kept) -> {
              if (kept == null || revision < kept.size()) {
                return kept;
              }
              return revision == kept.size()
                  ? followed(
                      id,
                      kept,
                      new Recorded<>(revision, token.position().orElseThrow(), recordedAt, event))
                  : null;
            });
    last = token;
  }

  /**
   * Goes on after an event that could not be followed. Its stream is read from the store when it is
   * asked for, and whoever asks is told why that fails.
   */
  public void lost(TrackedEventMessage<?> event, Exception failure) {
    LOG.error("Event {} is not followed", event.getIdentifier(), failure);
    if (event instanceof DomainEventMessage<?> recorded) {
      streams.invalidate(recorded.getAggregateIdentifier());
    }
    last = event.trackingToken();
  }

  private @Nullable Kept followed(String id, Kept kept, Recorded<Event> next) {
    try {
      Kept more = kept.and(next);
      if (more.history().size() - written.getOrDefault(id, 0) >= WORTH_A_CHECKPOINT) {
        checkpoint(id, more.history());
      }
      return more;
    } catch (Damaged damaged) {
      forgetFiles(damaged);
      return null;
    }
  }

  private void evicted(@Nullable String id, @Nullable Kept kept) {
    if (id == null || kept == null) {
      return;
    }
    if (kept.history().size() > written.getOrDefault(id, 0)) {
      checkpoint(id, kept.history());
    }
    if (kept.bytes() >= most.toBytes() && tooLarge.add(id)) {
      LOG.warn(
          "{} takes {} KB, and planledger.memory has {} KB: it is read again for each answer. Raise"
              + " planledger.memory",
          id,
          kept.bytes() >> 10,
          most.toKilobytes());
    }
  }

  private void checkpoint(String id, PlanHistory history) {
    written.put(id, history.size());
    writer.execute(() -> write(id, history));
  }

  private void write(String id, PlanHistory history) {
    try {
      checkpoints.write(id.substring(PLAN.length()), history);
    } catch (IOException | Damaged e) {
      LOG.warn("No checkpoint of {}: {}", id, e.getMessage());
    }
  }

  /**
   * Where to follow the log from: what came earlier is read when it is asked for. Of transactions
   * that are still open no event comes earlier, whatever the clocks of nodes say; where one has
   * been open for long, all is followed.
   */
  public TrackingToken start() {
    try {
      TrackingToken start = GapAwareTrackingToken.newInstance(events.settled(), List.of());
      last = start;
      return start;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Stopped while it starts", stopping);
    }
  }

  /** Whether the node has taken the event at a position. */
  public boolean covers(long position) {
    return Progress.covers(last, position);
  }

  /** The position up to which the node has followed the log. */
  public long position() {
    TrackingToken token = last;
    return token == null ? 0 : token.position().orElse(0);
  }

  /**
   * The history of a plan.
   *
   * @throws Refused when nothing is recorded of it
   * @throws UnreadableEvent when one of its events is not what a plan is made of
   */
  public PlanHistory plan(String planId) {
    PlanHistory history = kept(PLAN + planId).history();
    if (history.size() == 0) {
      throw Refused.notFound("plan", planId);
    }
    return history;
  }

  /**
   * What this node answers from without reading the log: what it holds of a plan in memory, or else
   * its checkpoint, if there is either.
   */
  Optional<PlanHistory> held(String planId) {
    Kept kept = streams.policy().getIfPresentQuietly(PLAN + planId);
    return (kept == null ? trusted(planId) : Optional.of(kept.history()))
        .filter(history -> history.size() > 0);
  }

  /** The first revisions of a plan, folded from the log alone and not kept. */
  PlanHistory folded(String planId, int size) {
    return log.fold(
            PLAN + planId,
            0,
            Kept.nothing(),
            (kept, stored) -> kept.size() == size ? kept : kept.and(stored.recorded()))
        .history();
  }

  /** The revision that comes next in a stream that is held; empty: it is not. */
  public OptionalLong next(String aggregateId) {
    Kept kept = streams.getIfPresent(aggregateId);
    return kept == null ? OptionalLong.empty() : OptionalLong.of(kept.size());
  }

  /** Has a stream read on from the log when it is next asked for. */
  public void readAgain(String aggregateId) {
    streams.invalidate(aggregateId);
  }

  /** Has a plan read from the log when it is next asked for. */
  public void forget(Damaged damaged) {
    forgetFiles(damaged);
    streams.invalidate(PLAN + damaged.what());
  }

  private void forgetFiles(Damaged damaged) {
    LOG.warn("{}; it is read from the log again", damaged.getMessage());
    checkpoints.forget(damaged.what());
    written.remove(PLAN + damaged.what());
  }

  /** The plans of the log, with the number of events of each. */
  public Map<String, Long> plans() {
    Map<String, Long> plans = new TreeMap<>();
    positions.streams(PLAN).forEach((id, size) -> plans.put(id.substring(PLAN.length()), size));
    return plans;
  }

  /**
   * How plans were made anew.
   *
   * @param drifted those of which something else was held
   * @param unreadable why there are some that could not be, and are as they were
   */
  public record Rebuilt(List<TextsDrift.Drifted> drifted, List<UnreadableEvent> unreadable) {}

  /**
   * Makes all plans anew, as many at a time as there are processors.
   *
   * @param folded told of each event, by several threads
   * @return in the order of their ids
   * @throws IOException when checkpoints cannot be written, after all plans were tried
   */
  public Rebuilt rebuild(Runnable folded) throws IOException {
    List<TextsDrift.Drifted> drifted = new ArrayList<>();
    List<UnreadableEvent> unreadable = new ArrayList<>();
    IOException unwritten = null;
    for (Object outcome :
        plans().keySet().parallelStream().flatMap(plan -> tried(plan, folded)).toList()) {
      switch (outcome) {
        case TextsDrift.Drifted difference -> drifted.add(difference);
        case UnreadableEvent event -> unreadable.add(event);
        case IOException failure -> unwritten = failure;
        default -> throw new AssertionError(outcome);
      }
    }
    if (unwritten != null) {
      throw unwritten;
    }
    return new Rebuilt(drifted, unreadable);
  }

  private Stream<?> tried(String planId, Runnable folded) {
    try {
      return rebuild(planId, folded).stream();
    } catch (UnreadableEvent | IOException failure) {
      return Stream.of(failure);
    }
  }

  /**
   * Folds a plan from the log alone, beside what is held of it, and puts it into the place of that,
   * in memory and as its checkpoint.
   *
   * @param folded told of each event
   * @return what was wrong with what was held; empty: nothing, or nothing was held
   * @throws UnreadableEvent when the log does not give one; what is held is as it was
   * @throws IOException when the checkpoint cannot be written; then there is none
   */
  public Optional<TextsDrift.Drifted> rebuild(String planId, Runnable folded) throws IOException {
    Optional<PlanHistory> held;
    Optional<String> difference = Optional.empty();
    try {
      // Before the log is read, so that it is not ahead of that.
      held = held(planId);
    } catch (Damaged damaged) {
      held = Optional.empty();
      difference = Optional.of("was damaged: " + damaged.getMessage());
    }
    Kept made = read(PLAN + planId, Kept.nothing(), size -> folded.run());
    if (held.isPresent()) {
      difference = difference(held.get(), made.history());
    }
    try {
      exchange(planId, made);
    } catch (IOException unwritten) {
      throw new IOException(
          "plan %s has no checkpoint, as it cannot be written: %s%s"
              .formatted(
                  planId,
                  unwritten.getMessage(),
                  difference.map(one -> "; its history " + one).orElse("")),
          unwritten);
    }
    return difference.map(told -> new TextsDrift.Drifted(planId, told));
  }

  private static Optional<String> difference(PlanHistory held, PlanHistory made) {
    try {
      return TextsDrift.difference(held, made);
    } catch (RuntimeException impossible) {
      // Whatever it is, it is let go.
      return Optional.of("was damaged: " + impossible.getMessage());
    }
  }

  /** Nobody follows the log with the plan meanwhile, nor reads its checkpoint. */
  private void exchange(String planId, Kept made) throws IOException {
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    streams
        .asMap()
        .compute(
            PLAN + planId,
            (id, kept) -> {
              Kept now = read(id, made, ignored -> {});
              try {
                // Behind those that are waiting to be written.
                writer
                    .submit(
                        () -> {
                          checkpoints.forget(planId);
                          checkpoints.write(planId, now.history());
                          return null;
                        })
                    .get();
                written.put(id, now.size());
              } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                failure.set(new IOException(cause.getMessage(), cause));
                written.remove(id);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure.set(new IOException(e));
                written.remove(id);
              }
              return kept == null ? null : now;
            });
    IOException unwritten = failure.get();
    if (unwritten != null) {
      throw unwritten;
    }
  }

  /** The events of a meeting. */
  List<Recorded<MeetingEvent>> meeting(String meetingId) {
    return as(MeetingEvent.class, kept("meeting:" + meetingId));
  }

  /** The events of a contribution. */
  List<Recorded<ContributionEvent>> contribution(String contributionId) {
    return as(ContributionEvent.class, kept("contribution:" + contributionId));
  }

  private static <E extends Event> List<Recorded<E>> as(Class<E> type, Kept kept) {
    return kept.stream().stream()
        .map(
            recorded ->
                new Recorded<>(
                    recorded.revision(),
                    recorded.position(),
                    recorded.recordedAt(),
                    type.cast(recorded.event())))
        .toList();
  }

  private Kept kept(String aggregateId) {
    Kept kept = streams.get(aggregateId, this::read);
    return kept == null ? Kept.nothing() : kept;
  }

  private @Nullable Kept read(String aggregateId) {
    Kept kept = Kept.nothing();
    if (aggregateId.startsWith(PLAN)) {
      kept = opened(aggregateId);
      try {
        kept = read(aggregateId, kept, told(aggregateId));
      } catch (Damaged damaged) {
        forgetFiles(damaged);
        kept = read(aggregateId, Kept.nothing(), told(aggregateId));
      }
      if (kept.size() - written.getOrDefault(aggregateId, 0) >= WORTH_A_CHECKPOINT) {
        checkpoint(aggregateId, kept.history());
      }
    } else {
      kept = read(aggregateId, kept, ignored -> {});
    }
    return kept.size() == 0 ? null : kept;
  }

  private static LongConsumer told(String aggregateId) {
    return folded -> {
      if (folded % TOLD_EVERY == 0) {
        LOG.info("{} events of {} are folded", folded, aggregateId);
      }
    };
  }

  /** What a checkpoint holds of a plan, if its last event is the one that the log has there. */
  private Kept opened(String aggregateId) {
    try {
      PlanHistory history =
          trusted(aggregateId.substring(PLAN.length())).orElse(PlanHistory.none());
      written.put(aggregateId, history.size());
      return new Kept(TreePVector.empty(), history);
    } catch (Damaged damaged) {
      forgetFiles(damaged);
      return Kept.nothing();
    }
  }

  private Optional<PlanHistory> trusted(String planId) {
    Optional<PlanHistory> opened = checkpoints.open(planId);
    int size = opened.map(PlanHistory::size).orElse(0);
    if (size > 0) {
      Entry last = opened.get().recorded(size - 1L);
      // After a backup was restored another event may have been recorded in the same place.
      if (!positions
          .recording(PLAN + planId, size - 1L)
          .equals(Optional.of(new Positions.Recording(last.position(), last.recordedAt())))) {
        throw new Damaged(planId, "the log goes on otherwise");
      }
    }
    return opened;
  }

  private Kept read(String aggregateId, Kept before, LongConsumer folded) {
    return log.fold(
        aggregateId,
        before.size(),
        before,
        (kept, stored) -> {
          Kept more = and(aggregateId, kept, stored);
          folded.accept(more.size());
          return more;
        });
  }

  private static Kept and(String aggregateId, Kept kept, StoredStreams.Stored stored) {
    try {
      return kept.and(stored.recorded());
    } catch (Damaged damaged) {
      throw damaged;
    } catch (RuntimeException impossible) {
      throw new UnreadableEvent(aggregateId, stored.sequence(), impossible);
    }
  }

  /** Writes checkpoints of what is new. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("Checkpoints are still being written; they are left as they were");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    streams
        .asMap()
        .forEach(
            (id, kept) -> {
              if (kept.history().size() > written.getOrDefault(id, 0)) {
                write(id, kept.history());
              }
            });
  }
}
