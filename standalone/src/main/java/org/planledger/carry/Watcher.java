package org.planledger.carry;

/** Is told how far a long piece of work has come. */
@FunctionalInterface
public interface Watcher {
  /**
   * @param step what is being done
   * @param done rows that are done, of all steps
   * @param total rows that are to be done in all steps
   */
  void reached(String step, long done, long total);
}
