package org.planledger.query.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Tree;
import org.planledger.ledger.bundle.Finding;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger of a store on which no node works, or of a snapshot of one. */
public final class LedgerCheck {
  private final LedgerTables tables;
  private final StoredEvents events;

  /** Of the store that these read. */
  public LedgerCheck(JdbcTemplate database, StoredEvents events) {
    this.tables = new LedgerTables(JdbcClient.create(database), database);
    this.events = events;
  }

  /**
   * How far a ledger has come.
   *
   * @param origin the name of the log; null: no node has given it one yet
   * @param size number of leaves
   * @param position of the last one's event
   * @param root over all leaves, in base64
   * @param checkpoint the latest, a signed note; null: none was signed
   */
  public record Extent(
      @Nullable String origin,
      long size,
      long position,
      String root,
      @Nullable String checkpoint) {}

  /** How far it has come, by its tiles. */
  public Extent extent() {
    State state = tables.state();
    Optional<Signed> latest = tables.latest();
    return new Extent(
        tables.keys().stream().findFirst().map(key -> key.key().name()).orElse(null),
        state.size(),
        state.position(),
        Tree.load(state.size(), tables).root().base64(),
        latest.map(signed -> signed.note().toString()).orElse(null));
  }

  /**
   * Compares every event with its leaf, the leaves with the tiles, and both with every checkpoint,
   * as the self-audit of a node does.
   *
   * @return a sentence for each thing that is wrong, after its code
   */
  public List<String> findings() {
    List<Finding> found = new ArrayList<>();
    new LogComparison(tables, events).run(found, new HashSet<>());
    return found.stream()
        .map(finding -> "%s: %s".formatted(finding.code(), finding.detail()))
        .toList();
  }
}
