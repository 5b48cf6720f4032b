/** Deciding on what is asked of the ledger. */
@NullMarked
package org.planledger.command.ledger;

import org.jspecify.annotations.NullMarked;
