package org.planledger.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.DatabaseAway;
import org.planledger.store.RecordAway;
import org.planledger.store.UnknownType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers every error as a problem detail (RFC 9457). */
@RestControllerAdvice
public final class Problems extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String SECONDS_TO_WAIT = "1";

  Problems() {}

  /** Answers what is refused. */
  @ExceptionHandler
  public ResponseEntity<Object> refused(Refused refused) {
    return answer(refused.problem(), refused.problem().type().status(), HttpHeaders.EMPTY);
  }

  @ExceptionHandler({BadRequestException.class, InvalidParameterException.class})
  @Nullable ResponseEntity<Object> unreadable(Exception failure) {
    return DisconnectedClientHelper.isClientDisconnectedException(failure)
        ? null
        : answer(of(400), 400, HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> away(RecordAway away) {
    LOG.warn(
        "The record is away: {}", NestedExceptionUtils.getMostSpecificCause(away).getMessage());
    return answer(
        new Problem(ProblemType.UNAVAILABLE, String.valueOf(away.getMessage()), Map.of()),
        503,
        HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> failed(Exception failure) {
    if (DatabaseAway.isMeantBy(failure)) {
      LOG.warn(
          "The database is away: {}",
          NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
      return answer(of(503), 503, HttpHeaders.EMPTY);
    }
    if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
      LOG.debug("The sender is gone", failure);
      return null;
    }
    if (UnknownType.in(failure).isPresent()) {
      LOG.error("This node has to be upgraded: {}", failure.getMessage());
      return answer(
          new Problem(ProblemType.UNAVAILABLE, UnknownType.SENTENCE, Map.of()),
          503,
          HttpHeaders.EMPTY);
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("Incident {}", incident, failure);
    return answer(
        new Problem(
            ProblemType.INTERNAL,
            "Something went wrong here, not with your request. Tell the operator the incident %s."
                .formatted(incident),
            Map.of("incident", incident)),
        500,
        HttpHeaders.EMPTY);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    int answered = isAcceptUnreadable(failure) ? 400 : status.value();
    return type(answered) == ProblemType.INTERNAL
        ? failed(failure)
        : answer(
            new Problem(type(answered), sentence(failure, answered), Map.of()), answered, headers);
  }

  /** Of what is acceptable and does not exist, the framework names what does. */
  private static boolean isAcceptUnreadable(Exception failure) {
    return failure instanceof HttpMediaTypeNotAcceptableException unreadable
        && unreadable.getSupportedMediaTypes().isEmpty();
  }

  private static String sentence(Exception failure, int status) {
    return switch (failure) {
      case HttpMediaTypeNotSupportedException unsupported ->
          "%s; send %s."
              .formatted(
                  unsupported.getContentType() == null
                      ? "The header Content-Type does not say what the body is"
                      : "The body is " + unsupported.getContentType(),
                  either(unsupported.getSupportedMediaTypes()));
      case HttpMediaTypeNotAcceptableException unreadable when isAcceptUnreadable(unreadable) ->
          "The header Accept is no list of media types; ask for application/json.";
      case HttpRequestMethodNotSupportedException unsupported
          when unsupported.getSupportedHttpMethods() != null ->
          "%s is not possible here; use %s."
              .formatted(unsupported.getMethod(), either(unsupported.getSupportedHttpMethods()));
      case MissingServletRequestParameterException missing ->
          "The parameter %s is missing; give it.".formatted(missing.getParameterName());
      case TypeMismatchException mismatch when mismatch.getPropertyName() != null ->
          "The parameter %s is \"%s\"; give %s."
              .formatted(
                  mismatch.getPropertyName(),
                  mismatch.getValue(),
                  description(mismatch.getRequiredType()));
      default -> of(status).detail();
    };
  }

  private static String either(Collection<?> possible) {
    return possible.stream().map(Object::toString).sorted().collect(Collectors.joining(" or "));
  }

  private static String description(@Nullable Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    boolean isWhole =
        type == int.class || type == long.class || type == Integer.class || type == Long.class;
    return isWhole ? "a whole number" : "a value of the right form";
  }

  /** The kind of problem that stands for a status of the server's own. */
  private static ProblemType type(int status) {
    return switch (status) {
      case 404 -> ProblemType.NOT_FOUND;
      case 405 -> ProblemType.METHOD_NOT_ALLOWED;
      case 406 -> ProblemType.NOT_ACCEPTABLE;
      case 413 -> ProblemType.TOO_LARGE;
      case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
      case 503 -> ProblemType.UNAVAILABLE;
      // 501 and 505: a transfer coding or a version of HTTP that nobody should send.
      default ->
          status < 500 || status == 501 || status == 505
              ? ProblemType.MALFORMED_REQUEST
              : ProblemType.INTERNAL;
    };
  }

  /** A problem of a status of the server's own. */
  static Problem of(int status) {
    ProblemType type = type(status);
    String sentence =
        switch (type) {
          case NOT_FOUND -> "Nothing is served under this address; check it.";
          case METHOD_NOT_ALLOWED -> "This is not possible here; use another method.";
          case NOT_ACCEPTABLE -> "Ask for application/json.";
          case TOO_LARGE -> "The request is too large; send it in smaller parts.";
          case INTERNAL -> "Something went wrong here, not with your request. Tell the operator.";
          case UNAVAILABLE -> RecordAway.SENTENCE;
          default ->
              "The request cannot be understood; check its address, its headers and its body.";
        };
    return new Problem(type, sentence, Map.of());
  }

  /** A problem detail: the members of every problem, then its own. */
  record Detail(
      String type,
      String title,
      int status,
      String detail,
      @JsonAnyGetter Map<String, Object> members) {}

  static Detail detail(Problem problem, int status) {
    return new Detail(
        problem.type().uri(), problem.type().title(), status, problem.detail(), problem.members());
  }

  static ResponseEntity<Object> answer(Problem problem, int status, HttpHeaders given) {
    HttpHeaders headers = new HttpHeaders(given);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (problem.type() == ProblemType.UNAVAILABLE
        || problem.type() == ProblemType.PROOF_NOT_READY) {
      headers.set(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
    }
    return new ResponseEntity<>(detail(problem, status), headers, HttpStatusCode.valueOf(status));
  }
}
