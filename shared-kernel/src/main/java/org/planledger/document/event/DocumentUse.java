package org.planledger.document.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a document number is used for. */
public enum DocumentUse {
  @JsonProperty("contribution")
  CONTRIBUTION,
  @JsonProperty("agenda")
  AGENDA,
  @JsonProperty("report")
  REPORT,
  @JsonProperty("issued-draft")
  ISSUED_DRAFT
}
