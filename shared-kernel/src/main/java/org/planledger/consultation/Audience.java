package org.planledger.consultation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who is consulted. */
public enum Audience {
  @JsonProperty("public")
  PUBLIC,

  @JsonProperty("staff")
  STAFF
}
