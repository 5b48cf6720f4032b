package org.planledger.query;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QuerySideApplicationTest {

  @Test
  void aProcessOfItsOwnIsGivenADatabase() {
    assertThatThrownBy(() -> QuerySideApplication.main(new String[0]))
        .hasMessageContaining("set SPRING_DATASOURCE_URL");
  }
}
