/** The commands of a meeting. */
@NullMarked
package org.planledger.meeting.command;

import org.jspecify.annotations.NullMarked;
