/** Which plans there are. */
@NullMarked
package org.planledger.query.plan;

import org.jspecify.annotations.NullMarked;
