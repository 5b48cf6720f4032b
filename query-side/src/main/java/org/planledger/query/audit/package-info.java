/** Outcomes that the records of their meetings do not bear out. */
@NullMarked
package org.planledger.query.audit;

import org.jspecify.annotations.NullMarked;
