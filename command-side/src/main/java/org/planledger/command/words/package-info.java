/** Cutting a text into words, once, when it enters the record. */
@NullMarked
package org.planledger.command.words;

import org.jspecify.annotations.NullMarked;
