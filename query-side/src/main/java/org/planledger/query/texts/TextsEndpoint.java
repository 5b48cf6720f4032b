package org.planledger.query.texts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.plan.Provision;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what a plan says, said, and why. */
@RestController
@Reads(Histories.GROUP)
public final class TextsEndpoint {
  private final Cuts cuts;
  private final People people;

  /** Answers from histories in memory. */
  public TextsEndpoint(Histories histories, People people) {
    this.cuts = new Cuts(histories);
    this.people = people;
  }

  /** One provision of a draft. */
  record OneProvision(
      String plan,
      long revision,
      String point,
      String asOf,
      Instant knownAt,
      @JsonUnwrapped ProvisionView provision) {}

  /** The provenance of a provision in all its languages. */
  record AllLanguages(String plan, String id, List<Provenance.Text> texts) {}

  @GetMapping("/api/plans/{plan}/provisions/{id}")
  OneProvision provision(
      @PathVariable String plan,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    Cut cut = cuts.cut(plan, at, knownAt);
    Provision provision = cut.draft().find(id).orElseThrow(() -> Refused.notFound("provision", id));
    String number = String.valueOf(Numbers.of(cut.draft()).get(id));
    return new OneProvision(
        plan,
        cut.revision(),
        cut.point().toString(),
        cut.asOf(),
        cut.knownAt(),
        new ProvisionView(provision, number, cut, Languages.of(lang), false));
  }

  @GetMapping("/api/plans/{plan}/provisions/{id}/history")
  Versions.History history(
      @PathVariable String plan,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String knownAt) {
    return Versions.of(cuts.cut(plan, null, knownAt), id);
  }

  @GetMapping("/api/plans/{plan}/provisions/{id}/provenance")
  Object provenance(
      @PathVariable String plan,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    List<Provenance.Text> texts =
        Provenance.of(cuts.cut(plan, at, knownAt), id, lang, people::names);
    return lang == null ? new AllLanguages(plan, id, texts) : texts.getFirst();
  }

  @GetMapping("/api/plans/{plan}/diff")
  Difference.View diff(
      @PathVariable String plan,
      @RequestParam String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    Cuts.Both ends = cuts.both(plan, from, to, knownAt);
    return Difference.between(ends.from(), ends.to(), Languages.of(lang));
  }

  @GetMapping("/api/plans/{plan}/search")
  Search.Found search(
      @PathVariable String plan,
      @RequestParam String q,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    if (q.isBlank()) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST, "q is empty; give the words to look for, as they read.");
    }
    return Search.in(cuts.cut(plan, null, knownAt), q, lang);
  }

  @GetMapping("/api/plans/{plan}/translations")
  Translations.All translations(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(defaultValue = "false") boolean behind) {
    return Translations.of(cuts.cut(plan, at, knownAt), lang, behind);
  }
}
