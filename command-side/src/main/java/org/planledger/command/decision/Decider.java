package org.planledger.command.decision;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.jspecify.annotations.Nullable;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.ledger.LoggedEvent;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.plan.RuleBroken;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.EventSerializer;
import org.planledger.store.StoredTypes;

/**
 * What every aggregate does around its decision: a command carried out before is answered again, a
 * stale writer is refused, and the one event of the decision is recorded with who sent it, together
 * with the use of a document number if it makes one.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE)
public abstract class Decider implements Cloneable {
  /** As events are stored. */
  private static final ObjectMapper JSON =
      new EventSerializer(StoredTypes.of(List.of())).getObjectMapper();

  @AggregateIdentifier
  @SuppressWarnings("UnusedVariable") // Axon reads it
  private @Nullable String id;

  private long revision = -1;
  private Answers answers = Answers.NONE;

  /** Carries a command out, once. */
  protected final Decided carryOut(
      Command command, MetaData metaData, DocumentNumbers documents, Supplier<Event> decision) {
    return carryOut(command, Request.of(metaData), documents, decision);
  }

  /** The same, of a request that is not the metadata of a message. */
  protected final Decided carryOut(
      Command command, Request request, DocumentNumbers documents, Supplier<Event> decision) {
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
    requireReadable(event);
    AggregateLifecycle.apply(event, MetaData.from(request.recorded()));
    documents.register(event, request.recorded());
    return new Decided(new Committed(command.aggregateId(), revision, false), event);
  }

  /** What no verifier reads makes the proof of the whole log worthless. */
  private static void requireReadable(Event event) {
    Counted counted = new Counted();
    try {
      JSON.writeValue(counted, event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (counted.bytes > LoggedEvent.MAX_PAYLOAD_BYTES) {
      throw new Refused(
          ProblemType.TOO_LARGE,
          "What would be recorded comes to %d bytes, and no verifier of the log reads more than %d of an event. Send it in smaller parts; settle fewer amendments at once."
              .formatted(counted.bytes, LoggedEvent.MAX_PAYLOAD_BYTES));
    }
  }

  /** Counts bytes in UTF-8; each half of a surrogate pair is two of its four. */
  private static final class Counted extends Writer {
    private long bytes;

    @Override
    public void write(char[] text, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        char c = text[i];
        bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
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
