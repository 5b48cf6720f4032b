package org.planledger.carry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.planledger.axonserver.AxonServerStore;
import org.planledger.people.PeopleConfiguration;
import org.planledger.query.ledger.LedgerConfiguration;
import org.planledger.query.publication.PublicationConfiguration;
import org.planledger.query.webhook.WebhookConfiguration;
import org.planledger.store.SchemaPart;

/**
 * What is carried: what cannot be made anew from anything else. All other tables fill themselves
 * from these.
 */
enum Table {
  EVENTS("domain_event", "global_index", true, SchemaPart.STORE),
  COPY("axonserver_copy", "id", false, AxonServerStore.SCHEMA),
  PERSONS("person", "id%s", false, PeopleConfiguration.SCHEMA),
  LEDGER("ledger_state", "id", false, LedgerConfiguration.SCHEMA),
  LEAVES("ledger_leaf", "leaf_index", true, LedgerConfiguration.SCHEMA),
  TILES("ledger_tile", "level, tile_index", false, LedgerConfiguration.SCHEMA),
  CHECKPOINTS("ledger_checkpoint", "size", false, LedgerConfiguration.SCHEMA),
  COSIGNATURES("ledger_cosignature", "size, witness%s", false, LedgerConfiguration.SCHEMA),
  KEYS("ledger_key", "verifier_key%s", false, LedgerConfiguration.SCHEMA),
  WEBHOOKS_READ("webhook_log", "id", false, WebhookConfiguration.SCHEMA),
  WEBHOOKS("webhook", "webhook_id%s", false, WebhookConfiguration.SCHEMA),
  WEBHOOKS_HELD("webhook_held", "webhook_id%s, stream%<s", false, WebhookConfiguration.SCHEMA),
  WEBHOOK_SECRETS("webhook_secret", "webhook_id%s, asked_at", false, WebhookConfiguration.SCHEMA),
  PUBLICATIONS("publication", "position", false, PublicationConfiguration.SCHEMA),
  PUBLICATION_PARTS(
      "publication_part", "position, name%s, part", false, PublicationConfiguration.SCHEMA);

  private final String title;
  private final String key;
  private final boolean grows;
  private final SchemaPart part;

  Table(String title, String key, boolean grows, SchemaPart part) {
    this.title = title;
    this.key = key;
    this.grows = grows;
    this.part = part;
  }

  /** Its name in the database. */
  String title() {
    return title;
  }

  /** Whether rows are only ever added, under larger numbers. */
  boolean grows() {
    return grows;
  }

  /**
   * The tables that a store has; one of an older version may not have all parts.
   *
   * @param versions by part of the schema
   */
  static List<Table> of(Map<String, String> versions) {
    return Arrays.stream(values())
        .filter(table -> versions.containsKey(table.part.name()))
        .toList();
  }

  /** What its rows are sorted by, so that they have the same order in every database. */
  String order(boolean embedded) {
    return key.formatted(embedded ? "" : " COLLATE \"C\"");
  }
}
