package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RememberedTest {
  private final Remembered<String> states = new Remembered<>(1_000);

  @Test
  void manySmallStatesAreRemembered() {
    for (int n = 0; n < 60; n++) {
      states.put("small " + n, "state " + n, 1);
    }
    for (int n = 0; n < 60; n++) {
      assertThat(states.get("small " + n)).isEqualTo("state " + n);
    }
  }

  @Test
  void thoseThatWereNotUsedTheLongestAreLetGoForALargeOne() {
    states.put("a", "state a", 300);
    states.put("b", "state b", 300);
    states.put("c", "state c", 300);
    assertThat(states.get("a")).isEqualTo("state a");
    states.put("large", "large state", 600);
    assertThat(states.get("a")).isEqualTo("state a");
    assertThat(states.get("b")).isNull();
    assertThat(states.get("c")).isNull();
    assertThat(states.get("large")).isEqualTo("large state");
  }

  @Test
  void aStateInThePlaceOfAnEarlierOneCountsOnce() {
    states.put("a", "state a", 400);
    for (int n = 0; n < 100; n++) {
      states.put("growing", "state " + n, 400 + n);
    }
    assertThat(states.get("growing")).isEqualTo("state 99");
    assertThat(states.get("a")).isEqualTo("state a");
  }

  @Test
  void theLastStateIsRememberedHoweverLargeItIs() {
    states.put("small", "state", 1);
    states.put("huge", "huge state", 1_000_000);
    assertThat(states.get("small")).isNull();
    assertThat(states.get("huge")).isEqualTo("huge state");
    states.put("small", "state", 1);
    assertThat(states.get("small")).isEqualTo("state");
    assertThat(states.get("huge")).isNull();
  }
}
