/** Deciding on a plan. */
@NullMarked
package org.planledger.command.plan;

import org.jspecify.annotations.NullMarked;
