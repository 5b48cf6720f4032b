package org.planledger.people;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class PeopleTest extends PeopleContract {
  @Override
  DataSource empty() {
    return JdbcConnectionPool.create(
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()), "", "");
  }
}
