package org.planledger.query.feed;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.feed.Feed.Batch;
import org.planledger.store.DatabaseAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The readers of the feed as server-sent events.
 *
 * <p>Each has a virtual thread that reads some events, writes them, and reads on when they are
 * taken: nothing is kept for a reader but its cursor. A write that the reader does not take ends in
 * the timeout of the connector, and the stream with it.
 */
final class EventStreams implements SmartLifecycle {
  private static final int EVENTS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

  private final Feed feed;
  private final Duration heartbeat;
  private final Semaphore free;
  private final Set<Thread> open = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  EventStreams(Feed feed, Duration heartbeat, int most) {
    this.feed = feed;
    this.heartbeat = heartbeat;
    this.free = new Semaphore(most);
  }

  /** How many are open. */
  int open() {
    return open.size();
  }

  /**
   * Answers a request with all events from a cursor on, until the reader is gone or the node ends.
   *
   * @throws Refused 503 where there are too many, or the node ends
   */
  void follow(
      FeedFilter filter, long cursor, HttpServletRequest request, HttpServletResponse response) {
    if (!running || !free.tryAcquire()) {
      throw new Refused(
          ProblemType.UNAVAILABLE,
          "This node serves as many streams as it can. Ask again in a moment.");
    }
    boolean begun = false;
    try {
      response.setContentType("text/event-stream");
      response.setCharacterEncoding(StandardCharsets.UTF_8);
      response.setHeader("Cache-Control", "no-store");
      // A proxy in front is to pass on what there is.
      response.setHeader("X-Accel-Buffering", "no");
      AsyncContext exchange = request.startAsync(request, response);
      exchange.setTimeout(0);
      Gone reader = new Gone();
      exchange.addListener(reader);
      Thread thread =
          Thread.ofVirtual()
              .name("stream")
              .unstarted(() -> stream(filter, cursor, exchange, reader));
      open.add(thread);
      thread.start();
      begun = true;
    } finally {
      if (!begun) {
        free.release();
      }
    }
  }

  private void stream(FeedFilter filter, long cursor, AsyncContext exchange, Gone reader) {
    try {
      write(filter, cursor, exchange);
    } catch (IOException e) {
      reader.noticed = true;
      LOG.debug("A reader is gone", e);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The reader comes again with its cursor.
      if (reader.noticed) {
        LOG.debug("A reader is gone", e);
      } else if (DatabaseAway.isMeantBy(e)) {
        LOG.warn("A stream ends, since the database is away: {}", e.getMessage());
      } else {
        LOG.error("A stream ends", e);
      }
    } finally {
      free.release();
      open.remove(Thread.currentThread());
      if (!reader.noticed) {
        exchange.complete();
      }
    }
  }

  /**
   * Ends the exchange of a reader that is gone, when the server tells that it has noticed.
   *
   * <p>The thread of the stream does not: the server may be done with the exchange by then. Where
   * it is done before a write that failed returns, that write does not say so, and the next one
   * finds no answer to write to.
   */
  private static final class Gone implements AsyncListener {
    /** Told by the server, or by a write that failed. */
    private volatile boolean noticed;

    @Override
    public void onError(AsyncEvent event) {
      noticed = true;
      event.getAsyncContext().complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private void write(FeedFilter filter, long from, AsyncContext exchange)
      throws IOException, InterruptedException {
    ServletOutputStream out = exchange.getResponse().getOutputStream();
    long cursor = from;
    // The first cursor is told at once: a reader that is cut off before the first event has it.
    send(out, "retry: 1000\n" + idle(cursor));
    long written = System.nanoTime();
    while (running) {
      long silent = System.nanoTime() - written;
      long settled = feed.await(cursor, heartbeat.minusNanos(silent));
      ByteArrayOutputStream events = new ByteArrayOutputStream();
      if (settled > cursor) {
        Batch batch = feed.after(filter, cursor, settled, EVENTS);
        for (FeedEvent event : batch.events()) {
          append(events, event);
        }
        cursor = batch.position();
      }
      if (events.size() > 0) {
        out.write(events.toByteArray());
        out.flush();
        written = System.nanoTime();
      } else if (System.nanoTime() - written >= heartbeat.toNanos()) {
        send(out, idle(cursor));
        written = System.nanoTime();
      }
    }
  }

  /** A comment, and how far the reader is: no event is made of it. */
  private static String idle(long cursor) {
    return ": nothing new\nid: %d\n\n".formatted(cursor);
  }

  private static void append(ByteArrayOutputStream events, FeedEvent event) {
    events.writeBytes(
        "id: %d\nevent: %s\ndata: "
            .formatted(event.position(), event.type().type())
            .getBytes(StandardCharsets.UTF_8));
    events.writeBytes(event.json());
    events.writeBytes(new byte[] {'\n', '\n'});
  }

  private static void send(ServletOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void start() {
    running = true;
  }

  /** Before the server waits for the requests that it has begun to answer. */
  @Override
  public void stop() {
    running = false;
    feed.wake();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread : open) {
        boolean unused = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
