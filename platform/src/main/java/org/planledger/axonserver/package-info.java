/**
 * The log in Axon Server: appended to and decided on there, and copied from there into the
 * database, on which all reading works as it does without.
 */
@NullMarked
package org.planledger.axonserver;

import org.jspecify.annotations.NullMarked;
