package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines of commands in parts, so that it is known how far the server has come. Each part is
 * whole lines; the ids of the lines make a part that is sent again harmless.
 */
final class Import {
  private static final int LINES_A_PART = 100;
  private static final int BYTES_A_PART = 1 << 20;

  private final Client client;
  private final InputStream in;
  private final LongConsumer bytesDone;

  private long bytes;
  private long lines;
  private long applied;
  private long repeated;

  Import(Client client, InputStream in, LongConsumer bytesDone) {
    this.client = client;
    this.in = in;
    this.bytesDone = bytesDone;
  }

  /** Sends all lines; answers the problem with the first that is refused, or null. */
  @Nullable JsonNode run() throws IOException {
    for (byte[] part = part(); part.length > 0; part = part()) {
      Client.Answer answer = client.importLines(part);
      applied += answer.body().path("applied").asLong();
      repeated += answer.body().path("repeated").asLong();
      if (!answer.isOk()) {
        lines += answer.body().path("line").asLong();
        return answer.body();
      }
      lines += newlines(part);
      bytes += part.length;
      bytesDone.accept(bytes);
    }
    return null;
  }

  /** Has all lines checked at once, since each is checked on top of those before it. */
  @Nullable JsonNode dryRun() {
    Client.Answer answer = client.dryRun(() -> new Counted(in));
    applied = answer.body().path("applied").asLong();
    repeated = answer.body().path("repeated").asLong();
    lines = answer.body().path("line").asLong();
    return answer.isOk() ? null : answer.body();
  }

  /** What was wrong with a line, and what came of those before it. */
  String refusal(JsonNode problem) {
    String detail = problem.path("detail").asText();
    String sentence = detail.replaceFirst("^Line [0-9]+: ", "");
    return "Line %d is refused: %s%n%d lines were carried out before it, %d of them earlier."
        .formatted(lines, sentence, applied + repeated, repeated);
  }

  /** What was done. */
  String summary(boolean dryRun) {
    return dryRun
        ? "%d lines are in order, %d of them carried out earlier; nothing was written."
            .formatted(applied + repeated, repeated)
        : "%d lines: %d carried out, %d carried out earlier."
            .formatted(applied + repeated, applied, repeated);
  }

  private byte[] part() throws IOException {
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < LINES_A_PART && part.size() < BYTES_A_PART) {
      int octet = in.read();
      if (octet < 0) {
        break;
      }
      part.write(octet);
      // A line may be long, but a part ends where a line does.
      while (octet != '\n' && octet >= 0) {
        octet = in.read();
        if (octet >= 0) {
          part.write(octet);
        }
      }
      ends++;
    }
    return part.toByteArray();
  }

  private static long newlines(byte[] part) {
    long count = 0;
    for (byte octet : part) {
      count += octet == '\n' ? 1 : 0;
    }
    return count;
  }

  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      bytes += Math.max(read, 0);
      bytesDone.accept(bytes);
      return read;
    }
  }
}
