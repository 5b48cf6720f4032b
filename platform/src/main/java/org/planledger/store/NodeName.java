package org.planledger.store;

/**
 * The name under which this node claims work in the database: no other one's, and on an embedded
 * store that of every process, of which one at a time has the file.
 */
public record NodeName(String name) {}
