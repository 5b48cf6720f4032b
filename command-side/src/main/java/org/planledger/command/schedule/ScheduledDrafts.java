package org.planledger.command.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Request;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.form.CommandReader;
import org.planledger.command.schedule.ScheduleTables.Scheduled;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.people.Caller;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.ScheduledDraft;
import org.planledger.plan.command.IssueScheduledDraft;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.problem.Refused;
import org.planledger.store.Intake;
import org.planledger.store.ReadOnly;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Issues drafts that were scheduled when they become due, also those that became due while nobody
 * was there to do it.
 *
 * <p>Every node looks, and sends the same command under the same idempotency key, so that it does
 * not matter which of them is first, or whether one ends in between.
 */
public final class ScheduledDrafts implements SmartLifecycle {
  private static final String SCHEDULED = DraftScheduled.class.getSimpleName();
  private static final String PLAN = "plan:";
  private static final String MEETING = "meeting:";

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private static final List<String> EVENTS =
      List.of(
              DraftScheduled.class,
              RecordCorrected.class,
              MeetingRescheduled.class,
              MeetingClosed.class,
              MeetingRecordCorrected.class)
          .stream()
          .map(Class::getSimpleName)
          .toList();
  private static final Logger LOG = LoggerFactory.getLogger(ScheduledDrafts.class);

  private final StoredEvents log;
  private final Records records;
  private final ScheduleTables tables;
  private final CommandReader reader;
  private final Commands commands;
  private final Caller caller;
  private final ReadOnly readOnly;
  private final Intake intake;
  private final Clock clock;
  private final Duration interval;

  private final Repeated looking = new Repeated("schedules");
  private final Map<Scheduled, Instant> refused = new HashMap<>();
  private volatile boolean running;
  private volatile double waiting = Double.NaN;
  private @Nullable String failure;

  /** Issues them by these commands; looks again after an interval. */
  public ScheduledDrafts(
      StoredEvents log,
      Records records,
      JdbcClient database,
      CommandReader reader,
      Commands commands,
      Caller caller,
      ReadOnly readOnly,
      PlatformTransactionManager transactions,
      Clock clock,
      Duration interval) {
    this.log = log;
    this.records = records;
    this.tables = new ScheduleTables(database);
    this.reader = reader;
    this.commands = commands;
    this.caller = caller;
    this.readOnly = readOnly;
    this.intake = new Intake(log, database, transactions, "schedule_log", EVENTS);
    this.clock = clock;
    this.interval = interval;
  }

  /** What somebody has to look after: an event that this version is too old for. */
  public List<String> problems() {
    return intake.problem().stream().toList();
  }

  @Override
  public void start() {
    running = true;
    looking.start(interval, this::look);
  }

  private void look() {
    try {
      long settled = log.settled();
      intake.upTo(settled, () -> running, this::take);
      List<Scheduled> due = tables.due(clock.instant());
      if (!due.isEmpty() && !readOnly.isOn()) {
        for (Scheduled draft : due) {
          if (running) {
            issue(draft);
          }
        }
        due = tables.due(clock.instant());
      }
      waiting = due.size();
      failure = null;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!message.equals(failure)) {
        LOG.warn("Scheduled drafts wait, and are tried again: {}", message);
      }
      failure = message;
      waiting = Double.NaN;
    }
  }

  /** How many were due and not issued after the last look, at once. NaN: it could not be told. */
  public double waiting() {
    return waiting;
  }

  /** What it says is read with all else of its stream: a later event may have corrected it. */
  private void take(StoredEvent row) {
    String stream = row.aggregateId();
    if (stream.startsWith(MEETING)) {
      takeMeeting(stream.substring(MEETING.length()));
    } else {
      String planId = stream.substring(PLAN.length());
      if (row.payloadType().equals(SCHEDULED) || !tables.ofPlan(planId).isEmpty()) {
        takePlan(planId);
      }
    }
  }

  private void takePlan(String planId) {
    PlanHistory history = records.plan(planId);
    Map<String, ScheduledDraft> schedules = ScheduledDraft.of(history, history.size() - 1L);
    tables.ofPlan(planId).stream()
        .filter(id -> !schedules.containsKey(id))
        .forEach(id -> tables.remove(planId, id));
    schedules.forEach(
        (id, schedule) -> {
          tables.put(planId, id, schedule.rule().atCloseOfEach());
          String only = schedule.meetingId();
          Set<Scheduled> drafts = new LinkedHashSet<>(tables.ofSchedule(planId, id));
          if (only != null) {
            drafts.add(new Scheduled(planId, id, only));
          }
          drafts.forEach(draft -> put(draft, schedule, history));
        });
  }

  private void takeMeeting(String meetingId) {
    if (!tables.isUsed()) {
      return;
    }
    Set<Scheduled> drafts = new LinkedHashSet<>(tables.ofMeeting(meetingId));
    Meeting.of(records.meetingStream(meetingId))
        .filter(meeting -> meeting.closed() != null)
        .ifPresent(meeting -> drafts.addAll(tables.ofBody(meeting.body(), meetingId)));
    for (Scheduled draft : drafts) {
      PlanHistory history = records.plan(draft.planId());
      find(draft, history).ifPresent(schedule -> put(draft, schedule, history));
    }
  }

  private static Optional<ScheduledDraft> find(Scheduled draft, PlanHistory history) {
    return Optional.ofNullable(
        ScheduledDraft.of(history, history.size() - 1L).get(draft.deadlineId()));
  }

  /** Notes when a draft is due, unless it was issued. */
  private void put(Scheduled draft, ScheduledDraft schedule, PlanHistory history) {
    String only = schedule.meetingId();
    if (isIssued(schedule.document(draft.meetingId()), history)
        || (only != null && !only.equals(draft.meetingId()))) {
      tables.remove(draft);
    } else {
      tables.put(
          draft,
          schedule
              .due(records.meetingStream(draft.meetingId()), history.latest().plan().timeZone())
              .map(ScheduledDraft.Due::at)
              .orElse(null));
    }
  }

  private static boolean isIssued(String document, PlanHistory history) {
    return history.issued(document, history.size() - 1L).isPresent();
  }

  private void issue(Scheduled draft) {
    Instant now = clock.instant();
    if (now.isBefore(refused.getOrDefault(draft, Instant.MIN))) {
      return;
    }
    PlanHistory history = records.plan(draft.planId());
    Optional<String> document =
        find(draft, history)
            .map(schedule -> schedule.document(draft.meetingId()))
            .filter(number -> !isIssued(number, history));
    if (document.isEmpty()) {
      tables.remove(draft);
      return;
    }
    String itself = caller.itself();
    CommandReader.Read command =
        reader.read(
            IssueScheduledDraft.class.getSimpleName(),
            // Ids have no characters that JSON has a meaning for.
            "{\"planId\":\"%s\",\"deadlineId\":\"%s\",\"meetingId\":\"%s\"}"
                .formatted(draft.planId(), draft.deadlineId(), draft.meetingId())
                .getBytes(UTF_8),
            UnaryOperator.identity());
    String key = Request.scoped(itself, document.get());
    try {
      commands.carryOut(command.command(), new Request(itself, null, key, command.digest(), null));
      tables.remove(draft);
      refused.remove(draft);
    } catch (Refused e) {
      if (refused.put(draft, now.plus(PAUSE)) == null) {
        LOG.error(
            "The draft that schedule {} of plan {} has due by meeting {} is not issued: {}",
            draft.deadlineId(),
            draft.planId(),
            draft.meetingId(),
            e.getMessage());
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
