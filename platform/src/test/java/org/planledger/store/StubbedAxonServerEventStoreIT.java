package org.planledger.store;

import org.junit.jupiter.api.AfterAll;
import org.planledger.axonserver.AxonServerStub;

class StubbedAxonServerEventStoreIT extends AxonServerEventStoreContract {
  private final AxonServerStub server = new AxonServerStub();

  @Override
  String address() {
    return server.address();
  }

  @AfterAll
  @Override
  void close() {
    super.close();
    server.close();
  }
}
