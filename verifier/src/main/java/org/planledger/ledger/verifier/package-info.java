/** The command line for auditors. It reads files and writes to the terminal, nothing else. */
@NullMarked
package org.planledger.ledger.verifier;

import org.jspecify.annotations.NullMarked;
