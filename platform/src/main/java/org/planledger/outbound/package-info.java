/** Sending to addresses that others have named. */
@NullMarked
package org.planledger.outbound;

import org.jspecify.annotations.NullMarked;
