/** The commands of a contribution. */
@NullMarked
package org.planledger.contribution.command;

import org.jspecify.annotations.NullMarked;
