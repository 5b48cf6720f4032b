package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileTest {
  @Test
  void pathsGroupTheIndexByThreeDigits() {
    assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    assertThat(new Tile(1, 0, 17).path()).isEqualTo("tile/1/000.p/17");
    assertThat(EntryBundle.path(1_234_067, 3)).isEqualTo("tile/entries/x001/x234/067.p/3");
    for (Tile tile :
        List.of(new Tile(0, 999, 256), new Tile(2, 1000, 1), new Tile(7, 123_456_789_012L, 255))) {
      assertThat(Tile.parse(tile.path())).isEqualTo(tile);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/0",
        "tile/8/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/",
        "tile/-1/000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/../000",
        "tile/entries/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
      })
  void otherTextsAreNoPaths(String path) {
    assertThatThrownBy(() -> Tile.parse(path)).isInstanceOf(Malformed.class);
  }

  @Test
  void aTreeHasFullTilesAndOnePartialTileALevel() {
    List<Tile> tiles = Tile.ofTree(70_000).toList();
    assertThat(tiles).hasSize(273 + 1 + 1 + 1 + 1);
    assertThat(tiles.subList(273, 277))
        .containsExactly(
            new Tile(0, 273, 112), new Tile(1, 0, 256), new Tile(1, 1, 17), new Tile(2, 0, 1));
    assertThat(Tile.ofTree(256)).containsExactly(new Tile(0, 0, 256), new Tile(1, 0, 1));
    assertThat(Tile.ofTree(1)).containsExactly(new Tile(0, 0, 1));
    assertThat(Tile.ofTree(0)).isEmpty();
    assertThat(Tile.ofTree(1L << 60).iterator().next()).isEqualTo(new Tile(0, 0, Tile.FULL));
    assertThat(Tile.ofTree(Long.MAX_VALUE).limit(2)).hasSize(2);
    for (int size : new int[] {0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000}) {
      assertThat(Tile.ofTree(size)).allMatch(tile -> tile.isOfTree(size));
      assertThat(new Tile(0, size / Tile.FULL, Tile.FULL).isOfTree(size)).isFalse();
      assertThat(new Tile(3, 0, 1).isOfTree(size)).isFalse();
    }
  }

  @Test
  void aTileOfAnotherLengthIsRefused() {
    TileReader reader = new TileReader(tile -> new byte[31], 1);
    assertThatThrownBy(() -> reader.at(1).hash(0, 0)).isInstanceOf(Malformed.class);
  }

  @Test
  void bundlesOfEntriesHaveLengthsOf16Bits() {
    List<byte[]> leaves = List.of("one".getBytes(UTF_8), new byte[0], new byte[Envelope.MAX_BYTES]);
    byte[] bundle = EntryBundle.encode(leaves);
    assertThat(bundle).hasSize(6 + 3 + Envelope.MAX_BYTES).startsWith(0, 3, 'o', 'n', 'e', 0, 0);
    assertThat(EntryBundle.decode(bundle)).containsExactlyElementsOf(leaves);

    assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[Envelope.MAX_BYTES + 1])))
        .isInstanceOf(Malformed.class);
    for (byte[] wrong : List.of(new byte[] {0}, new byte[] {0, 2, 1}, new byte[514])) {
      assertThatThrownBy(() -> EntryBundle.decode(wrong)).isInstanceOf(Malformed.class);
    }
    byte[] full = EntryBundle.encode(Collections.nCopies(256, new byte[1]));
    assertThat(EntryBundle.decode(full)).hasSize(256);
  }
}
