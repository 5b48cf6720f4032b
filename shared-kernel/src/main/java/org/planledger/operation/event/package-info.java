/** What was asked of a running product, and what it did on its own account. */
@NullMarked
package org.planledger.operation.event;

import org.jspecify.annotations.NullMarked;
