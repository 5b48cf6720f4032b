package org.planledger.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.rebuild.Rebuild;
import org.planledger.query.texts.Histories;
import org.planledger.store.DeadLetters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the lists and the drafts anew from the log. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "Makes the lists and the drafts anew from the log. No server may be running.")
final class RebuildCommand implements Callable<Integer> {
  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  RebuildCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (store.isInUse()) {
      throw new Failure(
          "Another process works on %s; stop it before its lists are rebuilt."
              .formatted(store.data));
    }
    List<String> problems = new ArrayList<>();
    try (Server server = Server.start(store.data, 0)) {
      Client.Answer asked =
          new Client(server.url())
              .command("RebuildProjection", Map.of("projection", LogEntries.GROUP));
      if (!asked.isOk()) {
        throw new Failure(asked.body().path("detail").asText());
      }
      long differences = 0;
      try (ProgressBar bar = Progress.bar("lists", -1)) {
        differences =
            server
                .part(Rebuild.class)
                .await(
                    asked.body().path("revision").asLong(),
                    (done, total) -> {
                      bar.maxHint(total);
                      bar.stepTo(done);
                    });
      } catch (IllegalStateException givenUp) {
        problems.add(String.valueOf(givenUp.getMessage()));
      }
      if (differences > 0) {
        spec.commandLine()
            .getOut()
            .printf("%d rows of the lists were not what the log says.%n", differences);
      }
      Histories histories = server.part(Histories.class);
      long events = histories.plans().values().stream().mapToLong(Long::longValue).sum();
      try (ProgressBar bar = Progress.bar("drafts", events)) {
        Histories.Rebuilt rebuilt = histories.rebuild(bar::step);
        rebuilt
            .drifted()
            .forEach(
                one ->
                    spec.commandLine()
                        .getOut()
                        .printf("The history of plan %s %s.%n", one.plan(), one.difference()));
        rebuilt.unreadable().forEach(unreadable -> problems.add(unreadable.getMessage()));
      }
      problems.addAll(server.part(DeadLetters.class).problems());
    }
    if (!problems.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("planledger: all is as the log tells it, but for this:");
      problems.forEach(err::println);
      return 1;
    }
    spec.commandLine().getOut().println("The lists and the drafts are as the log tells them.");
    return 0;
  }
}
