package org.planledger.log;

import java.time.Instant;

/**
 * An event as the log holds it.
 *
 * @param revision sequence number in its stream, from 0
 * @param position place in the global order of the log; 0 where the reader needs none
 * @param recordedAt the instant it entered the log
 */
public record Recorded<E extends Event>(
    long revision, long position, Instant recordedAt, E event) {}
