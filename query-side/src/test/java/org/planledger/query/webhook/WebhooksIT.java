package org.planledger.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.query.Answering;
import org.planledger.store.TestDatabases;

class WebhooksIT extends WebhooksContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }

  @Test
  void ofTwoNodesOneDeliversAndTheOtherGoesOnWhenItEnds(@TempDir Path folder) throws Exception {
    Map<String, String> shared = TestDatabases.postgres();
    Answering one = new Answering(shared, FAST);
    try (Receiver receiver = new Receiver()) {
      Files.copy(
          Path.of(shared.get("planledger.data"), "keys", "generated.key"),
          folder.resolve("generated.key"),
          StandardCopyOption.COPY_ATTRIBUTES);
      Map<String, String> second = new HashMap<>(FAST);
      second.put("planledger.ledger.keys", folder.toString());
      second.put("planledger.checkpoints", folder.resolve("checkpoints").toString());
      try (Answering two = new Answering(shared, second)) {
        one.record(open("shared"), subscription("shared", receiver, "shared"));
        for (int n = 1; n <= 40; n++) {
          one.record(added("shared", "p" + n));
        }
        await().until(() -> receiver.messages().size() >= 40);
        assertThat(receiver.events()).isEqualTo(events("shared", 1, 40));
        two.get("/api/webhooks/shared");
        one.close();
        two.goOn("plan:shared", 40);
        two.record(added("shared", "p41"));
        await().until(() -> receiver.messages().size() >= 41);
        assertThat(receiver.events()).isEqualTo(events("shared", 1, 41));
        assertThat(receiver.messages().stream().map(Receiver.Message::id).distinct()).hasSize(41);
      }
    } finally {
      one.close();
    }
  }
}
