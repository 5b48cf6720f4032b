package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WordIdTest {

  @Test
  void theHighestPartsAreReadBackFromAnIdThatIsNotNegative() {
    long id = WordId.of(WordId.MAX_REVISION, WordId.MAX_ITEM, WordId.MAX_ORDINAL);

    assertThat(id).isEqualTo(Long.MAX_VALUE);
    assertThat(WordId.revision(id)).isEqualTo(2_147_483_647L);
    assertThat(WordId.item(id)).isEqualTo(32_767);
    assertThat(WordId.ordinal(id)).isEqualTo(131_071);
  }

  @Test
  void partsDoNotSpillIntoEachOther() {
    assertThat(WordId.revision(WordId.of(42, 0, WordId.MAX_ORDINAL))).isEqualTo(42);
    assertThat(WordId.item(WordId.of(42, 7, WordId.MAX_ORDINAL))).isEqualTo(7);
    assertThat(WordId.ordinal(WordId.of(42, WordId.MAX_ITEM, 0))).isZero();
  }

  @Test
  void idsSortByRevisionThenItemThenOrdinal() {
    assertThat(WordId.of(1, 0, 9)).isLessThan(WordId.of(1, 1, 0));
    assertThat(WordId.of(1, WordId.MAX_ITEM, WordId.MAX_ORDINAL)).isLessThan(WordId.of(2, 0, 0));
  }

  @Test
  void aPartOutOfRangeIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordId.of(-1, 0, 0))
        .withMessage("revision of a word must be between 0 and 2147483647 but is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordId.of(WordId.MAX_REVISION + 1, 0, 0))
        .withMessageContaining("revision");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordId.of(0, WordId.MAX_ITEM + 1, 0))
        .withMessage("item of a word must be between 0 and 32767 but is 32768");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordId.of(0, 0, WordId.MAX_ORDINAL + 1))
        .withMessage("ordinal of a word must be between 0 and 131071 but is 131072");
  }
}
