/** Merging amendments into a draft, as a meeting that agrees to them would. */
@NullMarked
package org.planledger.plan.agreement;

import org.jspecify.annotations.NullMarked;
