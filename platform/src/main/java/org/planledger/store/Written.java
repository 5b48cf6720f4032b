package org.planledger.store;

/** Tells whoever has appended where in the global order of the log it can be read. */
public interface Written {

  /**
   * A position by which an event that was appended is in the log: its own, or a later one.
   *
   * @param aggregateIdentifier id of its stream
   * @param sequence its number in that stream, from 0
   */
  long of(String aggregateIdentifier, long sequence);

  /** The same of every event that was appended until now; 0 while the log is empty. */
  long head();
}
