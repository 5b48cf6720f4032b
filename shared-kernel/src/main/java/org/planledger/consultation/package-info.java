/** Public consultations and staff surveys. */
@NullMarked
package org.planledger.consultation;

import org.jspecify.annotations.NullMarked;
