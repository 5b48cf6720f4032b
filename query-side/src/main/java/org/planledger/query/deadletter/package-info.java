/** Events that the lists have set aside: which, why, and what operators have done with them. */
@NullMarked
package org.planledger.query.deadletter;

import org.jspecify.annotations.NullMarked;
