/** Deciding on a consultation. */
@NullMarked
package org.planledger.command.consultation;

import org.jspecify.annotations.NullMarked;
