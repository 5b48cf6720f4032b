package org.planledger.store;

import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.springframework.context.ConfigurableApplicationContext;

/** The application of the store's tests, for those of other packages. */
public final class StoreApplications {
  private StoreApplications() {}

  /** On a store. */
  public static ConfigurableApplicationContext on(Map<String, String> store) {
    return StoreApplication.on(store);
  }

  /** An event of it. */
  public static DomainEventMessage<?> note(String stream, long sequence) {
    return new GenericDomainEventMessage<>(
        "Notebook", stream, sequence, NoteTaken.saying("note " + sequence));
  }
}
