/** Imports: many commands, one a line. */
@NullMarked
package org.planledger.command.imports;

import org.jspecify.annotations.NullMarked;
