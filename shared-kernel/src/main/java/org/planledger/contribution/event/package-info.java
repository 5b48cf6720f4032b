/** The events of a contribution. */
@NullMarked
package org.planledger.contribution.event;

import org.jspecify.annotations.NullMarked;
