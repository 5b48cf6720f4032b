package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

class RebuildCommandIT {
  @Test
  void whatCannotBeMadeAnewIsNamed(@TempDir Path folder) {
    try (Running planledger = Running.on(TestDatabases.h2(folder))) {
      GivenPlan.send(
          planledger,
          "OpenPlan",
          "'planId':'bent','title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en','on':'2017-05-01'");
      GivenPlan.send(
          planledger,
          "AddProvision",
          "'planId':'bent','provisionId':'vision','kind':'goal','text':{'en':'A"
              + " text'},'on':'2017-05-02'");
      assertThat(
              planledger
                  .part(JdbcClient.class)
                  .sql(
                      "UPDATE domain_event SET payload = replace(payload, 'planId', 'planner')"
                          + " WHERE aggregate_id = 'plan:bent' AND sequence_number = 1")
                  .update())
          .isEqualTo(1);
    }
    StringWriter told = new StringWriter();
    int exit =
        Planledger.commandLine()
            .setErr(new PrintWriter(told, true))
            .execute("rebuild", "--data", folder.toString());
    assertThat(exit).isEqualTo(1);
    // Whether the lists had taken the event before, or set it aside now.
    assertThat(told.toString())
        .contains("Event 1 of plan:bent cannot be read: ")
        .containsPattern("The lists are as they were|lists does not get past event ");
  }
}
