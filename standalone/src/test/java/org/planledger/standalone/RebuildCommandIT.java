package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

class RebuildCommandIT {
  @Test
  void whatCannotBeMadeAnewIsNamed(@TempDir Path folder) {
    try (Running planledger = Running.on(TestDatabases.h2(folder))) {
      for (String plan : List.of("bent", "sound", "torn")) {
        GivenPlan.send(
            planledger,
            "OpenPlan",
            "'planId':'%s','title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en','on':'2017-05-01'"
                .formatted(plan));
        GivenPlan.send(
            planledger,
            "AddProvision",
            "'planId':'%s','provisionId':'vision','kind':'goal','text':{'en':'A text'},'on':'2017-05-02'"
                .formatted(plan));
      }
      assertThat(
              planledger
                  .part(JdbcClient.class)
                  .sql(
                      "UPDATE domain_event SET payload = replace(payload, 'planId', 'planner')"
                          + " WHERE aggregate_id IN ('plan:bent', 'plan:torn') AND sequence_number"
                          + " = 1")
                  .update())
          .isEqualTo(2);
    }
    StringWriter told = new StringWriter();
    int exit =
        Planledger.commandLine()
            .setErr(new PrintWriter(told, true))
            .execute("rebuild", "--data", folder.toString());
    assertThat(exit).isEqualTo(1);
    // Whether the lists had taken the event before, or set it aside now.
    assertThat(told.toString())
        .containsSubsequence(
            "Event 1 of plan:bent cannot be read: ", "Event 1 of plan:torn cannot be read: ")
        .doesNotContain("plan:sound")
        .containsPattern("The lists are as they were|lists does not get past event ");
  }
}
