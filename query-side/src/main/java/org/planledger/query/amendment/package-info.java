/** The amendments of a plan, and what became of each. */
@NullMarked
package org.planledger.query.amendment;

import org.jspecify.annotations.NullMarked;
