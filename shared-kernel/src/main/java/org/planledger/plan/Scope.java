package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an agreement is about. */
public enum Scope {
  /** The text, and with it the agreed status. */
  @JsonProperty("text")
  TEXT,

  /** Place and heading only; the status of the text stays. */
  @JsonProperty("structure")
  STRUCTURE
}
