package org.planledger.query.feed;

import java.util.Map;
import org.planledger.store.TestDatabases;

class FeedIT extends FeedContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }
}
