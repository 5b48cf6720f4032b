package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The file of an embedded store. */
class EmbeddedFileIT {

  private static final int EVENTS = 3_000;
  private static final int MOST_BYTES_PER_EVENT = 5_000;

  @TempDir private static Path folder;

  @Test
  void fileStaysInProportionToItsEventsWhenEachIsCommittedByItself() throws IOException {
    try (ConfigurableApplicationContext application =
        StoreApplication.on(TestDatabases.h2(folder))) {
      EventStore store = application.getBean(EventStore.class);
      TransactionManager transactions = application.getBean(TransactionManager.class);
      for (int sequence = 0; sequence < EVENTS; sequence++) {
        NoteTaker.append(store, transactions, NoteTaker.note("Notebook:size", sequence));
      }

      assertThat(Files.size(folder.resolve("planledger.mv.db")))
          .isLessThan((long) EVENTS * MOST_BYTES_PER_EVENT);
    }
  }

  @Test
  void aStoreThatCannotBeOpenedEndsTheStartRatherThanBeWaitedFor() throws IOException {
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(damaged.resolve("planledger.mv.db"), "no database".repeat(10_000));

    assertThatThrownBy(() -> StoreApplication.on(TestDatabases.h2(damaged)).close())
        .rootCause()
        .isInstanceOf(MVStoreException.class);
  }
}
