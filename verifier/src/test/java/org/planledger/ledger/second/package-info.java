/**
 * A second verifier of bundles, written after docs/ledger.md alone; it shares no code with the
 * first.
 */
package org.planledger.ledger.second;
