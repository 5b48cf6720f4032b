package org.planledger.query.texts;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.agreement.Conflict;
import org.planledger.plan.agreement.Rebase;
import org.planledger.plan.agreement.WhatIf;
import org.planledger.problem.Refused;
import org.planledger.query.reading.Reads;
import org.planledger.request.Body;
import org.planledger.request.FormReader;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what would come of pending amendments. Nothing is recorded. */
@RestController
@Reads(Histories.GROUP)
public final class WhatIfEndpoint {
  private static final int MOST = 300;

  private final Cuts cuts;
  private final Clock clock;

  /** Tries on histories in memory, as on the day that the clock tells. */
  public WhatIfEndpoint(Histories histories, Clock clock) {
    this.cuts = new Cuts(histories);
    this.clock = clock;
  }

  /** What is asked: pending amendments, in the order in which a meeting would take them. */
  public record Question(@NonEmpty @Id List<String> amendments) {}

  /**
   * What would come of it.
   *
   * @param revision the plan's revision it is laid on
   * @param applied the amendments that can be agreed
   * @param conflicts why others cannot
   * @param groups amendments whose order matters; the groups can be decided in any order
   * @param draft after those that can be agreed
   * @param changes against the draft in force
   */
  record Answer(
      String plan,
      long revision,
      List<String> applied,
      List<Conflict> conflicts,
      List<List<String>> groups,
      DraftView draft,
      List<Difference.Change> changes) {}

  /** How one pending amendment stands to what is in force now, and what agreeing would change. */
  record Standing(
      String plan,
      String amendment,
      String provision,
      long baseRevision,
      long revision,
      Rebase.State state,
      List<Conflict> conflicts,
      List<Difference.Change> changes) {}

  @PostMapping(path = "/api/plans/{plan}/what-if", consumes = MediaType.APPLICATION_JSON_VALUE)
  Answer whatIf(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String lang,
      HttpServletRequest http)
      throws IOException {
    Cut present = cuts.cut(plan, null, null);
    Question question = FormReader.read(Question.class, Body.read(http.getInputStream()));
    if (question.amendments().size() > MOST) {
      throw Refused.field("/amendments", "names more than %d amendments.".formatted(MOST));
    }
    WhatIf.Outcome outcome = WhatIf.of(present.history(), question.amendments(), today(present));
    Cut after = with(present, outcome.draft());
    return new Answer(
        plan,
        present.revision(),
        outcome.applied(),
        outcome.conflicts(),
        outcome.groups(),
        DraftView.of(after, Languages.of(lang)),
        Difference.between(present, after, Languages.of(lang)).changes());
  }

  @GetMapping("/api/plans/{plan}/amendments/{id}/rebase")
  Standing rebase(
      @PathVariable String plan,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String lang) {
    Cut present = cuts.cut(plan, null, null);
    Amendment amendment =
        present
            .history()
            .amendments()
            .find(id)
            .orElseThrow(() -> Refused.notFound("amendment", id));
    if (!amendment.pending()) {
      throw Refused.rule(
          "Amendment %s is %s since revision %d, so nothing is left to lay on the draft."
              .formatted(id, amendment.state(), Objects.requireNonNull(amendment.settledBy())));
    }
    Rebase rebase = Rebase.of(present.history(), amendment, today(present));
    return new Standing(
        plan,
        id,
        amendment.provisionId(),
        amendment.baseRevision(),
        present.revision(),
        rebase.state(),
        rebase.conflicts(),
        Difference.between(present, with(present, rebase.draft()), Languages.of(lang)).changes());
  }

  private LocalDate today(Cut present) {
    return LocalDate.now(clock.withZone(present.draft().plan().timeZone()));
  }

  private static Cut with(Cut present, Draft draft) {
    return new Cut(
        present.planId(),
        present.history(),
        present.known(),
        present.point(),
        draft,
        present.revision(),
        present.order(),
        present.asOf(),
        present.knownAt(),
        present.reserved());
  }
}
