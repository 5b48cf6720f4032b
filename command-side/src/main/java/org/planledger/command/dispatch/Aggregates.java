package org.planledger.command.dispatch;

import java.util.List;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.planledger.command.consultation.ConsultationAggregate;
import org.planledger.command.contribution.ContributionAggregate;
import org.planledger.command.decision.Decider;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.meeting.MeetingAggregate;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.log.Command;

/**
 * The aggregates: where their commands go, and how often a snapshot is taken of those whose streams
 * grow long. The revision in an aggregate's annotation is that of its snapshots: raise it when the
 * state changes its form, and older snapshots are passed over.
 */
public final class Aggregates implements ConfigurerModule {
  /** All of them. */
  public static final List<Class<?>> TYPES =
      List.of(
          PlanAggregate.class,
          MeetingAggregate.class,
          ContributionAggregate.class,
          ConsultationAggregate.class,
          NumberedDocument.class);

  private static final int EVENTS_PER_SNAPSHOT = 300;

  @Override
  public void configureModule(Configurer configurer) {
    configurer
        .configureAggregate(remembered(PlanAggregate.class))
        .configureAggregate(remembered(MeetingAggregate.class))
        .configureAggregate(remembered(ContributionAggregate.class))
        .configureAggregate(remembered(ConsultationAggregate.class))
        .configureAggregate(AggregateConfigurer.defaultConfiguration(NumberedDocument.class));
  }

  private static <T extends Decider> AggregateConfigurer<T> remembered(Class<T> type) {
    return AggregateConfigurer.defaultConfiguration(type)
        .configureCommandTargetResolver(
            configuration ->
                message ->
                    new VersionedAggregateIdentifier(
                        (Object) ((Command) message.getPayload()).aggregateId(), null))
        .configureRepository(
            configuration ->
                new RememberingRepository<>(
                    type,
                    configuration,
                    new SnapshotEvery(EVENTS_PER_SNAPSHOT, configuration::snapshotter)));
  }
}
