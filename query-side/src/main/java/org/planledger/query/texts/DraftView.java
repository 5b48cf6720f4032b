package org.planledger.query.texts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Extract;
import org.planledger.plan.Alignment;
import org.planledger.plan.Citation;
import org.planledger.plan.Draft;
import org.planledger.plan.Framework;
import org.planledger.plan.Level;
import org.planledger.plan.RouteStage;
import org.planledger.plan.Status;

/**
 * A draft as it is answered: provisions in document order.
 *
 * @param extract which provisions they are; absent: all
 * @param status how far the plan as a whole has come
 */
record DraftView(
    String plan,
    @Nullable Object title,
    long revision,
    String point,
    String asOf,
    Instant knownAt,
    @Nullable ExtractView extract,
    List<ProvisionView> provisions,
    List<FrameworkView> frameworks,
    Status status,
    List<String> languages,
    String authoritativeLanguage,
    List<RouteStage> route,
    List<Citation> references,
    List<Alignment> alignments,
    List<RiskView> risks) {

  /**
   * A framework as it is answered.
   *
   * @param amendedSince members whose text has changed, or that have left, since the approval
   */
  record FrameworkView(
      String id,
      @Nullable Object title,
      Status status,
      Status effectiveStatus,
      Since since,
      List<Framework.Condition> conditions,
      List<Member> members,
      List<String> amendedSince) {

    /** A provision, and the revision of its text that was approved. */
    record Member(String id, long revision) {}
  }

  /** The last assessment of a risk. */
  record RiskView(
      String provision, Level likelihood, Level impact, List<String> mitigations, long revision) {}

  static DraftView of(Cut cut, Languages languages) {
    return of(cut, languages, null);
  }

  /** A part of it; null: all. */
  static DraftView of(Cut cut, Languages languages, @Nullable Extract extract) {
    Draft draft = cut.draft();
    return new DraftView(
        cut.planId(),
        languages.of(draft.plan().title()),
        cut.revision(),
        cut.point().toString(),
        cut.asOf(),
        cut.knownAt(),
        ExtractView.of(extract),
        Numbers.of(draft).entrySet().stream()
            .filter(numbered -> extract == null || extract.shows(numbered.getKey()))
            .map(
                numbered ->
                    new ProvisionView(
                        draft.provision(numbered.getKey()),
                        numbered.getValue(),
                        cut,
                        languages,
                        extract != null && extract.context().contains(numbered.getKey())))
            .toList(),
        draft.frameworks().values().stream().map(f -> framework(f, cut, languages)).toList(),
        draft.stage(),
        draft.plan().languages(),
        draft.plan().authoritativeLanguage(),
        draft.plan().route(),
        draft.references(),
        List.copyOf(draft.alignments().values()),
        draft.risks().entrySet().stream()
            .map(
                risk ->
                    new RiskView(
                        risk.getKey(),
                        risk.getValue().likelihood(),
                        risk.getValue().impact(),
                        risk.getValue().mitigations(),
                        risk.getValue().revision()))
            .toList());
  }

  private static FrameworkView framework(Framework framework, Cut cut, Languages languages) {
    return new FrameworkView(
        framework.id(),
        languages.of(framework.title()),
        framework.standing().status(),
        cut.effective(framework.standing()),
        Since.of(framework.standing()),
        framework.conditions(),
        framework.members().stream()
            .map(member -> new FrameworkView.Member(member.provisionId(), member.revision()))
            .toList(),
        framework.amendedSince(cut.draft()));
  }
}
