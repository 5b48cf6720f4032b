/**
 * The ledger: the whole log as a Merkle tree, in an order that is kept, under signed checkpoints.
 */
@NullMarked
package org.planledger.query.ledger;

import org.jspecify.annotations.NullMarked;
