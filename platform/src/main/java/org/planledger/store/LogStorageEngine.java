package org.planledger.store;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Keeps payloads as text of any length, lets no transaction that appended commit after its
 * deadline, and none return before its events are safe.
 */
final class LogStorageEngine extends JdbcEventStorageEngine {

  private final DataSource dataSource;
  private final boolean embedded;
  private final OpenAppends appends;

  LogStorageEngine(Builder builder, DataSource dataSource, OpenAppends appends)
      throws MetaDataAccessException {
    super(builder.dataType(String.class));
    this.dataSource = dataSource;
    this.appends = appends;
    embedded = isEmbedded(dataSource);
  }

  /** Whether the store is this process's own. */
  static boolean isEmbedded(DataSource dataSource) throws MetaDataAccessException {
    return JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName)
        .equals("H2");
  }

  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    appends.append(() -> super.appendEvents(events, serializer));
    CommitDeadline.enforceOn(dataSource);
    if (embedded) {
      FlushedCommit.enforceOn(dataSource);
    }
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
