package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.planledger.command.plan.NaivePlan;
import org.planledger.command.plan.NaivePlan.Decided;
import org.planledger.command.plan.NaivePlan.Seen;
import org.planledger.command.plan.NaivePlan.Whole;
import org.planledger.command.plan.RandomPlan;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.plan.Framework;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Scope;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.problem.Refused;
import org.planledger.text.Edit;
import org.planledger.text.Redline;
import org.planledger.web.JsonAnswers;

/** What is answered of any plan is what the plainest way to make it gives. */
class TextsProperties {
  private static final String ID = RandomPlan.ID;
  private static final int COMMANDS = 400;

  /** A plan and its meetings, as their streams hold them. */
  private record Logs(
      List<Recorded<PlanEvent>> plan, Map<String, List<Recorded<MeetingEvent>>> meetings) {
    static Logs of(long seed) {
      return new Logs(RandomPlan.of(seed, COMMANDS), Map.of());
    }

    Cuts cuts() {
      PlanHistory history = PlanHistory.of(plan);
      return new Cuts(id -> history, id -> meetings.getOrDefault(id, List.of()));
    }
  }

  // -- where every word comes from

  /** A word, and what brought it. */
  private record Word(String word, long revision, int item, @Nullable String amendment) {}

  /** Which version of which text. */
  private record Version(String provision, String language, long revision) {}

  /** Every version that the events of a log recorded, by its edits alone. */
  private static Map<Version, List<Word>> versions(List<Recorded<PlanEvent>> log) {
    Map<Version, List<Word>> versions = new HashMap<>();
    for (Recorded<PlanEvent> recorded : log) {
      long revision = recorded.revision();
      switch (recorded.event()) {
        case ProvisionAdded added -> put(versions, added.provision(), revision, 0);
        case TranslationProvided translation ->
            put(
                versions,
                new Version(translation.provisionId(), translation.language(), revision),
                translation.text(),
                0);
        case ProvisionallyAgreed agreed -> {
          int number = 0;
          for (AgreedItem item : agreed.items()) {
            if (item.inserted() != null) {
              put(versions, item.inserted(), revision, number);
            }
            for (Map.Entry<String, TextChange> text : item.text().entrySet()) {
              put(
                  versions,
                  new Version(item.provisionId(), text.getKey(), revision),
                  text.getValue(),
                  number);
            }
            number++;
          }
        }
        default -> {}
      }
    }
    return versions;
  }

  private static void put(
      Map<Version, List<Word>> versions, NewProvision added, long revision, int item) {
    added
        .text()
        .forEach(
            (language, change) ->
                put(versions, new Version(added.provisionId(), language, revision), change, item));
  }

  private static void put(
      Map<Version, List<Word>> versions, Version version, TextChange change, int item) {
    List<Word> base =
        change.base() == null
            ? List.of()
            : versions.get(new Version(version.provision(), version.language(), change.base()));
    List<Word> words = new ArrayList<>();
    int at = 0;
    for (Edit edit : change.edits()) {
      words.addAll(base.subList(at, edit.at()));
      edit.brings()
          .forEach(word -> words.add(new Word(word, version.revision(), item, edit.amendment())));
      at = edit.at() + edit.removes().size();
    }
    words.addAll(base.subList(at, base.size()));
    versions.put(version, words);
  }

