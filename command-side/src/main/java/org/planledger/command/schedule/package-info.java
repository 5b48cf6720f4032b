/** Issues drafts that were scheduled when they become due. */
@NullMarked
package org.planledger.command.schedule;

import org.jspecify.annotations.NullMarked;
