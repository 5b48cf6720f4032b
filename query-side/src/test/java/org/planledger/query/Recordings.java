package org.planledger.query;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Edit;

/** Events of a plan for tests to which it does not matter what it says. */
public final class Recordings {
  private static final LocalDate DAY = LocalDate.parse("2017-05-01");

  private Recordings() {}

  /** The first one. */
  public static PlanOpened opened(String plan) {
    return opened(plan, DAY);
  }

  /** The same of another day. */
  public static PlanOpened opened(String plan, LocalDate on) {
    return new PlanOpened(
        plan,
        Map.of("en", "Strategic plan"),
        ZoneId.of("Europe/Zurich"),
        List.of("en"),
        "en",
        List.of(),
        List.of(),
        on);
  }

  /** A goal with a text. */
  public static ProvisionAdded added(String plan, String id) {
    String text = "Text of %s.".formatted(id);
    return new ProvisionAdded(
        plan,
        new NewProvision(
            id,
            "goal",
            new Place(null, null),
            Map.of(),
            Map.of(
                "en",
                new TextChange(null, List.of(new Edit(0, List.of(), List.of(text), null)), text)),
            List.of()),
        DAY);
  }

  /** Another text for the goal {@code values}, which was added as revision 1. */
  public static AmendmentProposed proposed(String plan, String id) {
    return new AmendmentProposed(
        plan,
        id,
        1,
        new Proposal.Rewording(
            "values",
            Map.of(
                "en",
                new TextChange(
                    1L,
                    List.of(new Edit(0, List.of("Text of values."), List.of("Trust."), "A")),
                    "Trust.")),
            Map.of()),
        "p-germany",
        null,
        null,
        null,
        DAY);
  }
}
