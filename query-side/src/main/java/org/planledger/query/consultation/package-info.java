/** Consultations: opened, postponed, closed, and what they found. */
@NullMarked
package org.planledger.query.consultation;

import org.jspecify.annotations.NullMarked;
