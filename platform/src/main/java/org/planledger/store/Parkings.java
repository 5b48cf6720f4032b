package org.planledger.store;

/** Makes the {@link Parking} of a processing group; there is one of each group. */
@FunctionalInterface
public interface Parkings {
  /**
   * Makes it.
   *
   * @param lock is run in a transaction, and keeps others from writing what the group writes, and
   *     from adding letters or taking them away, until its end
   */
  Parking of(String group, Runnable lock);
}
