/**
 * What the ledger is made of: canonical events, a Merkle tree over them, tiles, signed checkpoints
 * and proofs. Described in docs/ledger.md; no framework and no library is used.
 */
@NullMarked
package org.planledger.ledger;

import org.jspecify.annotations.NullMarked;
