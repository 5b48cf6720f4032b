/** A process that sees to it that a log does not tell different people different histories. */
@NullMarked
package org.planledger.ledger.witness;

import org.jspecify.annotations.NullMarked;
