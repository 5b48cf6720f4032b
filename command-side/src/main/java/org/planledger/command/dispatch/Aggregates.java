package org.planledger.command.dispatch;

import java.util.concurrent.Executor;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.planledger.command.consultation.ConsultationAggregate;
import org.planledger.command.contribution.ContributionAggregate;
import org.planledger.command.decision.Decider;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.ledger.LedgerAggregate;
import org.planledger.command.meeting.MeetingAggregate;
import org.planledger.command.operation.OperationAggregate;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.webhook.WebhookAggregate;
import org.planledger.log.Command;

/**
 * The aggregates: where their commands go, and which are taken from snapshots. Only the streams of
 * plans grow long. The revision in the annotation of {@link PlanAggregate} is that of its
 * snapshots: raise it when the state changes its form, and older snapshots are passed over.
 */
public final class Aggregates implements ConfigurerModule {
  private final Executor snapshots;

  /** Has snapshots taken by an executor, beside the commands, so that none waits for one. */
  public Aggregates(Executor snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public void configureModule(Configurer configurer) {
    configurer
        .configureAggregate(remembered(PlanAggregate.class, snapshots))
        .configureAggregate(remembered(MeetingAggregate.class, never()))
        .configureAggregate(remembered(ContributionAggregate.class, never()))
        .configureAggregate(remembered(ConsultationAggregate.class, never()))
        .configureAggregate(remembered(LedgerAggregate.class, never()))
        .configureAggregate(remembered(OperationAggregate.class, never()))
        .configureAggregate(remembered(WebhookAggregate.class, never()))
        .configureAggregate(AggregateConfigurer.defaultConfiguration(NumberedDocument.class));
  }

  private static <T extends Decider> AggregateConfigurer<T> remembered(
      Class<T> type, Executor snapshots) {
    return AggregateConfigurer.defaultConfiguration(type)
        .configureCommandTargetResolver(
            configuration ->
                message ->
                    new VersionedAggregateIdentifier(
                        (Object) ((Command) message.getPayload()).aggregateId(), null))
        .configureRepository(
            configuration -> new RememberingRepository<>(type, configuration, snapshots));
  }

  /** Has no snapshot taken. */
  static Executor never() {
    return snapshot -> {};
  }
}
