package org.planledger.query.reading;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.entry.LogEntries;
import org.planledger.store.DeadLetters;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a writer read its own write: a request with {@code minPosition}, or the header {@code
 * Min-Position}, is answered when all it is read from has taken the event at that position, and
 * refused when some of it has set that event aside.
 */
public final class MinimumPosition implements HandlerInterceptor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private final BiPredicate<String, Long> covers;
  private final BiFunction<String, Long, Optional<DeadLetters.Letter>> parked;

  /**
   * Asks these.
   *
   * @param covers whether a processing group has taken the event at a position
   * @param parked the letter of that event, if the group has set it aside
   */
  public MinimumPosition(
      BiPredicate<String, Long> covers,
      BiFunction<String, Long, Optional<DeadLetters.Letter>> parked) {
    this.covers = covers;
    this.parked = parked;
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws InterruptedException {
    String parameter = request.getParameter("minPosition");
    String asked = parameter == null ? request.getHeader("Min-Position") : parameter;
    if (asked != null && handler instanceof HandlerMethod method) {
      await(method.getBeanType().getAnnotation(Reads.class), position(asked));
    }
    return true;
  }

  private void await(@Nullable Reads reads, long position) throws InterruptedException {
    String[] groups = reads == null ? new String[0] : reads.value();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Arrays.stream(groups).allMatch(group -> covers.test(group, position))) {
      if (System.nanoTime() >= end) {
        throw new Refused(
            ProblemType.UNAVAILABLE,
            "What is asked for has not come to position %d yet. Ask again in a moment."
                .formatted(position));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    for (String group : groups) {
      parked
          .apply(group, position)
          .ifPresent(
              letter -> {
                throw LogEntries.waiting(letter);
              });
    }
  }

  private static long position(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "minPosition must be a position that a command answered, such as 1337.");
    }
    return Long.parseLong(text);
  }
}
