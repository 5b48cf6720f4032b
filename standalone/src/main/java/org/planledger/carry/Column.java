package org.planledger.carry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A column of a table: the same in every database, and in a backup. */
record Column(String name, Kind kind) {

  /** What stands in a column. */
  enum Kind {
    NUMBER,
    FLAG,
    TEXT,
    BYTES,
    INSTANT
  }

  static List<Column> of(ResultSetMetaData table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= table.getColumnCount(); i++) {
      columns.add(
          new Column(
              table.getColumnLabel(i).toLowerCase(Locale.ROOT), kind(table.getColumnType(i))));
    }
    return columns;
  }

  private static Kind kind(int type) {
    return switch (type) {
      case Types.BIGINT, Types.INTEGER, Types.SMALLINT -> Kind.NUMBER;
      case Types.BOOLEAN, Types.BIT -> Kind.FLAG;
      case Types.VARCHAR, Types.CLOB, Types.LONGVARCHAR -> Kind.TEXT;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> Kind.BYTES;
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> Kind.INSTANT;
      default -> throw new IllegalStateException("A column of the type " + type);
    };
  }

  @Nullable Object read(ResultSet row, int index) throws SQLException {
    Object value =
        switch (kind) {
          case NUMBER -> row.getLong(index);
          case FLAG -> row.getBoolean(index);
          case TEXT -> row.getString(index);
          case BYTES -> row.getBytes(index);
          case INSTANT -> {
            OffsetDateTime at = row.getObject(index, OffsetDateTime.class);
            yield at == null ? null : at.toInstant();
          }
        };
    return row.wasNull() ? null : value;
  }

  void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
    switch (value) {
      case null ->
          statement.setNull(
              index,
              switch (kind) {
                case NUMBER -> Types.BIGINT;
                case FLAG -> Types.BOOLEAN;
                case TEXT -> Types.VARCHAR;
                case BYTES -> Types.VARBINARY;
                case INSTANT -> Types.TIMESTAMP_WITH_TIMEZONE;
              });
      case Long number -> statement.setLong(index, number);
      case Boolean flag -> statement.setBoolean(index, flag);
      case String text -> statement.setString(index, text);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Instant at -> statement.setObject(index, at.atOffset(ZoneOffset.UTC));
      default -> throw new IllegalArgumentException("No value of a column: " + value.getClass());
    }
  }

  void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case String text -> json.writeString(text);
      case byte[] bytes -> json.writeBinary(bytes);
      case Instant at -> json.writeString(at.toString());
      default -> throw new IllegalArgumentException("No value of a column: " + value.getClass());
    }
  }

  @Nullable Object read(JsonParser json) throws IOException {
    if (json.nextToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    try {
      return switch (kind) {
        case NUMBER -> json.getLongValue();
        case FLAG -> json.getBooleanValue();
        case TEXT -> json.getText();
        case BYTES -> json.getBinaryValue();
        case INSTANT -> Instant.parse(json.getText());
      };
    } catch (DateTimeException noInstant) {
      throw new IOException("no instant: " + json.getText(), noInstant);
    }
  }
}
