package org.planledger.command.document;

import java.util.HashSet;
import java.util.Set;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.jspecify.annotations.Nullable;
import org.planledger.document.DocumentNumber;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.document.event.DocumentUse;
import org.planledger.problem.Refused;

/**
 * A document number without its revision. Each revision is used once, in ascending order, by the
 * one who used the number first; an issued draft may take the number of a contribution, once.
 */
public final class NumberedDocument {
  @AggregateIdentifier
  @SuppressWarnings("UnusedVariable") // Axon reads it
  private @Nullable String id;

  private @Nullable DocumentNumberUsed last;
  private final Set<Integer> issued = new HashSet<>();
  private final Set<Integer> contributed = new HashSet<>();

  void use(DocumentNumberUsed use, MetaData metaData) {
    String written = new DocumentNumber(use.number(), use.revision()).toString();
    boolean issue = use.use() == DocumentUse.ISSUED_DRAFT;
    boolean becomesContent =
        issue && contributed.contains(use.revision()) && !issued.contains(use.revision());
    DocumentNumberUsed before = last;
    if (before != null && !becomesContent) {
      if (use.revision() <= before.revision()) {
        throw Refused.rule(
            "Document number %s is used or passed: the last is %s. Take a higher revision."
                .formatted(written, new DocumentNumber(before.number(), before.revision())));
      }
      if (!issue && !before.usedBy().equals(use.usedBy())) {
        throw Refused.rule(
            "Document number %s belongs to %s; choose another number."
                .formatted(use.number(), before.usedBy()));
      }
    }
    AggregateLifecycle.apply(use, metaData);
  }

  @EventSourcingHandler
  void evolve(DocumentNumberUsed use) {
    id = use.aggregateId();
    if (use.use() == DocumentUse.ISSUED_DRAFT) {
      issued.add(use.revision());
    } else if (use.use() == DocumentUse.CONTRIBUTION) {
      contributed.add(use.revision());
    }
    if (last == null || use.revision() > last.revision()) {
      last = use;
    }
  }
}
