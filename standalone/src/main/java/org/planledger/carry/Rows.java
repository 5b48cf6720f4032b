package org.planledger.carry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a table as lines, each a JSON array of the values in the order of the columns. */
final class Rows {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private Rows() {}

  /** Takes one row after another. */
  @FunctionalInterface
  interface Taker {
    void row(@Nullable Object[] values) throws IOException;
  }

  /** Writes rows, and knows how many and the hash of what it wrote. */
  static final class Writer implements Taker {
    private final List<Column> columns;
    private final MessageDigest sha256 = sha256();
    private final JsonGenerator json;
    private long rows;

    Writer(List<Column> columns, OutputStream out) throws IOException {
      this.columns = columns;
      json = JSON.createGenerator(new DigestOutputStream(out, sha256));
      json.setRootValueSeparator(null);
    }

    @Override
    public void row(@Nullable Object[] values) throws IOException {
      json.writeStartArray();
      for (int i = 0; i < values.length; i++) {
        columns.get(i).write(json, values[i]);
      }
      json.writeEndArray();
      json.writeRaw('\n');
      rows++;
    }

    /** To be asked when all rows are written. */
    Digest digest() throws IOException {
      json.flush();
      return new Digest(rows, HexFormat.of().formatHex(sha256.digest()));
    }
  }

  /** How many rows there are, and the SHA-256 of their lines, in hexadecimal. */
  record Digest(long rows, String sha256) {}

  /** Reads rows from lines. */
  static void read(InputStream lines, List<Column> columns, Taker taker) throws IOException {
    try (JsonParser json = JSON.createParser(lines)) {
      while (json.nextToken() != null) {
        if (!json.hasToken(JsonToken.START_ARRAY)) {
          throw new IOException("a line is no array");
        }
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = columns.get(i).read(json);
        }
        if (json.nextToken() != JsonToken.END_ARRAY) {
          throw new IOException("a line has more values than there are columns");
        }
        taker.row(values);
      }
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
