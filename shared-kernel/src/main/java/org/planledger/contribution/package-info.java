/** Contributions of members and of the secretariat. */
@NullMarked
package org.planledger.contribution;

import org.jspecify.annotations.NullMarked;
