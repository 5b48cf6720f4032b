package org.planledger.bench.texts;

import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;

/** Something that keeps every version of the texts and gives back the draft of a day. */
interface Engine extends AutoCloseable {
  /** Bytes that no draft exceeds. */
  int LONGEST = 1 << 20;

  /** What it is, in a table. */
  String name();

  /** Takes the whole workload and keeps it where other processes can open it. */
  void load(Log log) throws IOException, SQLException, InterruptedException;

  /**
   * Opens what was loaded, here or in another process.
   *
   * @param log again, for those who have to know the days or to make it all anew
   */
  void open(Log log) throws IOException, SQLException;

  /**
   * Copies every text as it was at the end of a day, in the order of the elements. It may break
   * lines between words.
   *
   * @return bytes copied
   */
  int draft(LocalDate day, byte[] to) throws IOException, SQLException;

  @Override
  void close() throws IOException, SQLException;
}
