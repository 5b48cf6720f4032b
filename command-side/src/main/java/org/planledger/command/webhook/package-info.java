/** Deciding on a webhook. */
@NullMarked
package org.planledger.command.webhook;

import org.jspecify.annotations.NullMarked;
