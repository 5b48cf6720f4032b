/** What carrying commands out and reading the log again takes. */
@NullMarked
package org.planledger.bench.commands;

import org.jspecify.annotations.NullMarked;
