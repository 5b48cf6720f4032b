/** Receivers that are called when something has happened: subscriptions and deliveries. */
@NullMarked
package org.planledger.query.webhook;

import org.jspecify.annotations.NullMarked;
