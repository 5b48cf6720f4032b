/** What every decision rests on: other streams, whole histories, and answers given before. */
@NullMarked
package org.planledger.command.decision;

import org.jspecify.annotations.NullMarked;
