package org.planledger.query.ledger;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how the ledger is; at once, whatever position a reader waits for. */
@RestController
final class StatusEndpoint {
  private final LedgerStatus status;

  StatusEndpoint(LedgerStatus status) {
    this.status = status;
  }

  @GetMapping("/api/ledger/status")
  LedgerStatus.Status status() {
    return status.now();
  }
}
