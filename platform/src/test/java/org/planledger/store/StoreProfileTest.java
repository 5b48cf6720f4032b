package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class StoreProfileTest {
  private static void check(String profiles, String url) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("given", Map.of("spring.datasource.url", url)));
    environment.setActiveProfiles(profiles.isEmpty() ? new String[0] : profiles.split(" "));
    StoreProfile.check(environment);
  }

  @ParameterizedTest
  @CsvSource({
    "'', jdbc:h2:durable:x",
    "'', jdbc:postgresql://h/d",
    "prod, jdbc:postgresql://h/d",
    "standalone, jdbc:h2:durable:x",
    "postgres prod, jdbc:postgresql://h/d",
    "axonserver, jdbc:postgresql://h/d"
  })
  void whatIsSetAndWhatTheProfileNamesAreOne(String profiles, String url) {
    check(profiles, url);
  }

  @ParameterizedTest
  @CsvSource({
    "standalone, jdbc:postgresql://h/d, leave one of them out",
    "postgres, jdbc:h2:durable:x, set SPRING_DATASOURCE_URL",
    "axonserver, jdbc:h2:durable:x, set SPRING_DATASOURCE_URL",
    "postgres axonserver, jdbc:postgresql://h/d, 'may be one of standalone, postgres, axonserver'",
    "postgresql, jdbc:postgresql://h/d, 'is postgresql: it may be one of'"
  })
  void anythingElseIsRefusedSayingWhatToSet(String profiles, String url, String told) {
    assertThatThrownBy(() -> check(profiles, url)).hasMessageContaining(told);
  }
}
