/** A plan: its draft, its history on two clocks, and the values both are made of. */
@NullMarked
package org.planledger.plan;

import org.jspecify.annotations.NullMarked;
