package org.planledger.command.rules;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.jspecify.annotations.Nullable;
import org.planledger.command.consultation.ConsultationAggregate;
import org.planledger.command.contribution.ContributionAggregate;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Request;
import org.planledger.command.decision.Streams;
import org.planledger.command.dispatch.Aggregates;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.dispatch.LogStreams;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.form.CommandReader;
import org.planledger.command.ledger.LedgerAggregate;
import org.planledger.command.ledger.LogName;
import org.planledger.command.meeting.MeetingAggregate;
import org.planledger.command.operation.OperationAggregate;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.command.webhook.WebhookAggregate;
import org.planledger.consultation.command.ConsultationCommand;
import org.planledger.contribution.command.ContributionCommand;
import org.planledger.ledger.command.LedgerCommand;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.command.MeetingCommand;
import org.planledger.operation.command.OperationCommand;
import org.planledger.outbound.Destinations;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.store.NoUsageReports;
import org.planledger.webhook.command.WebhookCommand;

/**
 * What happened so far, in all streams: the given of a fixture. Commands are written as they are
 * sent, their name and then their body in JSON.
 */
public final class Situation {
  /** The day on which everything is entered. */
  public static final Instant NOW = Instant.parse("2018-03-01T12:00:00Z");

  /** The name of the log. */
  public static final String ORIGIN = "plans.example/log";

  /** Where webhooks may be: the network 10.1.0.0/16 as well. */
  private static final Destinations DESTINATIONS = new Destinations(List.of("10.1.0.0/16"));

  private static final CommandReader READER = new CommandReader();

  private final Configuration configuration;
  private final Commands commands;
  private final Streams streams;
  private int sent;

  private Situation() {
    InMemoryEventStorageEngine log = new InMemoryEventStorageEngine();
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureEventStore(with -> EmbeddedEventStore.builder().storageEngine(log).build())
            .registerComponent(
                Streams.class, with -> LogStreams.of(with.eventStore(), List.of(log)))
            .registerComponent(Records.class, with -> new Records(with.getComponent(Streams.class)))
            .registerComponent(
                DocumentNumbers.class,
                with -> new DocumentNumbers(() -> with.repository(NumberedDocument.class)))
            .registerComponent(LogName.class, with -> new LogName(ORIGIN))
            .registerComponent(Destinations.class, with -> DESTINATIONS)
            .registerComponent(Clock.class, with -> Clock.fixed(NOW, ZoneOffset.UTC))
            .registerComponent(UsagePropertyProvider.class, with -> new NoUsageReports());
    new Aggregates(snapshot -> {}).configureModule(configurer);
    configuration = configurer.start();
    streams = configuration.getComponent(Streams.class);
    commands = new Commands(configuration.commandGateway()::sendAndWait, streams);
  }

  /** After these commands. */
  public static Situation after(String... lines) {
    return new Situation().and(lines);
  }

  /** And then these. */
  public Situation and(String... lines) {
    for (String line : lines) {
      CommandReader.Read read = read(line);
      commands.carryOut(read.command(), request(read, "given " + sent++, null));
    }
    return this;
  }

  /** The event that the last of these commands made, all of them being carried out. */
  public <E extends Event> E made(Class<E> type, String... lines) {
    and(java.util.Arrays.copyOf(lines, lines.length - 1));
    CommandReader.Read read = read(lines[lines.length - 1]);
    return type.cast(
        commands.carryOut(read.command(), request(read, "given " + sent++, null)).event());
  }

  /** The events of a stream. */
  public List<Recorded<Event>> stream(String aggregateId) {
    return streams.read(aggregateId, 0);
  }

  /** What comes of a command. */
  public Outcome when(String line) {
    return when(line, "when", null);
  }

  /** What comes of a command of a writer who saw a revision. */
  public Outcome whenSeen(long revision, String line) {
    return when(line, "when", revision);
  }

  /** What comes of a command with an idempotency key. */
  public Outcome whenKeyed(String key, String line) {
    return when(line, key, null);
  }

  /** And then these, each with itself as its idempotency key. */
  public Situation andKeyed(String... lines) {
    for (String line : lines) {
      CommandReader.Read read = read(line);
      commands.carryOut(read.command(), request(read, line, null));
    }
    return this;
  }

  /** What comes of proposals that are sent together, each with itself as its idempotency key. */
  public Outcome whenTogether(String... lines) {
    return when(
        new ProposeTogether(
            Stream.of(lines)
                .map(
                    line -> {
                      CommandReader.Read read = read(line);
                      return new ProposeTogether.Requested(
                          (ProposeAmendment) read.command(), request(read, line, null));
                    })
                .toList()),
        MetaData.emptyInstance());
  }

  private Outcome when(String line, String key, @Nullable Long expected) {
    CommandReader.Read read = read(line);
    return when(read.command(), MetaData.from(request(read, key, expected).asMetaData()));
  }

  private Outcome when(Command command, MetaData metaData) {
    FixtureConfiguration<?> fixture =
        new AggregateTestFixture<>(type(command))
            .registerCommandTargetResolver(
                message ->
                    new VersionedAggregateIdentifier(
                        (Object) ((Command) message.getPayload()).aggregateId(), null))
            .registerInjectableResource(new Records(streams))
            .registerInjectableResource(configuration.getComponent(DocumentNumbers.class))
            .registerInjectableResource(new LogName(ORIGIN))
            .registerInjectableResource(DESTINATIONS)
            .registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    List<DomainEventMessage<?>> given = messages(command.aggregateId());
    return new Outcome(
        (given.isEmpty() ? fixture.givenNoPriorActivity() : fixture.given(given))
            .when(
                new GenericCommandMessage<>(
                    new GenericMessage<>(command, metaData), address(command))));
  }

  private List<DomainEventMessage<?>> messages(String aggregateId) {
    List<DomainEventMessage<?>> all = new ArrayList<>();
    configuration.eventStore().readEvents(aggregateId, 0).forEachRemaining(all::add);
    return all;
  }

  private static Request request(CommandReader.Read read, String key, @Nullable Long expected) {
    return new Request(
        "p-secretary", null, Request.scoped("p-secretary", key), read.digest(), expected);
  }

  private static CommandReader.Read read(String line) {
    int space = line.indexOf(' ');
    return READER.read(
        line.substring(0, space),
        line.substring(space).replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        UnaryOperator.identity());
  }

  private static Class<?> type(Command command) {
    return switch (command) {
      case PlanCommand ignored -> PlanAggregate.class;
      case MeetingCommand ignored -> MeetingAggregate.class;
      case ContributionCommand ignored -> ContributionAggregate.class;
      case ConsultationCommand ignored -> ConsultationAggregate.class;
      case LedgerCommand ignored -> LedgerAggregate.class;
      case OperationCommand ignored -> OperationAggregate.class;
      case WebhookCommand ignored -> WebhookAggregate.class;
      case ProposeTogether ignored -> PlanAggregate.class;
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  private static String address(Command command) {
    return switch (command) {
      case PlanCommand ignored -> PlanAggregate.COMMAND;
      case MeetingCommand ignored -> MeetingAggregate.COMMAND;
      case ContributionCommand ignored -> ContributionAggregate.COMMAND;
      case ConsultationCommand ignored -> ConsultationAggregate.COMMAND;
      case LedgerCommand ignored -> LedgerAggregate.COMMAND;
      case OperationCommand ignored -> OperationAggregate.COMMAND;
      case WebhookCommand ignored -> WebhookAggregate.COMMAND;
      case ProposeTogether ignored -> PlanAggregate.TOGETHER;
      default -> throw new IllegalArgumentException(command.toString());
    };
  }
}
