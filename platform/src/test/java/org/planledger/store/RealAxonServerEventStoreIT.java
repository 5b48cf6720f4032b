package org.planledger.store;

import org.planledger.axonserver.RealAxonServer;

/** On the Axon Server that {@code -Daxonserver=host:port} names. */
class RealAxonServerEventStoreIT extends AxonServerEventStoreContract {

  @Override
  String address() {
    return RealAxonServer.address();
  }
}
