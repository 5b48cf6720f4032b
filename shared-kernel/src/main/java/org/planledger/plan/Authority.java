package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a body may do to a plan, each including those before it. */
public enum Authority {
  /** Agrees provisionally and approves frameworks. */
  @JsonProperty("agree")
  AGREE,

  /** Sends the plan on for adoption. */
  @JsonProperty("transmit")
  TRANSMIT,

  /** Adopts the plan. */
  @JsonProperty("adopt")
  ADOPT
}
