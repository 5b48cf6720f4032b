package org.planledger.command.decision;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.messaging.MetaData;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * The commands that an aggregate has carried out under an idempotency key. Part of the aggregate's
 * fold, since the key travels with the event: there is no second place that could disagree.
 */
record Answers(@JsonValue PMap<String, Answers.Given> byKey) {
  /** None yet. */
  static final Answers NONE = new Answers(HashTreePMap.empty());

  /** The revision that a command made, and the command's digest. */
  record Given(long revision, String digest) {}

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Answers stored(Map<String, Given> byKey) {
    return new Answers(HashTreePMap.from(byKey));
  }

  /** With what an event was recorded under. */
  Answers after(long revision, MetaData metaData) {
    if (!Request.isKeyed(metaData)) {
      return this;
    }
    Request request = Request.of(metaData);
    return new Answers(
        byKey.plus(Objects.requireNonNull(request.key()), new Given(revision, request.digest())));
  }

  /**
   * The revision that this request made when it was carried out before.
   *
   * @throws Refused when its key was used for another command
   */
  Optional<Long> to(Request request) {
    String key = request.key();
    Given given = key == null ? null : byKey.get(key);
    if (given == null) {
      return Optional.empty();
    }
    if (!given.digest().equals(request.digest())) {
      throw new Refused(
          ProblemType.KEY_REUSED,
          ("The idempotency key was used for another command, which made revision %d."
                  + " Use a new key for a new command.")
              .formatted(given.revision()));
    }
    return Optional.of(given.revision());
  }
}
