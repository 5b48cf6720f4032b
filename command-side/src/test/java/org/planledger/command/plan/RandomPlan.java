package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Streams;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.plan.Amendment;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.RecordFields;
import org.planledger.plan.RuleBroken;
import org.planledger.plan.Scope;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.AdoptPlan;
import org.planledger.plan.command.AgreeProvisionally;
import org.planledger.plan.command.AgreementItem;
import org.planledger.plan.command.ApproveFramework;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.command.DeclineAmendment;
import org.planledger.plan.command.DeferProvision;
import org.planledger.plan.command.MoveProvision;
import org.planledger.plan.command.OpenPlan;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.ProvideTranslation;
import org.planledger.plan.command.ProvisionFields;
import org.planledger.plan.command.RemoveProvision;
import org.planledger.plan.command.ReopenProvision;
import org.planledger.plan.command.TransmitPlan;
import org.planledger.plan.command.WithdrawAmendment;
import org.planledger.plan.event.PlanEvent;
import org.planledger.problem.Refused;

/**
 * A plan on which commands of every kind were tried at random, for days in any order. What was
 * refused left no event.
 */
final class RandomPlan {
  static final String ID = "p";
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final LocalDate START = LocalDate.of(2017, 5, 1);
  private static final Instant FIRST = Instant.parse("2019-01-01T00:00:00Z");
  private static final List<LocalDate> MEETINGS =
      List.of(LocalDate.of(2017, 9, 11), LocalDate.of(2018, 1, 15), LocalDate.of(2018, 5, 1));
  private static final int COMMANDS = 120;
  private static final String[] WORDS = {
    "fair", "world", "for", "all", "people", "growth", "of", "the", "net", "trust", "人民", "世界"
  };

  private final Random random;
  private final List<Recorded<Event>> log = new ArrayList<>();
  private final Records records = new Records(new Memory());
  private PlanHistory history = PlanHistory.none();
  private Plan plan = Plan.NONE;
  private int amendments;

  private RandomPlan(long seed) {
    this.random = new Random(seed);
  }

  /** The events of such a plan, in their order. */
  static List<Recorded<PlanEvent>> of(long seed) {
    RandomPlan plan = new RandomPlan(seed);
    plan.attempt(
        new OpenPlan(
            ID,
            Map.of("en", "Plan"),
            ZONE,
            List.of("en", "zh"),
            "en",
            List.of(),
            List.of(),
            START));
    for (int i = 0; i < COMMANDS; i++) {
      plan.attempt(plan.command());
    }
    return plan.log.stream().map(recorded -> Records.as(recorded, PlanEvent.class)).toList();
  }

  private void attempt(PlanCommand command) {
    try {
      long revision = history.size();
      Instant recordedAt = FIRST.plusSeconds(60 * revision);
      PlanEvent event = new PlanDecisions(plan, records, recordedAt).decide(command);
      Recorded<PlanEvent> recorded = new Recorded<>(revision, revision, recordedAt, event);
      history = history.and(recorded);
      plan = plan.after(recorded).orElseGet(() -> Plan.of(history));
      log.add(new Recorded<>(revision, revision, recordedAt, event));
    } catch (Refused | RuleBroken refused) {
      // As good as never tried.
    }
  }

  private PlanCommand command() {
    LocalDate day = START.plusDays(random.nextInt(400));
    int meets = random.nextInt(MEETINGS.size());
    String meeting = "m" + (meets + 1);
    LocalDate sitting = MEETINGS.get(meets).plusDays(random.nextInt(2));
    String id = provision();
    return switch (random.nextInt(20)) {
      case 0, 1, 2 ->
          new AddProvision(
              ID, id, "goal", parent(), after(), Map.of("en", text(2)), texts(), List.of(), day);
      case 3 -> new MoveProvision(ID, id, parent(), after(), day);
      case 4 -> new RemoveProvision(ID, id, random.nextBoolean(), day);
      case 5, 6, 7, 8 ->
          new ProposeAmendment(
              ID, "a" + ++amendments, base(), change(id), "p-someone", null, null, day);
      case 9, 10, 11, 12 -> new AgreeProvisionally(ID, meeting, "1", null, items(id), sitting);
      case 13 -> new DeclineAmendment(ID, amendment(), meeting, "1", null, null, sitting);
      case 14 -> new WithdrawAmendment(ID, amendment(), null, day);
      case 15 -> new ProvideTranslation(ID, id, "zh", text(4), null, null, null, day);
      case 16 -> new ReopenProvision(ID, id, meeting, "1", null, null, sitting);
      case 17 -> new DeferProvision(ID, id, meeting, "1", null, null, null, sitting);
      case 18 -> correction(sitting);
      default ->
          switch (random.nextInt(30)) {
            case 0 -> new TransmitPlan(ID, meeting, "1", null, sitting);
            case 1 -> new AdoptPlan(ID, meeting, "1", null, sitting);
            default ->
                new ApproveFramework(
                    ID,
                    "f" + random.nextInt(3),
                    Map.of("en", "Framework"),
                    meeting,
                    "1",
                    null,
                    List.of(id),
                    List.of(),
                    sitting);
          };
    };
  }

