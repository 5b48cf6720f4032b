/** The events of a consultation. */
@NullMarked
package org.planledger.consultation.event;

import org.jspecify.annotations.NullMarked;
