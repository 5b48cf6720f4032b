package org.planledger.carry;

import org.jspecify.annotations.Nullable;

/**
 * How far a log goes.
 *
 * @param events how many there are
 * @param position of the last one; 0: there is none
 * @param recordedAt when the last one was recorded; null: there is none
 */
public record Point(long events, long position, @Nullable String recordedAt) {}
