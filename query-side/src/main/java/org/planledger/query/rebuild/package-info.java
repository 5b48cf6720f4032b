/** Making a projection anew from the log. */
@NullMarked
package org.planledger.query.rebuild;

import org.jspecify.annotations.NullMarked;
