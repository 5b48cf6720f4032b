package org.planledger.command.meeting;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.CreationPolicy;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Decider;
import org.planledger.command.decision.Records;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.log.Recorded;
import org.planledger.meeting.command.MeetingCommand;
import org.planledger.meeting.event.MeetingEvent;

/** A meeting in the event store. Its stream is short, so it is kept whole. */
public final class MeetingAggregate extends Decider {
  /** Name under which the command bus knows every command to a meeting. */
  public static final String COMMAND = "MeetingCommand";

  private List<Recorded<MeetingEvent>> stream = List.of();

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      MeetingCommand command,
      MetaData metaData,
      Records records,
      DocumentNumbers documents,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new MeetingDecisions(stream, records, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(
      MeetingEvent event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData) {
    List<Recorded<MeetingEvent>> longer = new ArrayList<>(stream);
    longer.add(new Recorded<>(revision, 0, recordedAt, event));
    stream = List.copyOf(longer);
    recorded(event, revision, metaData);
  }
}
