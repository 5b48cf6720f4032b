package org.planledger.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;

/**
 * Keeps payloads as text of any length, and lets no transaction that appended commit after its
 * deadline.
 */
final class LogStorageEngine extends JdbcEventStorageEngine {

  private final DataSource dataSource;

  LogStorageEngine(Builder builder, DataSource dataSource) {
    super(builder.dataType(String.class));
    this.dataSource = dataSource;
  }

  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    super.appendEvents(events, serializer);
    CommitDeadline.enforceOn(dataSource);
  }

  /** H2 would hand out a locator for a long text where the framework expects the text. */
  @Override
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // declared so; the data type given is String
  protected <T> T readPayload(ResultSet row, String column) throws SQLException {
    return (T) row.getString(column);
  }
}
