/** The events of a meeting. */
@NullMarked
package org.planledger.meeting.event;

import org.jspecify.annotations.NullMarked;
