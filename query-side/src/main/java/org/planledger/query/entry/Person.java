package org.planledger.query.entry;

import org.jspecify.annotations.Nullable;

/**
 * A person or delegation.
 *
 * @param name null: erased, or never registered
 */
public record Person(String id, @Nullable String name) {}
