package org.planledger.store;

/** Makes the {@link Parking} of a processing group; there is one of each group. */
@FunctionalInterface
public interface Parkings {
  Parking of(String group);
}
