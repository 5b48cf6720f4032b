package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Streams;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.plan.Amendment;
import org.planledger.plan.Citation;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.RecordFields;
import org.planledger.plan.RuleBroken;
import org.planledger.plan.Scope;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.AddReference;
import org.planledger.plan.command.AdoptPlan;
import org.planledger.plan.command.AgreeProvisionally;
import org.planledger.plan.command.AgreementItem;
import org.planledger.plan.command.ApproveFramework;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.command.DeclineAmendment;
import org.planledger.plan.command.DeferProvision;
import org.planledger.plan.command.FulfilCondition;
import org.planledger.plan.command.MoveProvision;
import org.planledger.plan.command.OpenPlan;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.ProvideTranslation;
import org.planledger.plan.command.ProvisionFields;
import org.planledger.plan.command.RemoveProvision;
import org.planledger.plan.command.ReopenProvision;
import org.planledger.plan.command.ReserveWording;
import org.planledger.plan.command.TakeNote;
import org.planledger.plan.command.TransmitPlan;
import org.planledger.plan.command.WithdrawAmendment;
import org.planledger.plan.event.PlanEvent;
import org.planledger.problem.Refused;

/**
 * A plan on which commands of every kind were tried at random, for days in any order. What was
 * refused left no event.
 */
public final class RandomPlan {
  /** Its id. */
  public static final String ID = "p";

  private static final ZoneId ZONE = ZoneId.of("UTC");

  /** The first day on which anything is decided. */
  public static final LocalDate START = LocalDate.of(2017, 5, 1);

  private static final Instant FIRST = Instant.parse("2019-01-01T00:00:00Z");

  /** The day of a last meeting, at which nothing is decided yet. */
  static final LocalDate LAST = LocalDate.of(2018, 7, 1);

  private static final List<LocalDate> MEETINGS =
      List.of(LocalDate.of(2017, 9, 11), LocalDate.of(2018, 1, 15), LocalDate.of(2018, 5, 1), LAST);
  private static final int COMMANDS = 120;
  private static final int CONTRIBUTIONS = 3;
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
  public static List<Recorded<PlanEvent>> of(long seed) {
    return of(seed, COMMANDS);
  }

  /** The events of a plan on which so many commands were tried. */
  public static List<Recorded<PlanEvent>> of(long seed, int commands) {
    return made(seed, commands).log.stream()
        .map(recorded -> Records.as(recorded, PlanEvent.class))
        .toList();
  }

  /** Such a plan, to go on with. */
  static RandomPlan made(long seed) {
    return made(seed, COMMANDS);
  }

  private static RandomPlan made(long seed, int commands) {
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
    for (int i = 0; i < commands; i++) {
      plan.attempt(plan.command());
    }
    return plan;
  }

  /** The same plan, to go on with otherwise. */
  RandomPlan copy() {
    RandomPlan copy = new RandomPlan(0);
    copy.log.addAll(log);
    copy.history = history;
    copy.plan = plan;
    copy.amendments = amendments;
    return copy;
  }

  PlanHistory history() {
    return history;
  }

  /** More amendments, which stay pending. */
  void propose(int count) {
    for (int i = 0; i < count; i++) {
      String id = provision();
      attempt(random.nextInt(3) > 0 ? proposal(id, LAST) : proposal(old(), restated(id), LAST));
    }
  }

  /** What would be recorded if the last meeting agreed; empty: that is refused. */
  Optional<Recorded<PlanEvent>> tried(List<AgreementItem> items) {
    return tried(new AgreeProvisionally(ID, "m4", "1", null, items, LAST));
  }

  /** Goes on after what was tried. */
  void record(Recorded<PlanEvent> recorded) {
    history = history.and(recorded);
    plan = plan.after(recorded, history::version).orElseGet(() -> Plan.of(history));
    log.add(
        new Recorded<>(
            recorded.revision(), recorded.position(), recorded.recordedAt(), recorded.event()));
  }

  private void attempt(PlanCommand command) {
    try {
      tried(command).ifPresent(this::record);
    } catch (RuleBroken impossible) {
      // As good as never tried.
    }
  }

  private Optional<Recorded<PlanEvent>> tried(PlanCommand command) {
    try {
      long revision = history.size();
      Instant recordedAt = FIRST.plusSeconds(60 * revision);
      PlanEvent event = new PlanDecisions(plan, records, recordedAt).decide(command);
      return Optional.of(new Recorded<>(revision, revision, recordedAt, event));
    } catch (Refused | RuleBroken refused) {
      return Optional.empty();
    }
  }

  private PlanCommand proposal(String id, LocalDate day) {
    return proposal(base(), change(id), day);
  }

