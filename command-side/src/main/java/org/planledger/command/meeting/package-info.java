/** Deciding on a meeting. */
@NullMarked
package org.planledger.command.meeting;

import org.jspecify.annotations.NullMarked;
