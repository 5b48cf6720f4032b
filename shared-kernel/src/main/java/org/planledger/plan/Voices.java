package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How many delegations held a view. */
public enum Voices {
  @JsonProperty("one")
  ONE,

  @JsonProperty("some")
  SOME,

  @JsonProperty("several")
  SEVERAL,

  @JsonProperty("many")
  MANY
}
