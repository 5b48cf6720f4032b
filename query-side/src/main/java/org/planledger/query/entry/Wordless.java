package org.planledger.query.entry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.planledger.log.Event;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;

/**
 * Events without the words of provisions. Which provisions and languages they touch stays to be
 * read.
 */
final class Wordless {
  private Wordless() {}

  static Event of(Event event) {
    return switch (event) {
      case ProvisionAdded e -> new ProvisionAdded(e.planId(), of(e.provision()), e.on());
      case TranslationProvided e ->
          new TranslationProvided(
              e.planId(),
              e.provisionId(),
              e.language(),
              of(e.text()),
              e.heading() == null ? null : "",
              e.renders(),
              e.translator(),
              e.on());
      case AmendmentProposed e ->
          new AmendmentProposed(
              e.planId(),
              e.amendmentId(),
              e.baseRevision(),
              of(e.proposal()),
              e.proposer(),
              e.contributionId(),
              e.document(),
              e.rationale(),
              e.on());
      case AmendmentRevised e ->
          new AmendmentRevised(
              e.planId(),
              e.amendmentId(),
              e.baseRevision(),
              of(e.proposal()),
              e.contributionId(),
              e.document(),
              e.rationale(),
              e.on());
      case ProvisionallyAgreed e ->
          new ProvisionallyAgreed(
              e.planId(),
              e.minute(),
              e.items().stream().map(Wordless::of).toList(),
              e.unaffected(),
              e.on());
      default -> event;
    };
  }

  private static AgreedItem of(AgreedItem item) {
    return new AgreedItem(
        item.provisionId(),
        item.scope(),
        item.amendments(),
        item.asModified(),
        item.document(),
        item.inserted() == null ? null : of(item.inserted()),
        item.removed(),
        item.place(),
        each(item.text(), Wordless::of),
        each(item.heading(), heading -> ""));
  }

  private static Proposal of(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Rewording rewording ->
          new Proposal.Rewording(
              rewording.provisionId(),
              each(rewording.text(), Wordless::of),
              each(rewording.heading(), heading -> new Proposal.HeadingChange(null, "")));
      case Proposal.Insertion insertion -> new Proposal.Insertion(of(insertion.provision()));
      case Proposal.Removal removal -> removal;
      case Proposal.Move move -> move;
    };
  }

  private static NewProvision of(NewProvision provision) {
    return new NewProvision(
        provision.provisionId(),
        provision.kind(),
        provision.place(),
        each(provision.heading(), heading -> ""),
        each(provision.text(), Wordless::of),
        provision.references());
  }

  private static TextChange of(TextChange change) {
    return new TextChange(change.base(), List.of(), "");
  }

  private static <T> Map<String, T> each(Map<String, T> byLanguage, UnaryOperator<T> replacement) {
    Map<String, T> all = new TreeMap<>(byLanguage);
    all.replaceAll((language, value) -> replacement.apply(value));
    return all;
  }
}
