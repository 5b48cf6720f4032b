package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.command.CommandSideApplication;
import org.planledger.query.QuerySideApplication;
import org.planledger.store.TestDatabases;

/** Each side alone, on one PostgreSQL. */
class TwoSidesIT {
  @Test
  void whatOneSideRecordsTheOtherAnswers() {
    Map<String, String> store = TestDatabases.postgres();
    try (Running commands = Running.of(CommandSideApplication.class, store);
        Running queries = Running.of(QuerySideApplication.class, store)) {
      long lines = commands.importExample().body().path("lines").asLong();
      assertThat(lines).isPositive();
      JsonNode opened =
          commands
              .command(
                  "OpenPlan",
                  """
                  {"planId":"two","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
                  "authoritativeLanguage":"en","on":"2017-05-01"}\
                  """)
              .body();
      String minimum = "minPosition=" + opened.path("position").asLong();
      assertThat(queries.get("/api/plans?" + minimum).body().path("plans"))
          .extracting(plan -> plan.path("plan").asText())
          .containsExactly("itu-2020", "two");
      assertThat(queries.get("/api/plans/two/draft?" + minimum).status()).isEqualTo(200);
      assertThat(queries.get("/api/plans/itu-2020/provisions/vision").status()).isEqualTo(200);
      assertThat(queries.command("OpenPlan", "{}").status()).isEqualTo(404);
      assertThat(commands.get("/api/plans").status()).isEqualTo(404);
    }
  }
}
