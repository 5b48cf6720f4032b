package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SchemaIT {
  private static final int NODES = 8;

  @RepeatedTest(5)
  void nodesThatStartTogetherOnAnEmptyDatabaseMigrateItOneAfterTheOther() throws Exception {
    Map<String, String> store = TestDatabases.postgres();
    DataSource database =
        new DriverManagerDataSource(
            store.get("spring.datasource.url"), store.get("spring.datasource.username"), "");
    Schema schema = new Schema(List.of(SchemaPart.STORE));
    CyclicBarrier together = new CyclicBarrier(NODES);
    try (ExecutorService nodes = Executors.newFixedThreadPool(NODES)) {
      List<Future<?>> all = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        all.add(
            nodes.submit(
                () -> {
                  together.await();
                  schema.migrate(database);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    try (Connection connection = database.getConnection()) {
      assertThat(schema.versions(connection)).containsKey(SchemaPart.STORE.name());
    }
  }
}
