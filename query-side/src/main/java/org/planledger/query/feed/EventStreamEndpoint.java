package org.planledger.query.feed;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The feed as server-sent events. */
@RestController
final class EventStreamEndpoint {
  private final Feed feed;
  private final EventStreams streams;

  EventStreamEndpoint(Feed feed, EventStreams streams) {
    this.feed = feed;
    this.streams = streams;
  }

  /**
   * Answers events as they come.
   *
   * @param after cursor of a reader that begins; absent: only what comes from now on
   * @param lastEventId cursor of one that was cut off
   */
  @GetMapping("/api/feed/events")
  void events(
      @RequestParam(defaultValue = "") List<String> type,
      @RequestParam(required = false) @Nullable String plan,
      @RequestParam(required = false) @Nullable String after,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response) {
    FeedFilter filter = FeedFilter.of(type, plan);
    if (plan != null) {
      feed.requirePlan(plan);
    }
    String asked = lastEventId == null || lastEventId.isEmpty() ? after : lastEventId;
    long cursor = asked == null ? feed.settled() : cursor(asked);
    streams.follow(filter, cursor, request, response);
  }

  private long cursor(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "The cursor must be a position such as 1337: what an event had as its id, or 0 for all.");
    }
    long cursor = Long.parseLong(text);
    long head = feed.head();
    if (cursor > head) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "The log ends at position %d, before %d: that is a cursor of another log, or of this one before it was restored. Begin again with after=0."
              .formatted(head, cursor));
    }
    return cursor;
  }
}
