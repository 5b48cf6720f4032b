/** What the ledger costs. */
@NullMarked
package org.planledger.bench.ledger;

import org.jspecify.annotations.NullMarked;
