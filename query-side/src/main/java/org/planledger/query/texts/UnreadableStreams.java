package org.planledger.query.texts;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.UnreadableEvent;
import org.planledger.web.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Names the event that a stream cannot be read for; other streams are answered from. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class UnreadableStreams {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableStreams.class);

  private final StoredEvents log;
  private final Problems problems;

  /** Looks the event up in the log. */
  public UnreadableStreams(StoredEvents log, Problems problems) {
    this.log = log;
    this.problems = problems;
  }

  @ExceptionHandler
  ResponseEntity<Object> unreadable(UnreadableEvent unreadable) {
    LOG.warn("{}", unreadable.getMessage());
    String event =
        log.ofStream(unreadable.stream(), new TreeSet<>(List.of(unreadable.sequence()))).stream()
            .findFirst()
            .map(StoredEvent::eventId)
            .orElse("(gone)");
    return problems.refused(
        new Refused(
            ProblemType.UNAVAILABLE,
            "Nothing can be told of %s at the moment: its event %s, revision %d, cannot be read. Tell the operator."
                .formatted(unreadable.stream(), event, unreadable.sequence()),
            Map.of(
                "stream", unreadable.stream(), "revision", unreadable.sequence(), "event", event)));
  }
}
