package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.planledger.command.CommandSideApplication;
import org.planledger.command.decision.Committed;
import org.planledger.command.decision.Request;
import org.planledger.command.decision.Streams;
import org.planledger.command.ledger.LogName;
import org.planledger.command.operation.OperationAggregate;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.contribution.command.SubmitContribution;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.command.AdoptAgenda;
import org.planledger.meeting.command.CloseMeeting;
import org.planledger.meeting.command.OpenMeeting;
import org.planledger.meeting.command.RescheduleMeeting;
import org.planledger.meeting.command.ScheduleMeeting;
import org.planledger.operation.command.RebuildProjection;
import org.planledger.operation.event.OperationEvent;
import org.planledger.operation.event.ProjectionRebuilt;
import org.planledger.outbound.Destinations;
import org.planledger.people.People;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.command.IssueScheduledDraft;
import org.planledger.plan.command.OpenPlan;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.RemoveProvision;
import org.planledger.plan.command.ScheduleDraft;
import org.planledger.plan.command.TakeNote;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.OperationLog;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.planledger.store.Written;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CommandsContract {
  static final LocalDate DAY = LocalDate.parse("2017-05-01");

  /** In which it may be tomorrow already. */
  private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");

  private final Map<String, String> store = store();
  ConfigurableApplicationContext application;
  private ConfigurableApplicationContext other;
  Commands commands;
  private Commands elsewhere;

  /** An empty store, as properties. */
  abstract Map<String, String> store();

  @BeforeAll
  void start() {
    application = node();
    commands = application.getBean(Commands.class);
    other = node();
    elsewhere = other.getBean(Commands.class);
  }

  ConfigurableApplicationContext node() {
    return new SpringApplicationBuilder(CommandSideApplication.class, Moved.class)
        .web(WebApplicationType.NONE)
        .properties("planledger.schedules.interval=50ms")
        .run(TestDatabases.arguments(store));
  }

  /** The clock of all nodes, which a test moves on. */
  @Configuration(proxyBeanMethods = false)
  static class Moved {
    private static volatile Duration on = Duration.ZERO;

    @Bean
    @Primary
    Clock moved() {
      return new Clock() {
        @Override
        public Instant instant() {
          return Instant.now().plus(on);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return Clock.fixed(instant(), zone);
        }
      };
    }
  }

  @AfterAll
  void stop() {
    other.close();
    application.close();
  }

  @Test
  void aCommandSentTwiceHasOneEffectAndTheSameAnswer() {
    Request request = request("once", null);
    Commands.Carried first = commands.carryOut(open("twice"), request);
    Commands.Carried second = commands.carryOut(open("twice"), request);
    assertThat(first.committed()).isEqualTo(new Committed("plan:twice", 0, false));
    assertThat(second.committed()).isEqualTo(new Committed("plan:twice", 0, true));
    assertThat(second.event()).isEqualTo(first.event());
    assertThat(stream("plan:twice")).hasSize(1);
  }

  @Test
  void aStaleWriterIsToldWhatHappenedSince() {
    commands.carryOut(open("stale"), request("open", null));
    commands.carryOut(goal("stale", "one"), request("one", 0L));
    assertThatThrownBy(() -> commands.carryOut(goal("stale", "two"), request("two", 0L)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().type()).isEqualTo(ProblemType.STALE_REVISION);
              assertThat(refused.problem().members())
                  .containsEntry("expected", 0L)
                  .containsEntry("actual", 1L)
                  .containsEntry("since", List.of(new Commands.Since(1, "ProvisionAdded", DAY)));
            });
    assertThat(stream("plan:stale")).hasSize(2);
  }

  @Test
  void manyWritersOnOnePlanAllGetTheirTurn() throws Exception {
    commands.carryOut(open("busy"), request("open", null));
    List<Callable<Commands.Carried>> writers =
        IntStream.range(0, 40)
            .<Callable<Commands.Carried>>mapToObj(
                n -> () -> commands.carryOut(goal("busy", "goal-" + n), request("g" + n, null)))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Long> revisions =
          threads.invokeAll(writers).stream().map(CommandsContract::revision).sorted().toList();
      assertThat(revisions)
          .isEqualTo(IntStream.rangeClosed(1, 40).mapToObj(n -> (long) n).toList());
    }
  }

  /** Some can be recorded, some are refused, some were sent before, and some are entered late. */
  @Test
  void commandsThatWaitForOnePlanAreEachAnsweredForThemselves() throws Exception {
    commands.carryOut(open("crowd"), request("open", null));
    commands.carryOut(goal("crowd", "base", DAY.plusDays(9)), request("base", null));
    List<Callable<Object>> senders = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      Command next = goal("crowd", "goal-" + n, DAY.plusDays(9));
      Command late = goal("crowd", "late-" + n, DAY.plusDays(1));
      Request first = request("first" + n, null);
      Request again = request("again" + n, null);
      Request stale = request("stale" + n, 0L);
      senders.add(() -> commands.carryOut(next, first));
      senders.add(() -> commands.carryOut(next, first));
      senders.add(() -> commands.carryOut(late, request("late" + late.hashCode(), null)));
      senders.add(() -> refused(goal("crowd", "base"), again).problem().type());
      senders.add(() -> refused(goal("crowd", "stale"), stale).problem().type());
    }
    List<Object> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      for (Future<Object> answer : threads.invokeAll(senders)) {
        answers.add(answer.get());
      }
    }
    List<Recorded<Event>> log = application.getBean(Streams.class).read("plan:crowd", 0);
    assertThat(log).extracting(Recorded::revision).isEqualTo(longs(26));
    assertThat(log).extracting(Recorded::position).isSorted();
    for (int n = 0; n < answers.size(); n += 5) {
      Committed first = ((Commands.Carried) answers.get(n)).committed();
      Committed second = ((Commands.Carried) answers.get(n + 1)).committed();
      assertThat(second.revision()).isEqualTo(first.revision());
      assertThat(second.repeated()).isNotEqualTo(first.repeated());
      assertThat(answers.get(n + 3)).isEqualTo(ProblemType.RULE_BROKEN);
      assertThat(answers.get(n + 4)).isEqualTo(ProblemType.STALE_REVISION);
    }
    assertThat(answers)
        .filteredOn(Commands.Carried.class::isInstance)
        .allSatisfy(
            answer -> {
              Commands.Carried carried = (Commands.Carried) answer;
              assertThat(log.get((int) carried.committed().revision()).event())
                  .isEqualTo(carried.event());
            });
  }

  private static List<Long> longs(int count) {
    return IntStream.range(0, count).mapToObj(n -> (long) n).toList();
  }

  @Test
  void aCommandSentByManyAtOnceUnderOneKeyHasOneEffect() throws Exception {
    commands.carryOut(open("same"), request("open", null));
    List<Callable<Commands.Carried>> senders =
        Collections.nCopies(
            16, () -> commands.carryOut(goal("same", "goal"), request("goal", null)));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Commands.Carried>> all = new ArrayList<>(senders);
      all.addAll(
          Collections.nCopies(
              16, () -> elsewhere.carryOut(goal("same", "goal"), request("goal", null))));
      assertThat(threads.invokeAll(all)).extracting(CommandsContract::revision).containsOnly(1L);
    }
    assertThat(stream("plan:same")).hasSize(2);
  }

  @Test
  void aDocumentNumberGoesToOneOfManyWhoWantItAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> submitters =
          IntStream.range(0, 32)
              .<Callable<Boolean>>mapToObj(
                  n -> () -> isSubmitted(n % 2 == 0 ? commands : elsewhere, "paper-" + n))
              .toList();
      assertThat(threads.invokeAll(submitters))
          .extracting(Future::get)
          .filteredOn(submitted -> submitted)
          .hasSize(1);
    }
    assertThat(stream("document:2-6")).hasSize(1);
    assertThat(IntStream.range(0, 32).filter(n -> !stream("contribution:paper-" + n).isEmpty()))
        .hasSize(1);
  }

  private static boolean isSubmitted(Commands to, String contributionId) {
    try {
      to.carryOut(
          new SubmitContribution(contributionId, "p-delegate", Map.of("en", "Paper"), "2-6", DAY),
          request(contributionId, null));
      return true;
    } catch (Refused refused) {
      assertThat(refused.problem().type()).isEqualTo(ProblemType.RULE_BROKEN);
      return false;
    }
  }

  @Test
  void aPlanOfManyEventsIsTakenFromItsSnapshot() {
    commands.carryOut(open("long"), request("open", null));
    for (int n = 0; n < 320; n++) {
      commands.carryOut(goal("long", "goal-" + n), request("g" + n, null));
    }
    EventStorageEngine log = application.getBean(EventStorageEngine.class);
    DomainEventMessage<?> snapshot =
        await().until(() -> log.readSnapshot("plan:long").orElse(null), Objects::nonNull);
    assertThat(snapshot.getPayload()).isInstanceOf(PlanAggregate.class);
    assertThat(snapshot.getSequenceNumber()).isGreaterThanOrEqualTo(298);
    assertThat(
            commands.carryOut(goal("long", "last"), request("last", 320L)).committed().revision())
        .isEqualTo(321);
    try (ConfigurableApplicationContext fresh = node()) {
      Commands elsewhere = fresh.getBean(Commands.class);
      assertThat(elsewhere.carryOut(goal("long", "goal-7"), request("g7", null)).committed())
          .isEqualTo(new Committed("plan:long", 8, true));
      assertThat(
              elsewhere
                  .carryOut(goal("long", "very last"), request("very last", 321L))
                  .committed()
                  .revision())
          .isEqualTo(322);
    }
  }

  @Test
  void aMeetingOfManyEventsIsReadAnewByAnotherNode() {
    commands.carryOut(
        new ScheduleMeeting("busy", "Group", "1", DAY, DAY, null, null, List.of(), false, DAY),
        request("schedule", null));
    for (int n = 0; n < 320; n++) {
      commands.carryOut(
          new RescheduleMeeting("busy", DAY, DAY.plusDays(n), false, null, null, DAY),
          request("r" + n, null));
    }
    try (ConfigurableApplicationContext fresh = node()) {
      assertThat(
              fresh
                  .getBean(Commands.class)
                  .carryOut(new OpenMeeting("busy", DAY.plusDays(319)), request("open", 320L))
                  .committed())
          .isEqualTo(new Committed("meeting:busy", 321, false));
    }
  }

  /** A plan that this node remembers at revision 0, and the other one has brought to revision 1. */
  void openedHereAndChangedElsewhere(String planId) {
    commands.carryOut(open(planId), request("open", null));
    elsewhere.carryOut(goal(planId, "one"), request("one", 0L));
  }

  @Test
  void aNodeThatRemembersAPlanSeesWhatAnotherNodeDecided() {
    openedHereAndChangedElsewhere("shared");
    assertThat(commands.carryOut(goal("shared", "two"), request("two", 1L)).committed())
        .isEqualTo(new Committed("plan:shared", 2, false));
    assertThat(commands.carryOut(goal("shared", "one"), request("one", 0L)).committed())
        .isEqualTo(new Committed("plan:shared", 1, true));
  }

  @Test
  void whatWasAcceptedOnAStateThatIsBehindIsDecidedAgain() {
    openedHereAndChangedElsewhere("accepted-behind");
    assertThat(commands.carryOut(goal("accepted-behind", "two"), request("two", null)).committed())
        .isEqualTo(new Committed("plan:accepted-behind", 2, false));
    openedHereAndChangedElsewhere("accepted-behind-twice");
    assertThat(
            refused(goal("accepted-behind-twice", "one"), request("again", null)).problem().type())
        .isEqualTo(ProblemType.RULE_BROKEN);
    assertThat(stream("plan:accepted-behind-twice")).hasSize(2);
  }

  @Test
  void whatWasRefusedOnAStateThatIsBehindIsDecidedAgain() {
    openedHereAndChangedElsewhere("refused-behind");
    assertThat(
            commands
                .carryOut(
                    new RemoveProvision("refused-behind", "one", false, DAY), request("two", null))
                .committed())
        .isEqualTo(new Committed("plan:refused-behind", 2, false));
  }

  @Test
  void aWriterWhoSawWhatAStaleNodeDoesNotKnowIsNotRefused() {
    openedHereAndChangedElsewhere("ahead");
    assertThat(commands.carryOut(goal("ahead", "two"), request("two", 1L)).committed())
        .isEqualTo(new Committed("plan:ahead", 2, false));
  }

  @Test
  void aStaleWriterIsRefusedByANodeThatIsAsStale() {
    openedHereAndChangedElsewhere("behind");
    Refused refused = refused(goal("behind", "two"), request("two", 0L));
    assertThat(refused.problem().type()).isEqualTo(ProblemType.STALE_REVISION);
    assertThat(refused.problem().members())
        .containsEntry("actual", 1L)
        .containsEntry("since", List.of(new Commands.Since(1, "ProvisionAdded", DAY)));
  }

  @Test
  void aCommandThatAnotherNodeCarriedOutIsAnsweredAgain() {
    openedHereAndChangedElsewhere("again");
    Commands.Carried carried = commands.carryOut(goal("again", "one"), request("one", 0L));
    assertThat(carried.committed()).isEqualTo(new Committed("plan:again", 1, true));
    assertThat(carried.event()).isInstanceOf(ProvisionAdded.class);
    assertThat(
            refused(
                    goal("again", "three"),
                    new Request(
                        "p-secretary",
                        null,
                        Request.scoped("p-secretary", "one"),
                        Request.sha256("another"),
                        null))
                .problem()
                .type())
        .isEqualTo(ProblemType.KEY_REUSED);
  }

  /** The first was proposed before, as by a version that proposed one after the other. */
  @Test
  void amendmentsAreProposedTogetherOrNotAtAll() {
    commands.carryOut(open("together-all"), request("open", null));
    commands.carryOut(goal("together-all", "one"), request("one", null));
    ProposeTogether all = together("together-all", "A-1", "A-2", "A-3");
    ProposeTogether.Requested half = all.proposals().getFirst();
    commands.carryOut(half.command(), half.request());
    ProposeTogether.Requested known = together("together-all", "A-1").proposals().getFirst();
    List<ProposeTogether.Requested> refusable = new ArrayList<>(all.proposals());
    refusable.add(
        new ProposeTogether.Requested(known.command(), request("under another key", null)));
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> commands.carryOut(new ProposeTogether(refusable)));
    assertThat(refused.problem().type()).isEqualTo(ProblemType.RULE_BROKEN);
    assertThat(refused.problem().members()).containsEntry("line", 4L);
    assertThat(stream("plan:together-all")).hasSize(3);

    assertThat(committed(commands.carryOut(all)))
        .containsExactly(
            new Committed("plan:together-all", 2, true),
            new Committed("plan:together-all", 3, false),
            new Committed("plan:together-all", 4, false));
    List<Commands.Carried> again = elsewhere.carryOut(all);
    assertThat(again).allMatch(each -> each.committed().repeated());
    assertThat(again)
        .extracting(Commands.Carried::event)
        .isEqualTo(
            application.getBean(Streams.class).read("plan:together-all", 2).stream()
                .map(Recorded::event)
                .toList());
    assertThat(proposed("plan:together-all")).containsExactly("A-1", "A-2", "A-3");
  }

  @Test
  void amendmentsProposedTogetherAreAllDecidedAgainWhereAnotherNodeWasFaster() {
    openedHereAndChangedElsewhere("together-behind");
    ProposeTogether all = together("together-behind", "A-1", "A-2");
    ProposeTogether.Requested second = all.proposals().get(1);
    elsewhere.carryOut(second.command(), second.request());
    assertThat(committed(commands.carryOut(all)))
        .containsExactly(
            new Committed("plan:together-behind", 3, false),
            new Committed("plan:together-behind", 2, true));
    assertThat(proposed("plan:together-behind")).containsExactly("A-2", "A-1");
  }

  @Test
  void amendmentsProposedTogetherAmongOtherWritersAreRecordedOnceAndSideBySide() throws Exception {
    commands.carryOut(open("together-busy"), request("open", null));
    commands.carryOut(goal("together-busy", "one"), request("one", null));
    ProposeTogether all = together("together-busy", "A-1", "A-2", "A-3");
    List<Callable<List<Commands.Carried>>> writers = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      Commands to = n % 2 == 0 ? commands : elsewhere;
      String goal = "goal-" + n;
      writers.add(
          n % 4 < 2
              ? () -> to.carryOut(all)
              : () -> List.of(to.carryOut(goal("together-busy", goal), request(goal, null))));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<List<Long>> revisions = new ArrayList<>();
      for (Future<List<Commands.Carried>> carried : threads.invokeAll(writers)) {
        revisions.add(
            committed(carried.get()).stream().map(Committed::revision).distinct().toList());
      }
      assertThat(revisions.stream().filter(each -> each.size() == 3).distinct())
          .singleElement()
          .satisfies(
              made ->
                  assertThat(made)
                      .containsExactly(made.getFirst(), made.getFirst() + 1, made.getFirst() + 2));
    }
    assertThat(proposed("plan:together-busy")).containsExactly("A-1", "A-2", "A-3");
    assertThat(stream("plan:together-busy")).hasSize(11);
  }

  private static List<Committed> committed(List<Commands.Carried> carried) {
    return carried.stream().map(Commands.Carried::committed).toList();
  }

  /** The amendments proposed in a stream. */
  List<String> proposed(String aggregateId) {
    return application.getBean(Streams.class).read(aggregateId, 0).stream()
        .map(Recorded::event)
        .filter(AmendmentProposed.class::isInstance)
        .map(event -> ((AmendmentProposed) event).amendmentId())
        .toList();
  }

  /** Amendments to provision {@code one}. */
  static ProposeTogether together(String planId, String... amendments) {
    return new ProposeTogether(
        Stream.of(amendments)
            .map(
                id ->
                    new ProposeTogether.Requested(
                        new ProposeAmendment(
                            planId,
                            id,
                            1L,
                            new Change.Text(
                                "one", Map.of("en", "Close the divide of " + id), Map.of()),
                            "p-delegate",
                            null,
                            null,
                            DAY),
                        request(planId + id, null)))
            .toList());
  }

  @Test
  void aCorrectionDecidedOnAStateThatIsBehindIsDecidedAgain() {
    openedHereAndChangedElsewhere("corrected");
    commands.carryOut(goal("corrected", "two"), request("two", 1L));
    elsewhere.carryOut(goal("corrected", "three"), request("three", 2L));
    assertThat(
            commands
                .carryOut(
                    new CorrectRecord("corrected", 1, null, true, "Entered twice.", DAY),
                    request("annul", null))
                .committed())
        .isEqualTo(new Committed("plan:corrected", 4, false));
  }

  @Test
  void aMeetingCountsAsAnotherNodeLeftIt() {
    commands.carryOut(open("minuted"), request("open", null));
    commands.carryOut(
        new ScheduleMeeting(
            "other", "Group", "9", DAY, DAY.plusDays(1), null, null, List.of(), false, DAY),
        request("schedule", null));
    commands.carryOut(
        new AdoptAgenda("other", "9-1", List.of(new AgendaItem("1", Map.of("en", "All"))), DAY),
        request("agenda", null));
    assertThat(refused(note(DAY), request("early", null)).problem().type())
        .isEqualTo(ProblemType.RULE_BROKEN);
    elsewhere.carryOut(new OpenMeeting("other", DAY), request("sit", null));
    assertThat(commands.carryOut(note(DAY), request("note", null)).committed().revision())
        .isEqualTo(1);
    elsewhere.carryOut(new CloseMeeting("other", DAY), request("close", null));
    assertThat(refused(note(DAY.plusDays(1)), request("late", null)).problem().type())
        .isEqualTo(ProblemType.RULE_BROKEN);
    assertThat(stream("plan:minuted")).hasSize(2);
  }

  private static Command note(LocalDate day) {
    return new TakeNote("minuted", "other", "1", null, List.of(), null, null, "The state", day);
  }

  @Test
  void writersOnTwoNodesAllGetTheirTurnWithoutALossOrADoubling() throws Exception {
    commands.carryOut(open("two-nodes"), request("open", null));
    List<Callable<Commands.Carried>> writers =
        IntStream.range(0, 32)
            .<Callable<Commands.Carried>>mapToObj(
                n ->
                    () ->
                        (n % 2 == 0 ? commands : elsewhere)
                            .carryOut(goal("two-nodes", "goal-" + n), request("g" + n, null)))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Long> revisions =
          threads.invokeAll(writers).stream().map(CommandsContract::revision).sorted().toList();
      assertThat(revisions)
          .isEqualTo(IntStream.rangeClosed(1, 32).mapToObj(n -> (long) n).toList());
    }
    assertThat(stream("plan:two-nodes")).hasSize(33);
  }

  @Test
  void whatNodesDoAndWhatOperatorsAskForStandsInOneStreamWithoutALossOrADoubling()
      throws Exception {
    List<Callable<Object>> writers =
        IntStream.range(0, 24)
            .<Callable<Object>>mapToObj(
                n -> {
                  boolean here = n % 2 == 0;
                  if (n % 3 == 0) {
                    return () ->
                        (here ? commands : elsewhere)
                            .carryOut(
                                new RebuildProjection("lists", null, DAY), request("b" + n, null));
                  }
                  OperationLog log = (here ? application : other).getBean(OperationLog.class);
                  ProjectionRebuilt done = new ProjectionRebuilt("lists", n, 0, DAY);
                  return () -> {
                    log.record("rebuilt-" + n, done, "p-operator", null);
                    // As one who has no answer and tries again.
                    log.record("rebuilt-" + n, done, "p-operator", null);
                    return done;
                  };
                })
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Object> writer : threads.invokeAll(writers)) {
        writer.get();
      }
    }
    List<Recorded<Event>> stream =
        application.getBean(Streams.class).read(OperationEvent.STREAM, 0);
    assertThat(stream)
        .extracting(Recorded::revision)
        .isEqualTo(IntStream.range(0, 24).mapToObj(n -> (long) n).toList());
    assertThat(stream.stream().map(Recorded::event).filter(ProjectionRebuilt.class::isInstance))
        .extracting(event -> ((ProjectionRebuilt) event).position())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 24).filter(n -> n % 3 > 0).mapToObj(n -> (long) n).toList());
    assertThat(application.getBean(StoredEvents.class).ofStream(OperationEvent.STREAM, 0, 24))
        .extracting(StoredEvent::aggregateType)
        .containsOnly(OperationAggregate.class.getSimpleName());
    assertThat(
            commands
                .carryOut(new RebuildProjection("lists", null, DAY), request("b0", null))
                .committed()
                .repeated())
        .isTrue();
  }

  @Test
  void ofTwoNodesADraftIsIssuedOnceAtTheCloseOfEachMeeting() {
    commands.carryOut(open("closing"), request("open", null));
    commands.carryOut(schedule("closing", null, null, "Closing group"), request("due", null));
    for (String meeting : List.of("closing-1", "closing-2")) {
      commands.carryOut(meeting(meeting, "Closing group", DAY), request("schedule", null));
      commands.carryOut(new OpenMeeting(meeting, DAY), request("sit", null));
      elsewhere.carryOut(new CloseMeeting(meeting, DAY), request("close", null));
      await().until(() -> issued("closing").size() == (meeting.equals("closing-1") ? 1 : 2));
      commands.carryOut(goal("closing", "after-" + meeting), request(meeting, null));
    }
    await().until(() -> pending("closing") == 0);
    assertThat(issued("closing"))
        .extracting(DraftIssued::document, DraftIssued::revision)
        .containsExactly(tuple("closing/D/closing-1", 1L), tuple("closing/D/closing-2", 3L));
    StoredEvent first =
        application
            .getBean(StoredEvents.class)
            .ofStream("plan:closing", List.of("DraftIssued"), -1, Long.MAX_VALUE, 1)
            .getFirst();
    People people = application.getBean(People.class);
    assertThat(first.metaData()).contains(people.idOf("Planledger"));
  }

  @Test
  void aScheduledDraftFollowsItsMeetingAndIsIssuedHoweverLate() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    commands.carryOut(open("following"), request("open", null));
    commands.carryOut(
        meeting("following-3", "Group", today.plusDays(40)), request("schedule", null));
    commands.carryOut(
        schedule("following", "following-3", Period.ofDays(30), null), request("due", null));
    await().until(() -> due("following").equals(today.plusDays(10)));
    commands.carryOut(
        new RescheduleMeeting(
            "following-3", today.plusDays(70), today.plusDays(70), false, null, null, DAY),
        request("move", null));
    await().until(() -> due("following").equals(today.plusDays(40)));
    try {
      Moved.on = Duration.ofDays(20);
      assertThat(
              refused(new IssueScheduledDraft("following", "d", "following-3"), request("x", null))
                  .problem()
                  .type())
          .isEqualTo(ProblemType.RULE_BROKEN);
      assertThat(issued("following")).isEmpty();
      Moved.on = Duration.ofDays(200);
      await().until(() -> issued("following").size() == 1 && pending("following") == 0);
      assertThat(issued("following"))
          .containsExactly(
              new DraftIssued(
                  "following",
                  "following/D",
                  1,
                  Instant.now().plus(Moved.on).atZone(ZONE).toLocalDate()));
    } finally {
      Moved.on = Duration.ZERO;
    }
  }

  @Test
  void aDraftWhoseNumberIsTakenIsNotIssuedUntilItsScheduleIsRight() {
    commands.carryOut(open("taken"), request("open", null));
    commands.carryOut(meeting("taken-1", "Taken", DAY), request("schedule", null));
    commands.carryOut(
        new AdoptAgenda(
            "taken-1", "taken/D", List.of(new AgendaItem("1", Map.of("en", "All"))), DAY),
        request("agenda", null));
    commands.carryOut(schedule("taken", null, null, null), request("due", null));
    commands.carryOut(new OpenMeeting("taken-1", DAY), request("sit", null));
    commands.carryOut(new CloseMeeting("taken-1", DAY), request("close", null));
    assertThat(refused(new IssueScheduledDraft("taken", "d", "taken-1"), request("x", null)))
        .hasMessageContaining("taken/D");
    await().until(() -> pending("taken") == 1);
    commands.carryOut(
        new CorrectRecord("taken", 1, null, true, "The number is taken.", DAY),
        request("annul", null));
    await().until(() -> pending("taken") == 0);
    assertThat(issued("taken")).isEmpty();
  }

  static Command schedule(
      String planId, @Nullable String before, @Nullable Period period, @Nullable String body) {
    return new ScheduleDraft(
        planId,
        "d",
        planId + "/D",
        before,
        period,
        before == null && body == null ? planId + "-1" : null,
        body,
        null,
        null,
        null,
        DAY);
  }

  static Command meeting(String meetingId, String body, LocalDate day) {
    return new ScheduleMeeting(meetingId, body, "1", day, day, null, null, List.of(), false, DAY);
  }

  private List<DraftIssued> issued(String planId) {
    return application.getBean(Streams.class).read("plan:" + planId, 0).stream()
        .map(Recorded::event)
        .filter(DraftIssued.class::isInstance)
        .map(DraftIssued.class::cast)
        .toList();
  }

  private long pending(String planId) {
    return application
        .getBean(JdbcClient.class)
        .sql("SELECT count(*) FROM scheduled_draft WHERE plan_id = ?")
        .param(planId)
        .query(Long.class)
        .single();
  }

  /** The day in the zone of the plan on which its draft is due. */
  LocalDate due(String planId) {
    return application
        .getBean(JdbcClient.class)
        .sql("SELECT due_at FROM scheduled_draft WHERE plan_id = ?")
        .param(planId)
        .query(OffsetDateTime.class)
        .optional()
        .map(at -> at.atZoneSameInstant(ZONE).toLocalDate())
        .orElse(LocalDate.MIN);
  }

  @Test
  void theAnswerHoldsTheEventAsItStandsInTheLog() {
    commands.carryOut(open("as-recorded"), request("open", null));
    Commands.Carried carried = commands.carryOut(goal("as-recorded", "one"), request("one", 0L));
    assertThat(application.getBean(Streams.class).read("plan:as-recorded", 1))
        .singleElement()
        .satisfies(recorded -> assertThat(recorded.event()).isEqualTo(carried.event()));
    assertThat(application.getBean(Written.class).of("plan:as-recorded", 1))
        .isEqualTo(other.getBean(Written.class).of("plan:as-recorded", 1));
  }

  private Refused refused(Command command, Request request) {
    return catchThrowableOfType(Refused.class, () -> commands.carryOut(command, request));
  }

  @Test
  void aRefusedCommandLeavesNoTraceInWhatANodeRemembers() {
    commands.carryOut(open("refused"), request("open", null));
    commands.carryOut(goal("refused", "one"), request("one", null));
    assertThatThrownBy(() -> commands.carryOut(goal("refused", "one"), request("again", null)))
        .isInstanceOf(Refused.class);
    assertThat(commands.carryOut(goal("refused", "two"), request("again", 1L)).committed())
        .isEqualTo(new Committed("plan:refused", 2, false));
  }

  @Test
  void aDryRunSeesWhatCameBeforeItAndWritesNothing() {
    commands.carryOut(open("dry"), request("open", null));
    long before = count();
    try (DryRun dryRun =
        new DryRun(
            application.getBean(EventStorageEngine.class),
            application.getBean(LogName.class),
            application.getBean(Destinations.class))) {
      Commands trial = dryRun.commands();
      assertThat(trial.carryOut(open("dry"), request("open", null)).committed().repeated())
          .isTrue();
      trial.carryOut(goal("dry", "one"), request("one", null));
      Refused twice =
          (Refused)
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> trial.carryOut(goal("dry", "one"), request("again", null)));
      assertThat(twice.problem().type()).isEqualTo(ProblemType.RULE_BROKEN);
    }
    assertThat(count()).isEqualTo(before);
  }

  private long count() {
    return application.getBean(Streams.class).tail().get().size();
  }

  private List<?> stream(String aggregateId) {
    return application.getBean(Streams.class).read(aggregateId, 0);
  }

  private static long revision(Future<Commands.Carried> carried) {
    try {
      return carried.get().committed().revision();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Command open(String planId) {
    return new OpenPlan(
        planId,
        Map.of("en", "Strategic plan"),
        ZONE,
        List.of("en"),
        "en",
        List.of(),
        List.of(),
        DAY);
  }

  static Command goal(String planId, String provisionId) {
    return goal(planId, provisionId, DAY);
  }

  static Command goal(String planId, String provisionId, LocalDate day) {
    return new AddProvision(
        planId,
        provisionId,
        "goal",
        null,
        null,
        Map.of(),
        Map.of("en", "Close the divide."),
        List.of(),
        day);
  }

  static Request request(String key, @Nullable Long expectedRevision) {
    return new Request(
        "p-secretary",
        null,
        Request.scoped("p-secretary", key),
        Request.sha256(key),
        expectedRevision);
  }
}
