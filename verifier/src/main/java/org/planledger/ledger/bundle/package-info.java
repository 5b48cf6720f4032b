/** The whole log in one deterministic file or folder, for auditors. */
@NullMarked
package org.planledger.ledger.bundle;

import org.jspecify.annotations.NullMarked;
