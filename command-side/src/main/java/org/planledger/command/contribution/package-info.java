/** Deciding on a contribution. */
@NullMarked
package org.planledger.command.contribution;

import org.jspecify.annotations.NullMarked;
