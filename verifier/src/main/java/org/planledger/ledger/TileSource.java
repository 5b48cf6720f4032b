package org.planledger.ledger;

import java.util.NoSuchElementException;

/** Where tiles are kept. */
@FunctionalInterface
public interface TileSource {
  /**
   * The bytes of a tile: exactly as many hashes as its width says. A store that holds a wider form
   * of a partial tile gives its beginning.
   *
   * @throws NoSuchElementException where there is none
   */
  byte[] read(Tile tile);
}
