/**
 * The event store that both sides run on: one log in a relational database, read and written
 * through JDBC.
 */
@NullMarked
package org.planledger.store;

import org.jspecify.annotations.NullMarked;
