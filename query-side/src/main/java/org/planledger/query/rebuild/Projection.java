package org.planledger.query.rebuild;

import java.util.function.LongSupplier;

/**
 * Something that follows the log.
 *
 * @param name of its processing group
 * @param position up to which it has taken every event
 */
public record Projection(String name, LongSupplier position) {}
