package org.planledger.carry;

/**
 * What is carried: what cannot be made anew from anything else. All other tables fill themselves
 * from these.
 */
enum Table {
  EVENTS("domain_event", "global_index", true, false),
  PERSONS("person", "id%s", false, false),
  LEDGER("ledger_state", "id", false, true),
  LEAVES("ledger_leaf", "leaf_index", true, true),
  TILES("ledger_tile", "level, tile_index", false, true),
  CHECKPOINTS("ledger_checkpoint", "size", false, true),
  COSIGNATURES("ledger_cosignature", "size, witness%s", false, true),
  KEYS("ledger_key", "verifier_key%s", false, true);

  private final String title;
  private final String key;
  private final boolean grows;
  private final boolean ledger;

  Table(String title, String key, boolean grows, boolean ledger) {
    this.title = title;
    this.key = key;
    this.grows = grows;
    this.ledger = ledger;
  }

  /** Its name in the database. */
  String title() {
    return title;
  }

  /** Whether rows are only ever added, under larger numbers. */
  boolean grows() {
    return grows;
  }

  /** Whether it is one of the ledger's. */
  boolean isLedger() {
    return ledger;
  }

  /** What its rows are sorted by, so that they have the same order in every database. */
  String order(boolean embedded) {
    return key.formatted(embedded ? "" : " COLLATE \"C\"");
  }
}
