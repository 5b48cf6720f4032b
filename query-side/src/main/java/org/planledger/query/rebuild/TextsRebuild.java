package org.planledger.query.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.OperationEvent;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.operation.event.ProjectionRebuilt;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.Taken;
import org.planledger.query.rebuild.RebuildState.Ended;
import org.planledger.query.texts.Checkpoints;
import org.planledger.query.texts.Histories;
import org.planledger.store.OperationLog;
import org.planledger.store.ReadOnly;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvents;
import org.planledger.store.UnreadableEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the histories of plans anew from the log, plan by plan, each beside the one that answers
 * are read from until it takes its place.
 *
 * <p>Every node does so for itself, for its memory and its checkpoints are its own. The last
 * request that it has carried out is told by a file beside these, so that a node that was away, or
 * was killed on the way, does so when it is back; one that begins without checkpoints has nothing
 * to make anew.
 */
public final class TextsRebuild implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(TextsRebuild.class);
  private static final Set<String> REQUESTS =
      Set.of(ProjectionRebuildRequested.class.getSimpleName());
  private static final String FILE = "rebuilt";
  private static final int BATCH = 200;
  private static final int TOLD = 10;

  private final Histories histories;
  private final Path folder;
  private final StoredEvents log;
  private final LogReader reader;
  private final OperationLog operations;
  private final ReadOnly readOnly;
  private final Clock clock;

  private final Repeated looking = new Repeated("texts-rebuild");
  private volatile boolean stopping;

  /** What was done, and is not in the log and the file yet. */
  private @Nullable Done unrecorded;

  private volatile @Nullable Running running;
  private volatile @Nullable Ended ended;
  private @Nullable String failure;

  /**
   * On the node that holds these histories.
   *
   * @param folder of its checkpoints
   */
  TextsRebuild(
      Histories histories,
      Path folder,
      StoredEvents log,
      LogReader reader,
      OperationLog operations,
      ReadOnly readOnly,
      Clock clock) {
    this.histories = histories;
    this.folder = folder;
    this.log = log;
    this.reader = reader;
    this.operations = operations;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  /**
   * One that is not at its end.
   *
   * @param done events that were folded
   * @param total events that there were when it began
   */
  record Running(Instant since, LongAdder done, long total) {}

  /**
   * What the file says.
   *
   * @param node an id of the folder
   * @param request number of the last request carried out, among the events of operators; -1: none
   */
  private record CarriedOut(String node, long request) {}

  /**
   * What was carried out.
   *
   * @param event the id of what is to be recorded
   */
  private record Done(Taken request, String event, ProjectionRebuilt outcome, List<String> told) {}

  /** The one that runs. */
  Optional<Running> running() {
    return Optional.ofNullable(running);
  }

  /** How the last one ended since the node started. */
  Optional<Ended> ended() {
    return Optional.ofNullable(ended);
  }

  @Override
  public void start() {
    stopping = false;
    looking.start(Rebuild.BETWEEN_LOOKS, this::look);
  }

  private void look() {
    try {
      step();
      failure = null;
    } catch (IOException | RuntimeException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!message.equals(failure)) {
        LOG.warn("Histories are not made anew, which is tried again: {}", message, e);
      }
      failure = message;
    } finally {
      running = null;
    }
  }

  /**
   * Carries out what was asked for, if anything was.
   *
   * @throws IOException when the file cannot be read or written
   */
  synchronized void step() throws IOException {
    Optional<CarriedOut> before = read();
    Optional<Taken> request = request(before.map(CarriedOut::request).orElse(-1L));
    if (before.isEmpty()) {
      // Where nothing is held there is nothing to make anew.
      long carriedOut = request.filter(asked -> !hasCheckpoints()).map(Taken::revision).orElse(-1L);
      write(new CarriedOut(UUID.randomUUID().toString(), carriedOut));
      return;
    }
    if (unrecorded == null && request.isPresent()) {
      unrecorded = run(before.get().node(), request.get());
    }
    if (unrecorded != null && !readOnly.isOn()) {
      end(before.get().node(), unrecorded);
      unrecorded = null;
    }
  }

  private boolean hasCheckpoints() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(Checkpoints.HEAD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last one after another: it asks for what those before it did. */
  private Optional<Taken> request(long after) {
    Optional<Taken> last = Optional.empty();
    while (true) {
      List<Taken> page =
          log.ofStream(OperationEvent.STREAM, REQUESTS, after, Long.MAX_VALUE, BATCH).stream()
              .map(reader::read)
              .toList();
      for (Taken request : page) {
        if (((ProjectionRebuildRequested) request.event()).projection().equals(Histories.GROUP)) {
          last = Optional.of(request);
        }
      }
      if (page.size() < BATCH) {
        return last;
      }
      after = page.getLast().revision();
    }
  }

  /** Null: the node ends, and begins anew when it is back. */
  private @Nullable Done run(String node, Taken request) {
    long position = histories.position();
    Map<String, Long> plans = histories.plans();
    Running now =
        new Running(
            clock.instant(),
            new LongAdder(),
            plans.values().stream().mapToLong(Long::longValue).sum());
    running = now;
    List<String> told = new ArrayList<>();
    long differences = 0;
    for (String plan : plans.keySet()) {
      if (stopping) {
        return null;
      }
      Optional<String> difference = rebuilt(plan, now, told);
      differences += difference.isPresent() ? 1 : 0;
      difference.ifPresent(one -> tell(told, one));
    }
    LOG.info("The histories of {} plans are made anew", plans.size());
    return new Done(
        request,
        UUID.nameUUIDFromBytes("%s %s".formatted(request.recorded(), node).getBytes(UTF_8))
            .toString(),
        new ProjectionRebuilt(Histories.GROUP, position, differences, LocalDate.now(clock)),
        told);
  }

  /** What was wrong with a plan; whatever keeps it from being made anew is told of it alone. */
  private Optional<String> rebuilt(String plan, Running now, List<String> told) {
    try {
      return histories
          .rebuild(plan, now.done()::increment)
          .map(drifted -> "the history of plan %s %s".formatted(plan, drifted.difference()));
    } catch (IOException unwritten) {
      tell(told, String.valueOf(unwritten.getMessage()));
    } catch (UnreadableEvent unreadable) {
      tell(told, "plan %s is as it was: %s".formatted(plan, unreadable.getMessage()));
    }
    return Optional.empty();
  }

  private static void tell(List<String> told, String sentence) {
    LOG.warn("Histories are made anew: {}", sentence);
    if (told.size() < TOLD) {
      told.add(sentence);
    }
  }

  private void end(String node, Done done) throws IOException {
    MetaData sender = done.request().metaData();
    operations.record(
        done.event(),
        done.outcome(),
        String.valueOf(sender.get("actor")),
        (String) sender.get("onBehalfOf"));
    write(new CarriedOut(node, done.request().revision()));
    ended =
        new Ended(
            clock.instant(),
            done.outcome().position(),
            done.outcome().differences(),
            List.copyOf(done.told()),
            null);
  }

  private Optional<CarriedOut> read() throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(FILE));
      return Optional.of(new CarriedOut(lines.get(0), Long.parseLong(lines.get(1))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IndexOutOfBoundsException | NumberFormatException damaged) {
      throw new IOException(
          "%s is not what this node wrote; delete it".formatted(folder.resolve(FILE)), damaged);
    }
  }

  private void write(CarriedOut carriedOut) throws IOException {
    Path fresh =
        Files.write(
            folder.resolve(FILE + ".new"),
            List.of(carriedOut.node(), String.valueOf(carriedOut.request())));
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void stop() {
    stopping = true;
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
