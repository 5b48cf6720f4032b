/** The commands of a consultation. */
@NullMarked
package org.planledger.consultation.command;

import org.jspecify.annotations.NullMarked;