  /** One character, and what is told of it. */
  private static List<String> perCharacter(String text, String told) {
    return text.codePoints().mapToObj(point -> Character.toString(point) + " " + told).toList();
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void everyWordOfEveryRevisionNamesWhatBroughtIt(@ForAll long seed) {
    Logs logs = Logs.of(seed);
    List<Recorded<PlanEvent>> log = logs.plan();
    Cuts cuts = logs.cuts();
    Map<Version, List<Word>> versions = versions(log);
    Map<String, AmendmentProposed> proposals = proposals(log);
    int annulled = 0;
    int restored = 0;
    for (int known = 0; known < log.size(); known += 7) {
      Cut cut = cuts.cut(ID, "rev:" + known, null);
      List<Decided> order = NaivePlan.decided(log, known);
      for (Seen seen : NaivePlan.at(log, known).provisions()) {
        if (seen.text().isEmpty()) {
          assertThat(Provenance.of(cut, seen.id(), null, ids -> Map.of())).isEmpty();
          continue;
        }
        for (Provenance.Text text : Provenance.of(cut, seen.id(), null, ids -> Map.of())) {
          NaivePlan.Text is = Objects.requireNonNull(seen.text().get(text.lang()));
          List<String> told = new ArrayList<>();
          for (Provenance.Run run : text.runs()) {
            told.addAll(perCharacter(run.text(), told(run)));
            annulled += run.annulledBy() == null ? 0 : 1;
            restored += run.restored() == null ? 0 : 1;
          }
          List<String> expected = new ArrayList<>();
          for (Word word : versions.get(new Version(seen.id(), text.lang(), is.revision()))) {
            expected.addAll(
                perCharacter(word.word(), expected(log, known, order, proposals, seen.id(), word)));
          }
          assertThat(told).as("%s %s at %d", seen.id(), text.lang(), known).isEqualTo(expected);
          assertThat(text.text()).isEqualTo(is.text());
        }
      }
    }
    Statistics.label("words of what was annulled").collect(annulled > 0);
    Statistics.label("words that came back").collect(restored > 0);
  }

  private static String told(Provenance.Run run) {
    return String.join(
        " ",
        String.valueOf(run.revision()),
        String.valueOf(run.item()),
        run.event(),
        run.amendment(),
        run.proposer() == null ? null : run.proposer().id(),
        run.contribution(),
        run.document(),
        run.meeting(),
        run.agendaItem(),
        run.paragraph(),
        String.valueOf(run.on()),
        String.valueOf(run.recordedAt()),
        String.valueOf(run.annulledBy()),
        run.confirmed().stream().map(each -> each.revision()).toList().toString());
  }

  private static String expected(
      List<Recorded<PlanEvent>> log,
      int known,
      List<Decided> order,
      Map<String, AmendmentProposed> proposals,
      String id,
      Word word) {
    Long annulledBy = annulledBy(log, known, word.revision());
    List<Decided> told = annulledBy == null ? order : NaivePlan.decided(log, annulledBy - 1);
    Decided by =
        told.stream().filter(each -> each.revision() == word.revision()).findFirst().orElseThrow();
    Optional<AmendmentProposed> proposed =
        Optional.ofNullable(word.amendment()).map(proposals::get);
    return String.join(
        " ",
        String.valueOf(word.revision()),
        String.valueOf(word.item()),
        by.event().name(),
        word.amendment(),
        proposed.map(AmendmentProposed::proposer).orElse(null),
        proposed.map(AmendmentProposed::contributionId).orElse(null),
        proposed.map(AmendmentProposed::document).orElse(null),
        by.minute() == null ? null : by.minute().meetingId(),
        by.minute() == null ? null : by.minute().agendaItem(),
        by.minute() == null ? null : by.minute().paragraph(),
        String.valueOf(by.on()),
        String.valueOf(log.get((int) word.revision()).recordedAt()),
        String.valueOf(annulledBy),
        order.stream()
            .filter(later -> isAfter(later, by) && confirms(later.event(), id))
            .map(Decided::revision)
            .toList()
            .toString());
  }

  private static boolean isAfter(Decided later, Decided earlier) {
    int days = later.on().compareTo(earlier.on());
    return days > 0 || (days == 0 && later.revision() > earlier.revision());
  }

  private static boolean confirms(PlanEvent event, String id) {
    return event instanceof ProvisionallyAgreed agreed
        && agreed.items().stream().noneMatch(item -> item.provisionId().equals(id) && brings(item))
        && agreed.items().stream()
            .anyMatch(
                item ->
                    item.provisionId().equals(id)
                        && item.scope() == Scope.TEXT
                        && !item.removed()
                        && item.place() == null
                        && item.heading().isEmpty());
  }

  private static boolean brings(AgreedItem item) {
    return item.inserted() != null || !item.text().isEmpty();
  }

  /** The revision that annulled another, as known at a revision. */
  private static @Nullable Long annulledBy(
      List<Recorded<PlanEvent>> log, int known, long revision) {
    return log.subList(0, known + 1).stream()
        .filter(
            each ->
                each.event() instanceof RecordCorrected correction
                    && correction.revision() == revision
                    && correction.set() == null)
        .map(Recorded::revision)
        .findFirst()
        .orElse(null);
  }

  /** The proposals that were not annulled, by amendment. */
  private static Map<String, AmendmentProposed> proposals(List<Recorded<PlanEvent>> log) {
    Map<String, AmendmentProposed> proposals = new HashMap<>();
    for (Decided decided : NaivePlan.known(log, log.size() - 1L).values()) {
      if (decided.event() instanceof AmendmentProposed proposed) {
        proposals.put(proposed.amendmentId(), proposed);
      }
    }
    return proposals;
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void evidenceFindsEveryWordInTheEventThatBroughtIt(@ForAll long seed) {
    Logs logs = Logs.of(seed);
    List<Recorded<PlanEvent>> log = logs.plan();
    Origins origins = new Origins(logs.cuts());
    Map<Version, List<Word>> versions = versions(log);
    for (int known = 0; known < log.size(); known += 3) {
      for (Seen seen : NaivePlan.at(log, known).provisions()) {
        if (seen.text().isEmpty()) {
          continue;
        }
        Origins.Found found = origins.of(ID, seen.id(), "rev:" + known, null);
        assertThat(found.texts()).hasSameSizeAs(seen.text().keySet());
        for (Origins.Text text : found.texts()) {
          NaivePlan.Text is = Objects.requireNonNull(seen.text().get(text.language()));
          List<Word> words = versions.get(new Version(seen.id(), text.language(), is.revision()));
          assertThat(text.place().revision()).isEqualTo(is.revision());
          assertThat(
                  text.parts().stream()
                      .flatMap(
                          part -> perCharacter(part.text(), "" + part.place().revision()).stream()))
              .containsExactlyElementsOf(
                  words.stream()
                      .flatMap(word -> perCharacter(word.word(), "" + word.revision()).stream())
                      .toList());
          int at = known;
          assertThat(found.revisions())
              .containsAll(
                  words.stream()
                      .flatMap(
                          word -> Stream.of(word.revision(), annulledBy(log, at, word.revision())))
                      .filter(Objects::nonNull)
                      .collect(Collectors.toSet()));
        }
        for (Recorded<PlanEvent> each : log.subList(0, known + 1)) {
          if (each.event() instanceof RecordCorrected correction
              && (found.revisions().contains(correction.revision())
                  || found.proposals().contains(correction.revision()))) {
            assertThat(found.revisions()).contains(each.revision());
          }
        }
      }
    }
  }

  // -- what a point stands for

  private static final LocalDate FIRST_MEETING = LocalDate.of(2017, 9, 11);

  /** The same plan, recorded by nodes whose clocks differ, and meetings that are reserved. */
  private static Logs skewed(long seed) {
    Random random = new Random(seed);
    List<Recorded<PlanEvent>> plan = new ArrayList<>();
    for (Recorded<PlanEvent> recorded : RandomPlan.of(seed, COMMANDS)) {
      plan.add(
          new Recorded<>(
              recorded.revision(),
              10 * recorded.revision(),
              instant(recorded.revision(), random),
              recorded.event()));
    }
    Map<String, List<Recorded<MeetingEvent>>> meetings = new HashMap<>();
    for (int number = 1; number <= 3; number++) {
      String id = "m" + number;
      List<MeetingEvent> events =
          new ArrayList<>(
              List.of(
                  new MeetingScheduled(
                      id,
                      "Group",
                      "1",
                      FIRST_MEETING,
                      FIRST_MEETING,
                      java.time.ZoneId.of("UTC"),
                      null,
                      List.of(),
                      false,
                      RandomPlan.START)));
      if (random.nextInt(4) > 0) {
        events.add(new OutcomesReserved(id, null, null, "Preliminary.", day(random)));
        if (random.nextBoolean()) {
          events.add(new ReservationLifted(id, "m3", null, null, null, day(random)));
        }
      }
      List<Recorded<MeetingEvent>> stream = new ArrayList<>();
      long position = 1;
      for (MeetingEvent event : events) {
        stream.add(new Recorded<>(stream.size(), position, instant(position / 10, random), event));
        position += 1 + random.nextInt(10 * plan.size());
      }
      meetings.put(id, stream);
    }
    return new Logs(plan, meetings);
  }

  /** Mostly later than that of the number before; some the same, some earlier. */
  private static Instant instant(long number, Random random) {
    return Instant.parse("2019-01-01T00:00:00Z")
        .plusSeconds(10 * number + (random.nextInt(3) == 0 ? -10L * random.nextInt(4) : 0));
  }

  private static LocalDate day(Random random) {
    return RandomPlan.START.plusDays(random.nextInt(400));
  }

  /** Of questions at several times, between which events and reservations were recorded. */
  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void draftsOfWhichTheSameIsDecisiveAreTheSameBytes(@ForAll long seed) throws IOException {
    Logs logs = skewed(seed);
    Random random = new Random(seed);
    int size = logs.plan().size();
    List<PlanHistory> times =
        Stream.of(size, size - 1, size / 2)
            .map(events -> PlanHistory.of(logs.plan().subList(0, events)))
            .toList();
    List<@Nullable String> points = new ArrayList<>(List.of("latest", "date:" + day(random)));
    points.add(null);
    points.add("rev:" + random.nextInt(size));
    List<@Nullable String> instants = new ArrayList<>();
    instants.add(null);
    instants.add(instant(size / 2, random).toString());
    List<@Nullable String> languages = new ArrayList<>(List.of("en", "zh", "en,zh"));
    languages.add(null);
    Map<String, String> answers = new HashMap<>();
    int repeated = 0;
    for (int i = 0; i < 400; i++) {
      PlanHistory history = one(times, random);
      Map<String, List<Recorded<MeetingEvent>>> meetings = new HashMap<>();
      logs.meetings()
          .forEach((id, all) -> meetings.put(id, all.subList(0, 1 + random.nextInt(all.size()))));
      Cuts cuts = new Cuts(id -> history, id -> meetings.getOrDefault(id, List.of()));
      Languages asked = Languages.of(one(languages, random));
      Cut cut;
      try {
        cut = cuts.cut(ID, one(points, random), one(instants, random));
      } catch (Refused notThen) {
        continue;
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      JsonAnswers.write(DraftView.of(cut, asked), answer);
      String written = answer.toString(StandardCharsets.UTF_8);
      String before =
          answers.putIfAbsent(
              HexFormat.of().formatHex(Papers.decisive(cut, asked, Filter.NONE)), written);
      if (before != null) {
        assertThat(written).isEqualTo(before);
        repeated++;
      }
    }
    assertThat(repeated).isPositive();
    Statistics.label("distinct answers told apart")
        .collect(Set.copyOf(answers.values()).size() > 20);
  }

  private static <T extends @Nullable Object> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** How many events a reader at an instant knows: those before the first recorded later. */
  private static int knownAt(List<? extends Recorded<?>> stream, @Nullable Instant instant) {
    int known = 0;
    while (known < stream.size()
        && (instant == null || !stream.get(known).recordedAt().isAfter(instant))) {
      known++;
    }
    return known;
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void everyPointIsTheDraftOfThePlainestFoldOnBothClocks(@ForAll long seed) {
    Logs logs = skewed(seed);
    List<Recorded<PlanEvent>> log = logs.plan();
    Cuts cuts = logs.cuts();
    Random random = new Random(seed);
    Set<Instant> instants = new TreeSet<>();
    Stream.concat(
            log.stream(), logs.meetings().values().stream().flatMap(stream -> stream.stream()))
        .map(recorded -> recorded.recordedAt())
        .forEach(at -> instants.addAll(List.of(at.minusNanos(1), at, at.plusNanos(1))));
    List<@Nullable Instant> all = new ArrayList<>(instants);
    all.add(null);
    int capped = 0;
    Collections.shuffle(all, random);
    for (Instant instant : all.subList(0, Math.min(150, all.size()))) {
      String knownAt = instant == null ? null : instant.toString();
      int known = knownAt(log, instant) - 1;
      if (known < 0) {
        assertThatThrownBy(() -> cuts.cut(ID, null, knownAt)).isInstanceOf(Refused.class);
        continue;
      }
      Cut latest = cuts.cut(ID, null, knownAt);
      assertThat(latest.revision()).isEqualTo(known);
      assertThat(latest.knownAt())
          .isEqualTo(
              instant == null
                  ? log.stream().map(Recorded::recordedAt).max(Instant::compareTo).orElseThrow()
                  : instant);
      capped +=
          same(
              latest,
              NaivePlan.at(log, known),
              id -> reserved(logs, id, Long.MAX_VALUE, LocalDate.MAX, instant));
      int revision = random.nextInt(known + 1);
      same(
          cuts.cut(ID, "rev:" + revision, knownAt),
          NaivePlan.at(log, revision),
          id -> reserved(logs, id, log.get(revision).position(), LocalDate.MAX, instant));
      LocalDate day = day(random);
      Cut onDay = cuts.cut(ID, "date:" + day, knownAt);
      capped +=
          same(
              onDay,
              NaivePlan.on(log, known, day),
              id -> reserved(logs, id, Long.MAX_VALUE, day, instant));
    }
    Statistics.label("reserved statuses").collect(capped > 0);
  }

  private static boolean reserved(
      Logs logs, String meeting, long position, LocalDate day, @Nullable Instant instant) {
    boolean reserved = false;
    List<Recorded<MeetingEvent>> stream = Objects.requireNonNull(logs.meetings().get(meeting));
    for (Recorded<MeetingEvent> recorded : stream.subList(0, knownAt(stream, instant))) {
      if (recorded.position() <= position) {
        reserved =
            switch (recorded.event()) {
              case OutcomesReserved ruling -> !ruling.on().isAfter(day);
              case ReservationLifted lifted -> reserved && lifted.on().isAfter(day);
              default -> reserved;
            };
      }
    }
    return reserved;
  }

  /** Compares all there is to see, and counts what counts for less than was decided. */
  private static int same(Cut cut, Whole expected, Predicate<String> reserved) {
    assertThat(NaivePlan.of(cut.draft())).as(cut.point() + " " + cut.knownAt()).isEqualTo(expected);
    int capped = 0;
    for (Standing standing :
        Stream.concat(
                expected.frameworks().values().stream().map(Framework::standing),
                expected.provisions().stream()
                    .flatMap(seen -> Stream.of(seen.textStatus(), seen.structureStatus())))
            .toList()) {
      Status effective =
          standing.minute() != null && reserved.test(standing.minute().meetingId())
              ? lower(standing.status(), Status.PROVISIONALLY_AGREED)
              : standing.status();
      assertThat(cut.effective(standing)).isEqualTo(effective);
      capped += effective == standing.status() ? 0 : 1;
    }
    assertThat(
            Translations.of(cut, null, true).translations().stream()
                .filter(translation -> translation.revision() != null)
                .map(translation -> translation.id() + " " + translation.lang()))
        .containsExactlyElementsOf(
            expected.provisions().stream()
                .flatMap(
                    seen -> seen.behind("en").stream().map(language -> seen.id() + " " + language))
                .toList());
    return capped;
  }

  private static Status lower(Status one, Status other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  // -- what lies between two points

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void theChangesLaidOnOneDraftGiveTheOther(@ForAll long seed) {
    Logs logs = Logs.of(seed);
    List<Recorded<PlanEvent>> log = logs.plan();
    Cuts cuts = logs.cuts();
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      int from = random.nextInt(log.size());
      int to = random.nextInt(log.size());
      Cuts.Both ends = cuts.both(ID, "rev:" + from, "rev:" + to, null);
      List<Difference.Change> changes =
          Difference.between(ends.from(), ends.to(), new Languages(List.of())).changes();
      Whole before = NaivePlan.at(log, from);
      Whole after = NaivePlan.at(log, to);
      assertThat(laidOn(before, changes, after))
          .as("from %d to %d", from, to)
          .isEqualTo(shown(after));
      changes.forEach(change -> Statistics.label("change").collect(change.change()));
      if (from == to) {
        assertThat(changes).isEmpty();
      }
    }
  }

  /** Where a provision stands and what it says. */
  private record Shown(
      String id,
      @Nullable String parent,
      Map<String, String> heading,
      Map<String, String> text,
      Status status,
      Status structure) {}

  private static List<Shown> shown(Whole whole) {
    return whole.provisions().stream().map(TextsProperties::shown).toList();
  }

  private static Shown shown(Seen seen) {
    Map<String, String> texts = new TreeMap<>();
    seen.text()
        .forEach(
            (language, text) -> {
              if (!text.text().isEmpty()) {
                texts.put(language, text.text());
              }
            });
    return new Shown(
        seen.id(),
        seen.parent(),
        new TreeMap<>(seen.heading()),
        texts,
        seen.textStatus().status(),
        seen.structureStatus().status());
  }

  /** A difference does not tell headings and status of what is added: these are taken over. */
  private static List<Shown> laidOn(Whole before, List<Difference.Change> changes, Whole after) {
    Map<String, Shown> provisions = new LinkedHashMap<>();
    before.provisions().forEach(seen -> provisions.put(seen.id(), shown(seen)));
    Map<String, Shown> target = new HashMap<>();
    after.provisions().forEach(seen -> target.put(seen.id(), shown(seen)));
    Map<String, List<String>> children = new HashMap<>();
    provisions.values().forEach(each -> siblings(children, each.parent()).add(each.id()));
    TreeMap<Integer, List<Difference.Change>> placed = new TreeMap<>();
    for (Difference.Change change : changes) {
      Shown is = provisions.get(change.id());
      switch (change.change()) {
        case "removed" -> {
          if (is != null) {
            siblings(children, is.parent()).remove(is.id());
            provisions.remove(is.id());
          }
        }
        case "added" -> {
          Difference.Place place = (Difference.Place) Objects.requireNonNull(change.to());
          Shown added = Objects.requireNonNull(target.get(change.id()));
          Map<String, String> texts = is == null ? new TreeMap<>() : is.text();
          if (!change.runs().isEmpty()) {
            assertThat(change.runs()).extracting(Redline.Run::op).containsOnly(Redline.Op.INSERT);
            texts.put(Objects.requireNonNull(change.lang()), change.runs().getFirst().text());
          }
          if (is == null) {
            placed.computeIfAbsent(index(place), any -> new ArrayList<>()).add(change);
          }
          provisions.put(
              change.id(),
              new Shown(
                  change.id(),
                  place.parent(),
                  added.heading(),
                  texts,
                  added.status(),
                  added.structure()));
        }
        case "moved" -> {
          Difference.Place place = (Difference.Place) Objects.requireNonNull(change.to());
          Shown old = Objects.requireNonNull(is);
          assertThat(((Difference.Place) Objects.requireNonNull(change.from())).parent())
              .isEqualTo(old.parent());
          siblings(children, old.parent()).remove(old.id());
          provisions.put(
              old.id(),
              new Shown(
                  old.id(),
                  place.parent(),
                  old.heading(),
                  old.text(),
                  old.status(),
                  old.structure()));
          placed.computeIfAbsent(index(place), any -> new ArrayList<>()).add(change);
        }
        case "edited" -> {
          Map<String, String> texts =
              change.field() == null
                  ? Objects.requireNonNull(is).text()
                  : Objects.requireNonNull(is).heading();
          String language = Objects.requireNonNull(change.lang());
          assertThat(joined(change, Redline.Op.DELETE)).isEqualTo(texts.getOrDefault(language, ""));
          String text = joined(change, Redline.Op.INSERT);
          if (text.isEmpty()) {
            texts.remove(language);
          } else {
            texts.put(language, text);
          }
        }
        case "status" -> {
          Shown old = Objects.requireNonNull(is);
          Status was = ((Difference.Decided) Objects.requireNonNull(change.from())).status();
          Status now = ((Difference.Decided) Objects.requireNonNull(change.to())).status();
          boolean structure = change.field() != null;
          assertThat(was).isEqualTo(structure ? old.structure() : old.status());
          provisions.put(
              old.id(),
              new Shown(
                  old.id(),
                  old.parent(),
                  old.heading(),
                  old.text(),
                  structure ? old.status() : now,
                  structure ? now : old.structure()));
        }
        default -> throw new AssertionError(change.change());
      }
    }
    placed.forEach(
        (index, each) ->
            each.forEach(
                change ->
                    siblings(children, ((Difference.Place) change.to()).parent())
                        .add(index, change.id())));
    List<Shown> order = new ArrayList<>();
    collect("", children, provisions, order);
    return order;
  }

  /** Place among its siblings, from 0. */
  private static int index(Difference.Place place) {
    return Integer.parseInt(place.number().substring(place.number().lastIndexOf('.') + 1)) - 1;
  }

  private static List<String> siblings(
      Map<String, List<String>> children, @Nullable String parent) {
    return children.computeIfAbsent(parent == null ? "" : parent, any -> new ArrayList<>());
  }

  private static void collect(
      String parent,
      Map<String, List<String>> children,
      Map<String, Shown> provisions,
      List<Shown> order) {
    for (String id : children.getOrDefault(parent, List.of())) {
      order.add(Objects.requireNonNull(provisions.get(id)));
      collect(id, children, provisions, order);
    }
  }

  private static String joined(Difference.Change change, Redline.Op op) {
    return change.runs().stream()
        .filter(run -> run.op() == Redline.Op.EQUAL || run.op() == op)
        .map(Redline.Run::text)
        .collect(Collectors.joining());
  }

  // -- where a phrase was

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void aPhraseStaysFromTheStepThatBroughtItToTheStepThatTookIt(@ForAll long seed) {
    Logs logs = skewed(seed);
    List<Recorded<PlanEvent>> log = logs.plan();
    Cuts cuts = logs.cuts();
    Random random = new Random(seed);
    for (String phrase :
        List.of("world", "for all", "OF THE", "fair", "世界", "trust the", "net", "nowhere")) {
      String lang = random.nextBoolean() ? null : random.nextBoolean() ? "en" : "zh";
      Instant instant = log.get(log.size() - 1 - random.nextInt(10)).recordedAt();
      int known = knownAt(log, instant) - 1;
      if (known >= 0) {
        Search.Found found = Search.in(cuts.cut(ID, null, instant.toString()), phrase, lang);
        List<String> expected = stays(log, known, phrase, lang);
        assertThat(
                found.stays().stream()
                    .map(
                        stay ->
                            "%s %s %d %s"
                                .formatted(
                                    stay.id(),
                                    stay.lang(),
                                    stay.appeared().outcome().revision(),
                                    stay.left() == null
                                        ? ""
                                        : "" + stay.left().outcome().revision())))
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found.present()).isEqualTo(expected.stream().anyMatch(it -> it.endsWith(" ")));
        Statistics.label("left").collect(expected.stream().anyMatch(it -> !it.endsWith(" ")));
      }
    }
  }

  private static List<String> stays(
      List<Recorded<PlanEvent>> log, int known, String phrase, @Nullable String lang) {
    List<Decided> order = NaivePlan.decided(log, known);
    List<Whole> drafts = NaivePlan.each(log, known);
    Map<String, Long> since = new LinkedHashMap<>();
    List<String> stays = new ArrayList<>();
    for (int step : IntStream.range(0, order.size()).toArray()) {
      long revision = order.get(step).revision();
      Set<String> there = new TreeSet<>();
      for (Seen seen : drafts.get(step).provisions()) {
        seen.text()
            .forEach(
                (language, text) -> {
                  if ((lang == null || lang.equals(language))
                      && text.text()
                          .toLowerCase(java.util.Locale.ROOT)
                          .contains(phrase.toLowerCase(java.util.Locale.ROOT))) {
                    there.add(seen.id() + " " + language);
                  }
                });
      }
      for (String place : List.copyOf(since.keySet())) {
        if (!there.contains(place)) {
          stays.add("%s %d %d".formatted(place, since.remove(place), revision));
        }
      }
      there.forEach(place -> since.putIfAbsent(place, revision));
    }
    since.forEach((place, revision) -> stays.add("%s %d ".formatted(place, revision)));
    return stays;
  }
}
