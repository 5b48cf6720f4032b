/** The commands of the ledger. */
@NullMarked
package org.planledger.ledger.command;

import org.jspecify.annotations.NullMarked;
