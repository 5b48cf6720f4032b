package org.planledger.command.decision;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.jspecify.annotations.Nullable;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.plan.RuleBroken;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * What every aggregate does around its decision: a command carried out before is answered again, a
 * stale writer is refused, and the one event of the decision is recorded with who sent it, together
 * with the use of a document number if it makes one.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE)
public abstract class Decider implements Cloneable {
  @AggregateIdentifier
  @SuppressWarnings("UnusedVariable") // Axon reads it
  private @Nullable String id;

  private long revision = -1;
  private Answers answers = Answers.NONE;

  /** Carries a command out, once. */
  protected final Decided carryOut(
      Command command, MetaData metaData, DocumentNumbers documents, Supplier<Event> decision) {
    Request request = Request.of(metaData);
    return answers
        .to(request)
        .map(made -> new Decided(new Committed(command.aggregateId(), made, true), null))
        .orElseGet(() -> record(command, request, documents, decision));
  }

  private Decided record(
      Command command, Request request, DocumentNumbers documents, Supplier<Event> decision) {
    Long expected = request.expectedRevision();
    if (expected != null && revision >= 0 && expected != revision) {
      throw new Refused(
          ProblemType.STALE_REVISION,
          ("You saw revision %d, the record stands at revision %d."
                  + " Read what happened since, and send the command again if it still holds.")
              .formatted(expected, revision),
          Map.of("expected", expected, "actual", revision));
    }
    Event event = decided(decision);
    if (expected != null && revision < 0) {
      throw new Refused(
          ProblemType.STALE_REVISION,
          "You saw revision %d of something that is not recorded yet; leave If-Match out."
              .formatted(expected),
          Map.of("expected", expected));
    }
    AggregateLifecycle.apply(event, MetaData.from(request.recorded()));
    documents.register(event, request.recorded());
    return new Decided(new Committed(command.aggregateId(), revision, false), event);
  }

  private static Event decided(Supplier<Event> decision) {
    try {
      return decision.get();
    } catch (RuleBroken.Missing missing) {
      throw new Refused(ProblemType.NOT_FOUND, String.valueOf(missing.getMessage()));
    } catch (RuleBroken.Later later) {
      throw new Refused(
          ProblemType.RULE_BROKEN,
          String.valueOf(later.getMessage()),
          Map.of("invalidates", later.revision()));
    } catch (RuleBroken broken) {
      throw Refused.rule(String.valueOf(broken.getMessage()));
    }
  }

  /** Notes an event of this aggregate. */
  protected final void recorded(Event event, long newRevision, MetaData metaData) {
    id = event.aggregateId();
    revision = newRevision;
    answers = answers.after(newRevision, metaData);
  }

  /** Revision of the last event; -1 before the first. */
  public final long revision() {
    return revision;
  }

  /** One with the same state, which is made of immutable parts. */
  public final Decider copy() {
    try {
      return (Decider) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
