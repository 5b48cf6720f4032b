package org.planledger.store;

import org.axonframework.eventsourcing.eventstore.EventStore;

/**
 * The log as the database holds it, for those who follow it and for those who read. It is where
 * events are appended, or a copy of that.
 */
public record Followed(EventStore log) {}
