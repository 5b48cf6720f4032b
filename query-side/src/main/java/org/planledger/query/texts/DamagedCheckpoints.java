package org.planledger.query.texts;

import jakarta.servlet.http.HttpServletRequest;
import org.planledger.page.Damaged;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.web.Problems;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** When a checkpoint turns out damaged while it is read, the request is answered from the log. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class DamagedCheckpoints {
  private final Histories histories;
  private final Problems problems;

  /** Of these. */
  public DamagedCheckpoints(Histories histories, Problems problems) {
    this.histories = histories;
    this.problems = problems;
  }

  /** Asks again, which parameters are kept for; a body is read only once. */
  @ExceptionHandler
  Object damaged(Damaged damaged, HttpServletRequest request) {
    histories.forget(damaged);
    if (request.getMethod().equals("GET")) {
      return "forward:" + request.getRequestURI();
    }
    return problems.refused(
        new Refused(
            ProblemType.UNAVAILABLE,
            "What is kept of plan %s is read again from the log. Ask again."
                .formatted(damaged.what())));
  }
}
