package org.planledger.command.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.RecordAway;
import org.planledger.store.UnknownType;

/**
 * Why a command failed, as it travels from the node that tried it to the one that was asked.
 *
 * @param type null: another writer was faster
 * @param members of the problem, as JSON
 */
record Failure(@Nullable ProblemType type, String detail, Map<String, JsonNode> members) {

  /** Of what was thrown; empty: it is a fault of ours. */
  static Optional<Failure> of(Throwable thrown, ObjectMapper json) {
    return switch (thrown) {
      case Refused refused -> Optional.of(of(refused.problem(), json));
      case RecordAway away ->
          Optional.of(
              new Failure(ProblemType.UNAVAILABLE, String.valueOf(away.getMessage()), Map.of()));
      case ConcurrencyException faster -> Optional.of(faster(faster));
      case AggregateStreamCreationException faster -> Optional.of(faster(faster));
      default ->
          UnknownType.in(thrown)
              .map(newer -> new Failure(ProblemType.UNAVAILABLE, UnknownType.SENTENCE, Map.of()));
    };
  }

  private static Failure of(Problem problem, ObjectMapper json) {
    Map<String, JsonNode> members = new HashMap<>();
    problem.members().forEach((name, value) -> members.put(name, json.valueToTree(value)));
    return new Failure(problem.type(), problem.detail(), members);
  }

  private static Failure faster(RuntimeException faster) {
    return new Failure(null, String.valueOf(faster.getMessage()), Map.of());
  }

  /** The same exception as on that node. */
  RuntimeException thrown(Throwable cause) {
    if (type == null) {
      return new ConcurrencyException(detail, cause);
    }
    if (type == ProblemType.UNAVAILABLE) {
      return RecordAway.saying(detail, cause);
    }
    Map<String, Object> read = new HashMap<>();
    members.forEach((name, value) -> read.put(name, read(value)));
    return new Refused(type, detail, read);
  }

  private static Object read(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return value.isTextual() ? value.textValue() : value;
  }
}
