package org.planledger.query.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.planledger.query.Answering;
import org.planledger.query.lists.ListsDrift;
import org.planledger.store.Positions;
import org.planledger.store.Progress;
import org.planledger.store.TestDatabases;

class RebuildIT extends RebuildContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }

  @Test
  void nodesDoItTogetherWhileBothAreWrittenTo() throws Exception {
    Map<String, String> shared = TestDatabases.postgres();
    Path data = Path.of(shared.get("planledger.data"));
    try (Answering one = new Answering(shared, Map.of());
        Answering two = new Answering(shared, ofNode(data.resolve("second-node"), data))) {
      negotiated(one, "before", 3);
      CompletableFuture<Void> writing =
          CompletableFuture.allOf(
              CompletableFuture.runAsync(() -> write(one, "one")),
              CompletableFuture.runAsync(() -> write(two, "two")));
      int rebuilds = 0;
      do {
        long request = ask(rebuilds % 2 == 0 ? one : two);
        CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> carryOn(two, request));
        carryOn(one, request);
        beside.join();
        assertThat(one.bean(Rebuild.class).await(request, (done, total) -> {})).isZero();
        assertThat(two.bean(ListsDrift.class).find(10)).isEmpty();
        rebuilds++;
      } while (!writing.isDone() && rebuilds < 50);
      writing.join();
      long head = one.bean(Positions.class).head();
      await().until(() -> one.bean(Progress.class).covers("lists", head));
      assertThat(one.bean(ListsDrift.class).find(10)).isEmpty();
    }
  }

  /** Settings of a second node that keeps the ledger with the key of the first. */
  private static Map<String, String> ofNode(Path folder, Path first) throws IOException {
    Files.createDirectories(folder);
    Files.copy(
        first.resolve("keys/generated.key"),
        folder.resolve("generated.key"),
        StandardCopyOption.COPY_ATTRIBUTES);
    return Map.of(
        "planledger.ledger.keys",
        folder.toString(),
        "planledger.checkpoints",
        folder.resolve("checkpoints").toString());
  }

  private static void write(Answering node, String name) {
    for (int i = 0; i < 4; i++) {
      negotiated(node, name + "-" + i, 8);
    }
  }

  /** Takes steps until none is left to take here. */
  private static void carryOn(Answering node, long request) {
    try {
      while (node.bean(Rebuild.class).step()
          || node.bean(RebuildState.class).requestRead() < request) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
