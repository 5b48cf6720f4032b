package org.planledger.web;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

class AwayIT extends AwayContract {
  private EmbeddedPostgres postgres;

  @Override
  String start() throws IOException {
    postgres = EmbeddedPostgres.start();
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  @Override
  void stop() throws IOException {
    postgres.close();
  }
}
