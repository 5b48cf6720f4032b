/** What happened to a plan, in order. */
@NullMarked
package org.planledger.query.timeline;

import org.jspecify.annotations.NullMarked;
