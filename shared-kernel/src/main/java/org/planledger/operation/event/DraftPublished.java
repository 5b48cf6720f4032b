package org.planledger.operation.event;

import java.time.LocalDate;

/**
 * The snapshot of an issued draft is to be had. The node that made it records this.
 *
 * @param revision of the event that issued it
 * @param sha256 hexadecimal, of its manifest, which holds those of its files
 */
public record DraftPublished(
    String planId, String document, long revision, String sha256, LocalDate on)
    implements OperationEvent {}
