/** What can have happened to a webhook. */
@NullMarked
package org.planledger.webhook.event;

import org.jspecify.annotations.NullMarked;
