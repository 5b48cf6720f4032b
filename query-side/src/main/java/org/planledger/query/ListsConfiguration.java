package org.planledger.query;

import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.planledger.people.People;
import org.planledger.query.action.Actions;
import org.planledger.query.action.ActionsEndpoint;
import org.planledger.query.amendment.AmendmentProjection;
import org.planledger.query.amendment.AmendmentTable;
import org.planledger.query.amendment.AmendmentsEndpoint;
import org.planledger.query.amendment.Wordings;
import org.planledger.query.audit.AuditEndpoint;
import org.planledger.query.consultation.ConsultationsEndpoint;
import org.planledger.query.contribution.ContributionsEndpoint;
import org.planledger.query.deadletter.DeadLetterRequests;
import org.planledger.query.deadletter.DeadLettersEndpoint;
import org.planledger.query.deadletter.DeadLettersHealth;
import org.planledger.query.deadline.DeadlinesEndpoint;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntryProjection;
import org.planledger.query.entry.LogEntryTable;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.meeting.MeetingsEndpoint;
import org.planledger.query.meeting.OutcomesEndpoint;
import org.planledger.query.plan.PlansEndpoint;
import org.planledger.query.rebuild.ListsDrift;
import org.planledger.query.rebuild.Rebuild;
import org.planledger.query.texts.Histories;
import org.planledger.query.timeline.TimelineEndpoint;
import org.planledger.store.DeadLetters;
import org.planledger.store.EventSerializer;
import org.planledger.store.Parking;
import org.planledger.store.Parkings;
import org.planledger.store.Positions;
import org.planledger.store.Processors;
import org.planledger.store.Progress;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The lists: projections in SQL, and what they answer. */
@Configuration(proxyBeanMethods = false)
class ListsConfiguration {
  ListsConfiguration() {}

  @Bean
  SchemaPart listsSchema() {
    return new SchemaPart("lists");
  }

  @Bean
  LogEntries logEntries(JdbcClient database, EventSerializer serializer, DeadLetters letters) {
    return new LogEntries(database, serializer.getObjectMapper(), letters);
  }

  @Bean
  Parking listsParking(Parkings parkings) {
    return parkings.of(LogEntries.GROUP);
  }

  @Bean
  ConfigurerModule listsProcessor(ObjectProvider<Parking> parking) {
    return Processors.parking(LogEntries.GROUP, parking::getObject);
  }

  @Bean
  DeadLetterRequests deadLetterRequests(Parking parking) {
    return new DeadLetterRequests(parking);
  }

  @Bean
  DeadLettersEndpoint deadLettersEndpoint(DeadLetters letters, People people) {
    return new DeadLettersEndpoint(letters, people);
  }

  @Bean
  DeadLettersHealth deadLettersHealthIndicator(DeadLetters letters) {
    return new DeadLettersHealth(letters);
  }

  @Bean
  LogEntryTable logEntryTable(JdbcClient database, EventSerializer serializer) {
    return new LogEntryTable(database, serializer.getObjectMapper());
  }

  @Bean
  LogEntryProjection logEntryProjection(
      JdbcClient database, LogEntries entries, LogEntryTable table, Positions positions) {
    return new LogEntryProjection(database, entries, table, positions);
  }

  @Bean
  AmendmentTable amendmentTable(JdbcClient database) {
    return new AmendmentTable(database);
  }

  @Bean
  AmendmentProjection amendmentProjection(AmendmentTable table, LogEntries entries) {
    return new AmendmentProjection(table, entries);
  }

  @Bean
  ListsDrift listsDrift(
      StoredEvents log,
      StoredMessages messages,
      Progress progress,
      DeadLetters letters,
      LogEntryTable entries,
      AmendmentTable amendments,
      PlatformTransactionManager transactions) {
    return new ListsDrift(log, messages, progress, letters, entries, amendments, transactions);
  }

  @Bean
  MeetingRecords meetingRecords(LogEntries entries) {
    return new MeetingRecords(entries);
  }

  @Bean
  Actions actions(MeetingRecords meetings, People people, Clock clock) {
    return new Actions(meetings, people, clock);
  }

  @Bean
  PlansEndpoint plansEndpoint(LogEntries entries) {
    return new PlansEndpoint(entries);
  }

  @Bean
  TimelineEndpoint timelineEndpoint(LogEntries entries, People people) {
    return new TimelineEndpoint(entries, people);
  }

  @Bean
  AmendmentsEndpoint amendmentsEndpoint(
      JdbcClient database,
      LogEntries entries,
      Histories histories,
      EventStore store,
      People people) {
    return new AmendmentsEndpoint(
        database, entries, histories, new Wordings(histories, store), people);
  }

  @Bean
  MeetingsEndpoint meetingsEndpoint(
      LogEntries entries, MeetingRecords meetings, Actions actions, People people) {
    return new MeetingsEndpoint(entries, meetings, actions, people);
  }

  @Bean
  OutcomesEndpoint outcomesEndpoint(
      LogEntries entries, MeetingRecords meetings, Histories histories, People people) {
    return new OutcomesEndpoint(entries, meetings, histories, people);
  }

  @Bean
  ActionsEndpoint actionsEndpoint(LogEntries entries, Actions actions) {
    return new ActionsEndpoint(entries, actions);
  }

  @Bean
  DeadlinesEndpoint deadlinesEndpoint(LogEntries entries, MeetingRecords meetings, Clock clock) {
    return new DeadlinesEndpoint(entries, meetings, clock);
  }

  @Bean
  ConsultationsEndpoint consultationsEndpoint(
      LogEntries entries, MeetingRecords meetings, Clock clock) {
    return new ConsultationsEndpoint(entries, meetings, clock);
  }

  @Bean
  ContributionsEndpoint contributionsEndpoint(LogEntries entries, People people) {
    return new ContributionsEndpoint(entries, people);
  }

  @Bean
  AuditEndpoint auditEndpoint(
      LogEntries entries, MeetingRecords meetings, People people, DeadLetters letters) {
    return new AuditEndpoint(entries, meetings, people, letters);
  }

  @Bean
  Rebuild rebuild(EventProcessingConfiguration processing, Positions positions, Progress progress) {
    return new Rebuild(processing, positions, progress);
  }
}
