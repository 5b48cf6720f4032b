package org.planledger.query.feed;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.reading.Reads;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The feed as Atom (RFC 4287) in archives (RFC 5005): of all, and of each plan.
 *
 * <p>An archive holds the events of so many places of the log, or of the plan, once nothing can
 * come into them any more, and never changes. The current document holds those of the last archive
 * and all that came after it; it also stands in the place of the archive that is not whole yet.
 */
@RestController
@Reads(Feed.GROUP)
final class AtomEndpoint {
  static final long PLACES = 200;

  private static final MediaType ATOM =
      MediaType.parseMediaType("application/atom+xml;charset=utf-8");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final Feed feed;

  AtomEndpoint(Feed feed) {
    this.feed = feed;
  }

  @GetMapping("/api/feed")
  ResponseEntity<byte[]> current() {
    return current(null);
  }

  @GetMapping("/api/feed/archive/{page}")
  ResponseEntity<byte[]> archive(@PathVariable long page) {
    return archive(null, page);
  }

  @GetMapping("/api/plans/{plan}/feed")
  ResponseEntity<byte[]> currentOf(@PathVariable String plan) {
    return current(plan);
  }

  @GetMapping("/api/plans/{plan}/feed/archive/{page}")
  ResponseEntity<byte[]> archiveOf(@PathVariable String plan, @PathVariable long page) {
    return archive(plan, page);
  }

  private ResponseEntity<byte[]> current(@Nullable String plan) {
    long archives = feed.places(plan) / PLACES;
    List<FeedEvent> events = feed.since(plan, Math.max(0, archives - 1) * PLACES);
    return answer(
        AtomDocument.current(feed.source(), plan, archives, events), CacheControl.noCache());
  }

  private ResponseEntity<byte[]> archive(@Nullable String plan, long page) {
    long archives = feed.places(plan) / PLACES;
    if (page == archives) {
      return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT)
          .location(URI.create(AtomDocument.path(plan)))
          .build();
    }
    if (page < 0 || page > archives) {
      throw new Refused(
          ProblemType.NOT_FOUND,
          "There is no archive %d; the feed itself links to the last one.".formatted(page));
    }
    List<FeedEvent> events = feed.between(plan, page * PLACES, (page + 1) * PLACES);
    return answer(AtomDocument.archive(feed.source(), plan, page, events), FOR_EVER);
  }

  private static ResponseEntity<byte[]> answer(AtomDocument document, CacheControl kept) {
    byte[] bytes = document.bytes();
    return ResponseEntity.ok()
        .contentType(ATOM)
        .cacheControl(kept)
        .eTag(AtomDocument.hash(bytes))
        .body(bytes);
  }
}
