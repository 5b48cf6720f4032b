/** What is answered when something cannot be done: RFC 9457 problem details. */
@NullMarked
package org.planledger.problem;

import org.jspecify.annotations.NullMarked;
