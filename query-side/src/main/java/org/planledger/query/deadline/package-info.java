/** When drafts are due, and whether they were issued in time. */
@NullMarked
package org.planledger.query.deadline;

import org.jspecify.annotations.NullMarked;
