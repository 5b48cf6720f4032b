package org.planledger.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandSideApplicationTest {

  @Test
  void aProcessOfItsOwnIsGivenADatabase() {
    assertThatThrownBy(() -> CommandSideApplication.main(new String[0]))
        .hasMessageContaining("set SPRING_DATASOURCE_URL");
  }
}
