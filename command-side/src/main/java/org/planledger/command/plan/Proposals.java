package org.planledger.command.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.planledger.command.words.Segmentation;
import org.planledger.plan.Draft;
import org.planledger.plan.Provision;
import org.planledger.plan.TextVersion;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.ProvisionFields;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.Proposal.HeadingChange;
import org.planledger.plan.event.TextChange;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.text.Diff;

/** Turns what an amendment asks for into what the log holds of it: words, and edits in words. */
final class Proposals {
  private final Plan plan;
  private final LongFunction<Draft> drafts;

  Proposals(Plan plan, LongFunction<Draft> drafts) {
    this.plan = plan;
    this.drafts = drafts;
  }

  /**
   * A change against the plan as it was at a revision. What was decided since is no reason to
   * refuse it; whether it can be agreed is asked when it is.
   *
   * @throws Refused when the provision or language did not exist, or nothing would change
   */
  Proposal of(Change change, long baseRevision) {
    return switch (change) {
      case Change.Insert insert -> {
        String id = insert.provision().provisionId();
        if (plan.draft().find(id).isPresent() && draftAt(id, baseRevision).find(id).isPresent()) {
          throw Refused.rule(
              "Provision %s is in the draft already; propose a text for it instead.".formatted(id));
        }
        requireParent(insert.provision().parentId(), baseRevision);
        yield new Proposal.Insertion(
            inserted(plan.draft().plan(), insert.provision(), "/change/provision"));
      }
      case Change.Remove remove ->
          new Proposal.Removal(
              remove.provisionId(), base(remove.provisionId(), baseRevision).textRevision());
      case Change.Move move -> {
        requireParent(move.parentId(), baseRevision);
        yield new Proposal.Move(
            move.provisionId(),
            new Place(move.parentId(), move.after()),
            base(move.provisionId(), baseRevision).placed());
      }
      case Change.Text text -> rewording(text, base(text.provisionId(), baseRevision));
    };
  }

  /** A provision as it enters, its texts cut into words. */
  static NewProvision inserted(PlanOpened plan, ProvisionFields fields, String pointer) {
    Map<String, TextChange> texts = new HashMap<>();
    fields
        .text()
        .forEach(
            (language, text) -> {
              requireLanguage(plan, language, pointer + "/text/" + language);
              texts.put(language, first(text));
            });
    fields
        .heading()
        .keySet()
        .forEach(language -> requireLanguage(plan, language, pointer + "/heading/" + language));
    return new NewProvision(
        fields.provisionId(),
        fields.kind(),
        new Place(fields.parentId(), fields.after()),
        fields.heading(),
        texts,
        fields.references());
  }

  private static TextChange first(String text) {
    return new TextChange(null, Diff.between(java.util.List.of(), Segmentation.words(text)), text);
  }

  static void requireLanguage(PlanOpened plan, String language, String pointer) {
    if (!plan.languages().contains(language)) {
      throw Refused.field(
          pointer,
          "%s is not a language of this plan; its languages are %s."
              .formatted(language, plan.languages()));
    }
  }

  /** The edits that make a version of a text into another text. */
  static TextChange change(@Nullable TextVersion from, String text) {
    if (from == null) {
      return first(text);
    }
    return new TextChange(
        from.revision(), Diff.between(from.passage().words(), Segmentation.words(text)), text);
  }

  private Proposal rewording(Change.Text change, Provision base) {
    Map<String, TextChange> texts = new HashMap<>();
    change
        .text()
        .forEach(
            (language, text) -> {
              requireLanguage(plan.draft().plan(), language, "/change/text/" + language);
              TextChange edited = change(base.texts().get(language), text);
              if (!edited.edits().isEmpty()) {
                texts.put(language, edited);
              }
            });
    Map<String, HeadingChange> headings = new HashMap<>();
    change
        .heading()
        .forEach(
            (language, heading) -> {
              requireLanguage(plan.draft().plan(), language, "/change/heading/" + language);
              String before = base.heading().get(language);
              if (!heading.equals(before)) {
                headings.put(language, new HeadingChange(before, heading));
              }
            });
    if (texts.isEmpty() && headings.isEmpty()) {
      throw new Refused(
          ProblemType.NO_CHANGE,
          "The amendment changes nothing: the text of %s it is written against says the same."
              .formatted(change.provisionId()));
    }
    return new Proposal.Rewording(change.provisionId(), texts, headings);
  }

  private void requireParent(@Nullable String parentId, long baseRevision) {
    if (parentId != null) {
      base(parentId, baseRevision);
    }
  }

  /** A provision as it was in the draft at a revision. */
  private Provision base(String provisionId, long baseRevision) {
    return draftAt(provisionId, baseRevision).provision(provisionId);
  }

  private Draft draftAt(String provisionId, long baseRevision) {
    boolean same =
        baseRevision == plan.revision()
            || (plan.corrected() < baseRevision
                && plan.draft()
                    .find(provisionId)
                    .filter(now -> now.textRevision() <= baseRevision)
                    .filter(now -> now.placed() <= baseRevision)
                    .isPresent());
    return same ? plan.draft() : drafts.apply(baseRevision);
  }
}
