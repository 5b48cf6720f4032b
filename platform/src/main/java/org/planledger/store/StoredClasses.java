package org.planledger.store;

import java.util.Collection;
import java.util.List;

/**
 * Classes that one part of an application stores: events, aggregates in snapshots. Declare one as a
 * bean; parts that store the same class may each name it.
 */
public record StoredClasses(Collection<? extends Class<?>> classes) {
  public StoredClasses {
    classes = List.copyOf(classes);
  }
}
