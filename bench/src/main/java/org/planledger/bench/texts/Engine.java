package org.planledger.bench.texts;

import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;

/** Something that keeps every version of the texts and gives back the draft of a day. */
interface Engine extends AutoCloseable {
  /** What it is, in a table. */
  String name();

  /** Takes the whole workload. */
  void load(Log log) throws IOException, SQLException, InterruptedException;

  /**
   * Copies every text as it was at the end of a day, in the order of the elements. It may break
   * lines between words.
   *
   * @return bytes copied
   */
  int draft(LocalDate day, byte[] to) throws IOException, SQLException;

  @Override
  void close() throws IOException;
}
