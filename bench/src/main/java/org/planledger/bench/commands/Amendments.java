package org.planledger.bench.commands;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.planledger.command.decision.Request;
import org.planledger.command.dispatch.Commands;
import org.planledger.log.Command;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.OpenPlan;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.WithdrawAmendment;

/** What callers ask for: amendments to a plan of 20 provisions, each taken back again. */
public final class Amendments {
  static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  static final int PROVISIONS = 20;

  private Amendments() {}

  /** Whoever asks. */
  public static Request request() {
    return new Request("bench", null, null, Request.sha256("bench"), null);
  }

  /** Opens a plan with its provisions. */
  public static void open(Commands commands, String plan) {
    commands.carryOut(
        new OpenPlan(
            plan,
            Map.of("en", "Bench"),
            ZoneId.of("UTC"),
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            DAY),
        request());
    for (int i = 0; i < PROVISIONS; i++) {
      commands.carryOut(
          new AddProvision(
              plan,
              "v" + i,
              "goal",
              null,
              null,
              Map.of(),
              Map.of(
                  "en", "What goal number %d of the plan is about, in a few words.".formatted(i)),
              List.of(),
              DAY),
          request());
    }
  }

  /** An amendment, or what takes the last one back. */
  public static Command next(String plan, String caller, int time) {
    String id = "a-" + caller + "-" + time / 2;
    return time % 2 == 1
        ? new WithdrawAmendment(plan, id, null, DAY)
        : new ProposeAmendment(
            plan,
            id,
            null,
            new Change.Text(
                "v" + time / 2 % PROVISIONS,
                Map.of("en", "What goal %s is about, in other words.".formatted(id)),
                Map.of()),
            "p-bench",
            null,
            null,
            DAY);
  }
}
