/** Meetings, and what was decided at each. */
@NullMarked
package org.planledger.query.meeting;

import org.jspecify.annotations.NullMarked;
