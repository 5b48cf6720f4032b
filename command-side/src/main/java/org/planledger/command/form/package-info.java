/** Reading commands from JSON, strictly, with every fault told at once. */
@NullMarked
package org.planledger.command.form;

import org.jspecify.annotations.NullMarked;
