/** The commands of a plan. */
@NullMarked
package org.planledger.plan.command;

import org.jspecify.annotations.NullMarked;
