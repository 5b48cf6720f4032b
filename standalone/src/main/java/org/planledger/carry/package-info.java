/**
 * Carries a log from one place to another: into a backup, from a backup into a store, from one
 * store into another. Ids, order, positions, clocks and the ledger stay as they were.
 */
@NullMarked
package org.planledger.carry;

import org.jspecify.annotations.NullMarked;
