package org.planledger.query;

import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.planledger.people.People;
import org.planledger.query.action.Actions;
import org.planledger.query.action.ActionsEndpoint;
import org.planledger.query.amendment.AmendmentsEndpoint;
import org.planledger.query.amendment.PendingPapers;
import org.planledger.query.amendment.ProposedPapers;
import org.planledger.query.amendment.Wordings;
import org.planledger.query.audit.AuditEndpoint;
import org.planledger.query.consultation.ConsultationsEndpoint;
import org.planledger.query.contribution.ContributionsEndpoint;
import org.planledger.query.deadletter.DeadLetterRequests;
import org.planledger.query.deadletter.DeadLettersEndpoint;
import org.planledger.query.deadline.DeadlinesEndpoint;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.export.AmendmentPapersEndpoint;
import org.planledger.query.export.MeetingPapersEndpoint;
import org.planledger.query.lists.Lists;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.lists.ListsProjection;
import org.planledger.query.meeting.MeetingPapers;
import org.planledger.query.meeting.MeetingsEndpoint;
import org.planledger.query.meeting.OutcomesEndpoint;
import org.planledger.query.plan.PlansEndpoint;
import org.planledger.query.rebuild.Projection;
import org.planledger.query.texts.Histories;
import org.planledger.query.timeline.TimelineEndpoint;
import org.planledger.store.DeadLetters;
import org.planledger.store.EventSerializer;
import org.planledger.store.Followed;
import org.planledger.store.Parking;
import org.planledger.store.Parkings;
import org.planledger.store.Positions;
import org.planledger.store.ProblemsHealth;
import org.planledger.store.Processors;
import org.planledger.store.Progress;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
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
  Parking listsParking(Parkings parkings, Lists live) {
    return parkings.of(LogEntries.GROUP, live::lock);
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

  /** Down while events wait for somebody to look after them. */
  @Bean
  ProblemsHealth deadLettersHealthIndicator(DeadLetters letters) {
    return new ProblemsHealth(letters::problems);
  }

  @Bean
  LogReader logReader(StoredEvents log, StoredMessages messages) {
    return new LogReader(log, messages);
  }

  @Bean
  Lists lists(
      JdbcClient database, JdbcTemplate batches, LogReader log, EventSerializer serializer) {
    return Lists.live(database, batches, log, serializer.getObjectMapper());
  }

  @Bean
  ListsProjection listsProjection(Lists live, Positions positions) {
    return new ListsProjection(live, positions);
  }

  @Bean
  ListsDrift listsDrift(
      StoredEvents log,
      LogReader reader,
      Progress progress,
      DeadLetters letters,
      Lists live,
      PlatformTransactionManager transactions) {
    return new ListsDrift(log, reader, progress, letters, live, transactions);
  }

  @Bean
  Projection listsFollowed(Progress progress) {
    return new Projection(LogEntries.GROUP, () -> progress.of(LogEntries.GROUP));
  }

  @Bean
  Projection deadLettersFollowed(Progress progress) {
    return new Projection(DeadLetterRequests.GROUP, () -> progress.of(DeadLetterRequests.GROUP));
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
      Followed followed,
      People people) {
    return new AmendmentsEndpoint(
        database, entries, histories, new Wordings(histories, followed.log()), people);
  }

  @Bean
  AmendmentPapersEndpoint amendmentPapersEndpoint(
      LogEntries entries, MeetingRecords meetings, Histories histories, People people) {
    return new AmendmentPapersEndpoint(new ProposedPapers(entries, meetings, histories, people));
  }

  @Bean
  MeetingPapersEndpoint meetingPapersEndpoint(
      LogEntries entries,
      MeetingRecords meetings,
      Actions actions,
      Histories histories,
      Followed followed,
      People people) {
    return new MeetingPapersEndpoint(
        new MeetingPapers(
            entries, meetings, actions, histories, new Wordings(histories, followed.log()), people),
        new PendingPapers(histories, people));
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
}
