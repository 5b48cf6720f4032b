/** The events of a plan, and what they are made of. */
@NullMarked
package org.planledger.plan.event;

import org.jspecify.annotations.NullMarked;
