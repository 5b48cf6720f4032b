/**
 * A second verifier of bundles and a client of tiles, written after docs/ledger.md alone; they
 * share no code with the first.
 */
package org.planledger.ledger.second;
