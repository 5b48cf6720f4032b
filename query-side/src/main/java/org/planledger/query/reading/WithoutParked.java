package org.planledger.query.reading;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.planledger.query.entry.LogEntries;
import org.planledger.store.DeadLetters;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Says with an answer that is read from the lists which streams it may lack the latest of, in the
 * header {@code Dead-Letters}: those of which the lists have set events aside, at most twenty by
 * name.
 */
public final class WithoutParked implements HandlerInterceptor {
  private static final String HEADER = "Dead-Letters";
  private static final int MOST = 20;

  private final DeadLetters letters;

  /** Asks these. */
  public WithoutParked(DeadLetters letters) {
    this.letters = letters;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method && isReadFromTheLists(method)) {
      List<String> streams = List.copyOf(letters.since(LogEntries.GROUP).keySet());
      if (!streams.isEmpty()) {
        List<String> named = new ArrayList<>(streams.subList(0, Math.min(MOST, streams.size())));
        if (streams.size() > MOST) {
          named.add("...");
        }
        response.setHeader(HEADER, String.join(", ", named));
      }
    }
    return true;
  }

  private static boolean isReadFromTheLists(HandlerMethod method) {
    Reads reads = method.getBeanType().getAnnotation(Reads.class);
    return reads != null && List.of(reads.value()).contains(LogEntries.GROUP);
  }
}
