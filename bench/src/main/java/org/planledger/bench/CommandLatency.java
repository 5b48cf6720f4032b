package org.planledger.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.planledger.standalone.Client;
import org.planledger.standalone.Negotiation;
import org.planledger.standalone.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a command to a plan of many events takes, beside one to a small plan. */
@Command(
    name = "commands",
    mixinStandardHelpOptions = true,
    description = {
      "Sends commands over HTTP to a small and to a large plan on the embedded store, in turns.",
      "Cold is the first command to the large plan after a restart: it is loaded from its snapshot."
    })
final class CommandLatency implements Callable<Integer> {
  @Option(names = "--amendments", description = "to the large plan (default: ${DEFAULT-VALUE})")
  private int amendments = 6_500;

  @Option(names = "--commands", description = "to each plan (default: ${DEFAULT-VALUE})")
  private int commands = 500;

  @Spec private CommandSpec spec = CommandSpec.create();

  CommandLatency() {}

  @Override
  public Integer call() throws IOException {
    Path data = Files.createTempDirectory("planledger-bench");
    try {
      measure(data);
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return 0;
  }

  private void measure(Path data) throws IOException {
    Map<String, Object> results = new LinkedHashMap<>();
    try (Server server = Server.start(data, 0)) {
      Client client = new Client(server.url());
      carryOut(client, new Negotiation.Size("small", 1, 20, 1, 50));
      carryOut(client, new Negotiation.Size("large", 2, 300, 12, amendments));
      results.put("events of the large plan", revision(client, "large") + 1);
      round(client, commands / 10, "warm-up");
      Map<String, Figures> warm = round(client, commands, "measured");
      results.putAll(warm);
    }
    try (Server server = Server.start(data, 0)) {
      Client client = new Client(server.url());
      results.put("cold", Figures.of(new long[] {timed(client, "large", "after-restart")}));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-28s %8s %10s %10s %10s%n", "commands to", "count", "median ms", "p95 ms", "max");
    results.forEach(
        (name, value) -> {
          if (value instanceof Figures f) {
            out.printf(
                "%-28s %8d %10.2f %10.2f %10.2f%n", name, f.count(), f.median(), f.p95(), f.max());
          } else {
            out.printf("%-28s %8s%n", name, value);
          }
        });
    out.println(new ObjectMapper().writeValueAsString(results));
    out.flush();
  }

  private static Map<String, Figures> round(Client client, int count, String name) {
    Map<String, long[]> times = new LinkedHashMap<>();
    times.put("small", new long[count]);
    times.put("large", new long[count]);
    for (int i = 0; i < count; i++) {
      for (Map.Entry<String, long[]> plan : times.entrySet()) {
        plan.getValue()[i] = timed(client, plan.getKey(), name + i);
      }
    }
    Map<String, Figures> figures = new LinkedHashMap<>();
    times.forEach((plan, all) -> figures.put(plan, Figures.of(all)));
    return figures;
  }

  private static long timed(Client client, String plan, String name) {
    byte[] line =
        """
        {"command":"ProposeAmendment","id":"%1$s %2$s","actor":"A delegation","body":\
        {"planId":"%1$s","amendmentId":"%2$s","proposer":"A delegation","on":"2026-01-05",\
        "change":{"type":"text","provisionId":"text-2","text":{"en":"Measured text %2$s"}}}}
        """
            .formatted(plan, name)
            .getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    send(client, line);
    return System.nanoTime() - start;
  }

  private static void carryOut(Client client, Negotiation.Size size) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Negotiation.write(size, lines, done -> {});
    send(client, lines.toByteArray());
  }

  private static void send(Client client, byte[] lines) {
    Client.Answer answer = client.importLines(lines);
    if (!answer.isOk()) {
      throw new IllegalStateException(answer.body().toString());
    }
  }

  private static long revision(Client client, String plan) {
    return client.get("/api/plans/" + plan + "/draft").path("revision").asLong();
  }
}
