/** Meetings: what they decided may count for, and when. */
@NullMarked
package org.planledger.meeting;

import org.jspecify.annotations.NullMarked;
