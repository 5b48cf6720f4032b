/** The write side: it decides on commands, and records the events they make. */
@NullMarked
package org.planledger.command;

import org.jspecify.annotations.NullMarked;
