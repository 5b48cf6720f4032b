package org.planledger.standalone;

import org.planledger.store.TestDatabases;

class ReferenceCaseOnPostgresIT extends ReferenceCaseContract {
  @Override
  Running start() {
    return Running.on(TestDatabases.postgres());
  }
}
