/** What can be asked of a webhook. */
@NullMarked
package org.planledger.webhook.command;

import org.jspecify.annotations.NullMarked;
