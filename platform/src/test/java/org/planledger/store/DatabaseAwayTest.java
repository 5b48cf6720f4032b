package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;

class DatabaseAwayTest {
  private static boolean isAway(String state) {
    return DatabaseAway.isMeantBy(new CannotAcquireLockException("", new SQLException("", state)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08000", "08001", "08003", "08004", "08006", "08007", "25006", "25P03", "25P04", "40001",
        "40003", "40P01", "53000", "53100", "53200", "53300", "53400", "55P03", "57000", "57014",
        "57P01", "57P02", "57P03", "57P05", "58000", "58030", "58P01", "90028", "90098"
      })
  void whatMayPassIsToldAsAway(String state) {
    assertThat(isAway(state)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22001", "22P02", "23505", "25P02", "28000", "28P01", "3D000", "42P01", "42501", "54000",
        "XX000", "XX001"
      })
  void whatWaitingDoesNotMendIsNot(String state) {
    assertThat(isAway(state)).isFalse();
  }
}
