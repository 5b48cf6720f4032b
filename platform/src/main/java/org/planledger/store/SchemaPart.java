package org.planledger.store;

/**
 * A group of tables with migrations and a history of its own, so that modules number their
 * migrations independently.
 *
 * <p>The migrations stand on the class path under {@code db/migration/NAME}; the history is the
 * table {@code NAME_schema_history}. Declare one as a bean to have it migrated, after the event
 * store's own tables and before any event processor starts.
 *
 * @param name lower-case word
 */
public record SchemaPart(String name) {

  /** The event store's own. */
  public static final SchemaPart STORE = new SchemaPart("store");

  /** Refuses a name that is no lower-case word, since it becomes part of a table's name. */
  public SchemaPart {
    if (!name.matches("[a-z]{1,40}")) {
      throw new IllegalArgumentException("Not a lower-case word: " + name);
    }
  }
}