  private PlanCommand correction(LocalDate meets) {
    long revision = random.nextInt(Math.max(1, history.size()));
    return random.nextBoolean()
        ? new CorrectRecord(ID, revision, null, true, "never happened", null)
        : new CorrectRecord(
            ID, revision, new RecordFields(null, null, "1.1", meets), null, "wrong day", null);
  }

  private List<AgreementItem> items(String id) {
    List<Amendment> pending = plan.amendments().pending().toList();
    if (pending.isEmpty() || random.nextInt(4) == 0) {
      return List.of(
          new AgreementItem(
              id, List.of(), Map.of(), random.nextBoolean() ? Scope.TEXT : Scope.STRUCTURE));
    }
    String target = pending.get(random.nextInt(pending.size())).provisionId();
    List<String> named =
        pending.stream()
            .filter(amendment -> amendment.provisionId().equals(target))
            .map(Amendment::id)
            .filter(amendment -> random.nextInt(4) > 0)
            .limit(3)
            .toList();
    Map<String, String> compromise = random.nextInt(4) == 0 ? Map.of("en", text(5)) : Map.of();
    AgreementItem item = new AgreementItem(target, named, compromise, null);
    return random.nextInt(3) == 0 && !target.equals(id)
        ? List.of(item, new AgreementItem(id, List.of(), Map.of(), null))
        : List.of(item);
  }

  private Change change(String id) {
    return switch (random.nextInt(8)) {
      case 0 ->
          new Change.Insert(
              new ProvisionFields(
                  id, "goal", parent(), after(), Map.of(), Map.of("en", text(3)), List.of()));
      case 1 -> new Change.Remove(id);
      case 2 -> new Change.Move(id, parent(), after());
      default -> new Change.Text(id, Map.of("en", edited(id)), heading());
    };
  }

  private Map<String, String> heading() {
    return random.nextInt(5) == 0 ? Map.of("en", text(2)) : Map.of();
  }

  /** The text in force with a few words replaced, brought or taken out. */
  private String edited(String id) {
    String now =
        plan.draft()
            .find(id)
            .map(provision -> provision.texts().get("en"))
            .map(version -> version.passage().text())
            .orElse("");
    List<String> words = new ArrayList<>(List.of(now.split(" ")));
    int at = random.nextInt(words.size() + 1);
    for (int i = random.nextInt(3); i > 0 && at < words.size(); i--) {
      words.remove(at);
    }
    if (random.nextInt(3) > 0 || words.isEmpty()) {
      words.add(at, text(1 + random.nextInt(2)));
    }
    return String.join(" ", words);
  }

  private @Nullable Long base() {
    return random.nextInt(3) > 0 ? null : (long) random.nextInt(Math.max(1, history.size()));
  }

  private String amendment() {
    return "a" + (1 + random.nextInt(Math.max(1, amendments)));
  }

  private String provision() {
    return "v" + random.nextInt(8);
  }

  private @Nullable String parent() {
    return random.nextBoolean() ? null : provision();
  }

  private @Nullable String after() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> provision();
      default -> null;
    };
  }

  private Map<String, String> texts() {
    return random.nextInt(3) == 0 ? Map.of("en", text(6), "zh", text(3)) : Map.of("en", text(6));
  }

  private String text(int words) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      all.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", all);
  }

  /** The meetings, which all sit, and the plan. */
  private final class Memory implements Streams {
    @Override
    public List<Recorded<Event>> read(String aggregateId, long fromRevision) {
      List<Recorded<Event>> stream =
          aggregateId.startsWith("meeting:")
              ? meeting(Integer.parseInt(aggregateId.substring("meeting:m".length())))
              : log;
      return fromRevision >= stream.size()
          ? List.of()
          : List.copyOf(stream.subList((int) fromRevision, stream.size()));
    }

    private List<Recorded<Event>> meeting(int number) {
      String id = "m" + number;
      LocalDate day = MEETINGS.get(number - 1);
      List<MeetingEvent> events =
          List.of(
              new MeetingScheduled(
                  id,
                  "Group",
                  String.valueOf(number),
                  day,
                  day.plusDays(1),
                  ZONE,
                  null,
                  List.of(),
                  false,
                  START),
              new AgendaAdopted(id, "A", List.of(new AgendaItem("1", Map.of("en", "Plan"))), day),
              new MeetingOpened(id, day));
      List<Recorded<Event>> stream = new ArrayList<>();
      for (MeetingEvent event : events) {
        stream.add(new Recorded<>(stream.size(), 0, FIRST, event));
      }
      return stream;
    }

    @Override
    public Supplier<List<Recorded<Event>>> tail() {
      return List::of;
    }
  }
}
