/** Recording what operators ask for. */
@NullMarked
package org.planledger.command.operation;

import org.jspecify.annotations.NullMarked;