  private PlanCommand proposal(@Nullable Long base, Change change, LocalDate day) {
    return new ProposeAmendment(
        ID, "a" + ++amendments, base, change, "p-someone", contribution(), null, day);
  }

  /** What is in force already, and sometimes a little more. */
  private Change restated(String id) {
    return new Change.Text(
        id, Map.of("en", now(id) + (random.nextBoolean() ? "" : " " + text(1))), Map.of());
  }

  private PlanCommand command() {
    LocalDate day = START.plusDays(random.nextInt(400));
    int meets = random.nextInt(MEETINGS.size() - 1);
    String meeting = "m" + (meets + 1);
    LocalDate sitting = MEETINGS.get(meets).plusDays(random.nextInt(2));
    String id = provision();
    return switch (random.nextInt(24)) {
      case 0, 1, 2 ->
          new AddProvision(
              ID, id, "goal", parent(), after(), Map.of("en", text(2)), texts(), List.of(), day);
      case 3 -> new MoveProvision(ID, id, parent(), after(), day);
      case 4 -> new RemoveProvision(ID, id, random.nextBoolean(), day);
      case 5, 6, 7, 8 -> proposal(id, day);
      case 9, 10, 11, 12 -> new AgreeProvisionally(ID, meeting, "1", null, items(id), sitting);
      case 13 -> new DeclineAmendment(ID, amendment(), meeting, "1", null, null, sitting);
      case 14 -> new WithdrawAmendment(ID, amendment(), null, day);
      case 15 -> new ProvideTranslation(ID, id, "zh", text(4), null, base(), null, day);
      case 16 -> new ReopenProvision(ID, id, meeting, "1", null, null, sitting);
      case 17 -> new DeferProvision(ID, id, meeting, "1", null, null, null, sitting);
      case 18 -> correction(sitting);
      case 19 ->
          new AddReference(
              ID, random.nextBoolean() ? id : null, new Citation("Article " + day, null), day);
      case 20 ->
          new FulfilCondition(
              ID,
              "f" + random.nextInt(3),
              1 + random.nextInt(2),
              meeting,
              "1",
              null,
              null,
              sitting);
      case 21 ->
          new TakeNote(ID, meeting, "1", null, List.of(id), contribution(), null, null, sitting);
      case 22 -> new ReserveWording(ID, id, meeting, "1", null, null, sitting);
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
                    random.nextBoolean() ? List.of() : List.of("Elaborate it."),
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
      case 3 ->
          new Change.Text(
              id,
              random.nextBoolean()
                  ? Map.of("zh", text(3))
                  : Map.of("en", edited(id), "zh", text(3)),
              heading());
      default -> new Change.Text(id, Map.of("en", edited(id)), heading());
    };
  }

  private Map<String, String> heading() {
    return random.nextInt(5) == 0 ? Map.of("en", text(2)) : Map.of();
  }

  /** The text in force with a few words replaced, brought or taken out. */
  private String edited(String id) {
    List<String> words = new ArrayList<>(List.of(now(id).split(" ")));
    int at = random.nextInt(words.size() + 1);
    for (int i = random.nextInt(3); i > 0 && at < words.size(); i--) {
      words.remove(at);
    }
    if (random.nextInt(3) > 0 || words.isEmpty()) {
      words.add(at, text(1 + random.nextInt(2)));
    }
    return String.join(" ", words);
  }

  private String now(String id) {
    return plan.draft()
        .find(id)
        .map(provision -> provision.texts().get("en"))
        .map(version -> version.passage().text())
        .orElse("");
  }

  private @Nullable Long base() {
    return random.nextInt(3) > 0 ? null : old();
  }

  private long old() {
    return random.nextInt(Math.max(1, history.size()));
  }

  private @Nullable String contribution() {
    return random.nextInt(3) > 0 ? null : "c" + random.nextInt(CONTRIBUTIONS);
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
          switch (aggregateId.substring(0, aggregateId.indexOf(':'))) {
            case "meeting" -> meeting(number(aggregateId));
            case "contribution" -> contribution(number(aggregateId));
            default -> log;
          };
      return fromRevision >= stream.size()
          ? List.of()
          : List.copyOf(stream.subList((int) fromRevision, stream.size()));
    }

    private int number(String aggregateId) {
      return Integer.parseInt(aggregateId.substring(aggregateId.indexOf(':') + 2));
    }

    private List<Recorded<Event>> contribution(int number) {
      return List.of(
          new Recorded<>(
              0,
              0,
              FIRST,
              new ContributionSubmitted(
                  "c" + number, "p-someone", Map.of("en", "Proposal"), "D/" + number, START)));
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
