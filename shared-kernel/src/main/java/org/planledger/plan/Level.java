package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Likelihood or impact of a risk. */
public enum Level {
  @JsonProperty("low")
  LOW,

  @JsonProperty("medium")
  MEDIUM,

  @JsonProperty("high")
  HIGH
}
