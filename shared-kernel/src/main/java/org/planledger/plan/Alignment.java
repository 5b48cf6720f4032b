package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A link from a provision to a target of another framework; proposed until a meeting agrees. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Alignment(
    String id,
    String provisionId,
    String framework,
    String target,
    @Nullable String rationale,
    State state,
    long revision) {

  /** How far the alignment has come. */
  public enum State {
    PROPOSED,
    AGREED,
    WITHDRAWN
  }
}
