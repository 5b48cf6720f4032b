/** The events of the ledger. */
@NullMarked
package org.planledger.ledger.event;

import org.jspecify.annotations.NullMarked;
