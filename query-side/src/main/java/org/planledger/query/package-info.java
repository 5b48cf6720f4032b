/** The read side: answers about drafts in time, and lists of what happened. */
@NullMarked
package org.planledger.query;

import org.jspecify.annotations.NullMarked;
