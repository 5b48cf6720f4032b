package org.planledger.axonserver;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Metrics;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.axonframework.axonserver.connector.AxonServerException;
import org.axonframework.axonserver.connector.command.AxonServerCommandDispatchException;
import org.axonframework.axonserver.connector.util.GrpcMessageSizeExceededException;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.RecordAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an error of Axon Server, or of the way to it, means for whoever sent a command. Its codes
 * are those of the connector's {@code ErrorCode}; an append is answered with one in a trailer.
 */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern CODE = Pattern.compile("AXONIQ-([0-9]{4})");

  private Faults() {}

  /** Of an append, whose first event is named. */
  static RuntimeException ofAppend(Throwable failure, DomainEventMessage<?> first) {
    if ("2000".equals(code(failure))) {
      String sentence =
          "Another event has number %d of %s"
              .formatted(first.getSequenceNumber(), first.getAggregateIdentifier());
      return first.getSequenceNumber() == 0
          ? new AggregateStreamCreationException(sentence, failure)
          : new ConcurrencyException(sentence, failure);
    }
    return of(failure);
  }

  /** Of an append that was not yet to be committed. */
  static RuntimeException ofUnsent(RuntimeException failure) {
    return "3002".equals(code(failure)) ? of(failure) : RecordAway.nothingRecorded(failure);
  }

  /** Of reading, which changes nothing. */
  static RuntimeException ofRead(Throwable failure) {
    alarm(code(failure), failure);
    return RecordAway.nothingRecorded(failure);
  }

  /**
   * Of sending a command to whoever handles it.
   *
   * @param starting whether handlers may still be on their way to being known to Axon Server
   * @return what is not an error of Axon Server's, as it is
   */
  public static RuntimeException ofDispatch(RuntimeException failure, boolean starting) {
    if (failure instanceof NoHandlerForCommandException) {
      return starting ? RecordAway.nothingRecorded(failure) : failure;
    }
    if (failure instanceof ConcurrencyException) {
      return failure;
    }
    if (failure instanceof AxonServerCommandDispatchException dispatch
        && dispatch.getCause() == null) {
      return RecordAway.nothingRecorded(failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AxonServerException
          || cause instanceof io.axoniq.axonserver.connector.AxonServerException
          || cause instanceof StatusRuntimeException
          || cause instanceof TimeoutException
          || cause instanceof InterruptedException) {
        return of(failure);
      }
    }
    return failure;
  }

  private static RuntimeException of(Throwable failure) {
    String code = code(failure);
    alarm(code, failure);
    return switch (code) {
      case "2001", "3002" ->
          new Refused(
              ProblemType.TOO_LARGE,
              "What would be recorded is too large for Axon Server; send it in smaller parts.");
      case "2100", "3001", "4003" -> RecordAway.nothingRecorded(failure);
      case null, default -> RecordAway.unknown(failure);
    };
  }

  /** Errors of what Axon Server stores in, and of who we are to it, pass by no waiting. */
  private static void alarm(@Nullable String code, Throwable failure) {
    if (code != null && (code.startsWith("9") || code.startsWith("1"))) {
      Metrics.counter("planledger.axonserver.errors", "code", code).increment();
      LOG.error("Axon Server reports AXONIQ-{}: look after it", code, failure);
    }
  }

  private static @Nullable String code(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GrpcMessageSizeExceededException) {
        return "3002";
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status) {
        return code(status);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AxonServerException error) {
        return in(error.code());
      }
      if (cause instanceof io.axoniq.axonserver.connector.AxonServerException error) {
        return in(error.getErrorCategory().errorCode());
      }
    }
    return null;
  }

  /** Null where the connection failed: what had been sent may have arrived. */
  private static @Nullable String code(StatusRuntimeException status) {
    Metadata trailers = status.getTrailers();
    String trailer = trailers == null ? null : trailers.get(TRAILER);
    String code = in(trailer == null ? status.getStatus().getDescription() : trailer);
    return code == null && status.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
        ? "3002"
        : code;
  }

  private static @Nullable String in(@Nullable String text) {
    Matcher matcher = CODE.matcher(text == null ? "" : text);
    return matcher.find() ? matcher.group(1) : null;
  }
}
