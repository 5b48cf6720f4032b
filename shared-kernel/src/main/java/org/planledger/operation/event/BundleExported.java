package org.planledger.operation.event;

import java.time.LocalDate;

/**
 * A bundle of the log was handed out to its end.
 *
 * @param size events in it
 * @param root of the tree over them, base64
 */
public record BundleExported(long size, String root, LocalDate on) implements OperationEvent {}
