/** The way of a command to the aggregate that decides on it, in Axon's terms. */
@NullMarked
package org.planledger.command.dispatch;

import org.jspecify.annotations.NullMarked;
