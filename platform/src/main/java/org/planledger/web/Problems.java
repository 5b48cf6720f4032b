package org.planledger.web;

import java.net.ConnectException;
import java.net.URI;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every error as a problem detail (RFC 9457). */
@RestControllerAdvice
public final class Problems extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String SECONDS_TO_WAIT = "1";

  Problems() {}

  /** A problem as the body of an answer. */
  public static ProblemDetail detail(Problem problem) {
    ProblemDetail detail =
        ProblemDetail.forStatusAndDetail(
            HttpStatusCode.valueOf(problem.type().status()), problem.detail());
    detail.setType(URI.create(problem.type().uri()));
    detail.setTitle(problem.type().title());
    problem.members().forEach(detail::setProperty);
    return detail;
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(Refused refused) {
    return answer(refused.problem(), new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<Object> failed(Exception failure) {
    if (isAway(failure)) {
      LOG.warn("The database is away: {}", failure.getMessage());
      return answer(
          new Problem(
              ProblemType.UNAVAILABLE,
              "The record cannot be reached at the moment. Send the request again;"
                  + " with the same Idempotency-Key a command has its effect only once.",
              java.util.Map.of()),
          new HttpHeaders());
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("Incident {}", incident, failure);
    return answer(
        new Problem(
            ProblemType.INTERNAL,
            "Something went wrong here, not with your request. Tell the operator the incident %s."
                .formatted(incident),
            java.util.Map.of("incident", incident)),
        new HttpHeaders());
  }

  private static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CannotGetJdbcConnectionException
          || cause instanceof CannotCreateTransactionException
          || cause instanceof SQLTransientConnectionException
          || cause instanceof SQLNonTransientConnectionException
          || cause instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemType type = type(status.value());
    if (type == ProblemType.INTERNAL) {
      return failed(failure);
    }
    return answer(new Problem(type, sentence(failure, type), java.util.Map.of()), headers);
  }

  private static String sentence(Exception failure, ProblemType type) {
    return switch (failure) {
      case HttpMediaTypeNotSupportedException unsupported ->
          "The body is %s; send %s."
              .formatted(unsupported.getContentType(), unsupported.getSupportedMediaTypes());
      case HttpRequestMethodNotSupportedException unsupported ->
          "%s is not possible here; use %s."
              .formatted(unsupported.getMethod(), unsupported.getSupportedHttpMethods());
      default -> sentence(type);
    };
  }

  private static String sentence(ProblemType type) {
    return switch (type) {
      case NOT_FOUND -> "Nothing is served under this address; check it.";
      case NOT_ACCEPTABLE -> "Ask for application/json.";
      default -> "The request cannot be understood; check its parameters and its body.";
    };
  }

  /** The kind of problem that stands for a status of the server's own. */
  static ProblemType type(int status) {
    return switch (status) {
      case 404 -> ProblemType.NOT_FOUND;
      case 405 -> ProblemType.METHOD_NOT_ALLOWED;
      case 406 -> ProblemType.NOT_ACCEPTABLE;
      case 413 -> ProblemType.TOO_LARGE;
      case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
      case 503 -> ProblemType.UNAVAILABLE;
      default -> status < 500 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
    };
  }

  /** A problem of a status of the server's own. */
  static Problem of(int status) {
    ProblemType type = type(status);
    return new Problem(type, sentence(type), java.util.Map.of());
  }

  private static ResponseEntity<Object> answer(Problem problem, HttpHeaders given) {
    HttpHeaders headers = new HttpHeaders(given);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (problem.type() == ProblemType.UNAVAILABLE) {
      headers.set(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
    }
    return new ResponseEntity<>(
        detail(problem), headers, HttpStatusCode.valueOf(problem.type().status()));
  }
}
