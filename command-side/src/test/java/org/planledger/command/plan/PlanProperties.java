package org.planledger.command.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.planledger.log.Recorded;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Writer;
import org.planledger.plan.Amendment;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.Step;
import org.planledger.plan.agreement.Agreement;
import org.planledger.plan.agreement.Rebase;
import org.planledger.plan.agreement.WhatIf;
import org.planledger.plan.command.AgreementItem;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.store.EventSerializer;
import org.planledger.store.StoredTypes;
import org.planledger.text.Passage;

/** What holds of any plan, whatever was tried on it. */
class PlanProperties {
  private static final ObjectMapper JSON =
      new EventSerializer(StoredTypes.of(List.of())).getObjectMapper();

  @Property
  void theDraftOfAnyRevisionIsThatOfThePlainestFold(@ForAll long seed) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory history = PlanHistory.of(log);
    for (int revision = 0; revision < log.size(); revision++) {
      assertThat(NaivePlan.of(history.at(revision)))
          .as("revision %d of %d", revision, log.size())
          .isEqualTo(NaivePlan.at(log, revision));
    }
    log.forEach(recorded -> Statistics.collect(recorded.event().name()));
  }

  @Property
  void theDraftOfAnyDayAsKnownAtAnyTimeIsThatOfThePlainestFold(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 420) int day) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory history = PlanHistory.of(log);
    LocalDate on = LocalDate.of(2017, 5, 1).plusDays(day);
    for (int known = 0; known < log.size(); known++) {
      Draft draft = history.find(known, DecidedOrder.endOf(on)).map(Step::draft).orElse(Draft.NONE);
      assertThat(NaivePlan.of(draft))
          .as("on %s, known at revision %d", on, known)
          .isEqualTo(NaivePlan.on(log, known, on));
    }
  }

  @Property(tries = 100)
  void aDraftThatWasPackedIsTheDraftThatWasFolded(@ForAll long seed) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory packed = PlanHistory.of(log);
    for (int revision = 0; revision < log.size(); revision++) {
      Draft folded = PlanHistory.of(log.subList(0, revision + 1)).latest();
      assertThat(packed.at(revision)).as("revision %d", revision).isEqualTo(folded);
      for (Step step : packed.decided(revision)) {
        for (Provision provision : step.draft().provisions().values()) {
          assertThat(step.find(provision.id())).contains(provision);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        step.eachText("en", (id, passage) -> texts.put(id, passage.text()));
        assertThat(List.copyOf(texts.entrySet()))
            .isEqualTo(
                step.draft().inDocumentOrder().stream()
                    .filter(
                        provision ->
                            DraftFold.passage(step.draft(), provision.id(), "en").size() > 0)
                    .map(
                        provision ->
                            Map.entry(
                                provision.id(),
                                DraftFold.passage(step.draft(), provision.id(), "en").text()))
                    .toList());
      }
    }
  }

  @Property
  void anEventIsReadBackAsItWasRecorded(@ForAll long seed) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory history = PlanHistory.of(log);
    for (Recorded<PlanEvent> recorded : log) {
      Entry entry = history.recorded(recorded.revision());
      assertThat(entry.event()).isEqualTo(recorded.event());
      assertThat(entry.recordedAt()).isEqualTo(recorded.recordedAt());
      assertThat(entry.position()).isEqualTo(recorded.position());
      assertThat(entry.name()).isEqualTo(recorded.event().name());
      assertThat(entry.minute()).isEqualTo(recorded.event().minute());
    }
  }

  @Property(tries = 100)
  void aHistoryWrittenAndReadIsTheSameAndGoesOn(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int cut) {
    List<Recorded<PlanEvent>> log = skewed(RandomPlan.of(seed), new Random(seed));
    int size = Math.min(cut, log.size());
    PlanHistory whole = PlanHistory.of(log);
    PlanHistory written = PlanHistory.of(log.subList(0, size));
    Writer rest = new Writer();
    written.write(rest);
    Pages.Written full = written.pages().written();
    int[] lengths =
        IntStream.range(0, full.full()).map(i -> written.pages().page(i).length).toArray();
    PlanHistory read =
        PlanHistory.read(
            new Pages(lengths, full.last(), written.pages()::page), new Reader(rest.toBytes(), 0));
    assertThat(read.amendments()).isEqualTo(written.amendments());
    for (Recorded<PlanEvent> next : log.subList(size, log.size())) {
      read = read.and(next);
    }
    assertThat(read.amendments()).isEqualTo(whole.amendments());
    for (int known = 0; known < log.size(); known++) {
      assertThat(read.at(known)).isEqualTo(whole.at(known));
      assertThat(read.knownSince(known)).isEqualTo(whole.knownSince(known));
      assertThat(read.entry(known).map(Entry::event))
          .isEqualTo(whole.entry(known).map(Entry::event));
      for (int day = 0; day < 420; day += 40) {
        DecidedOrder order = DecidedOrder.endOf(LocalDate.of(2017, 5, 1).plusDays(day));
        assertThat(read.find(known, order).map(Step::draft))
            .isEqualTo(whole.find(known, order).map(Step::draft));
      }
    }
  }

  /** As nodes whose clocks differ would have recorded it. */
  private static List<Recorded<PlanEvent>> skewed(List<Recorded<PlanEvent>> log, Random random) {
    return log.stream()
        .map(
            recorded ->
                new Recorded<>(
                    recorded.revision(),
                    recorded.position(),
                    recorded.recordedAt().minusSeconds(60L * random.nextInt(4)),
                    recorded.event()))
        .toList();
  }

  @Property(tries = 100)
  void whatFollowsInTheLogIsNeverKnownBefore(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int cut) {
    List<Recorded<PlanEvent>> log = skewed(RandomPlan.of(seed), new Random(seed));
    PlanHistory history = PlanHistory.of(log);
    PlanHistory cutBack = history.before(cut);
    Instant latest = Instant.MIN;
    for (Recorded<PlanEvent> recorded : log) {
      latest = latest.isAfter(recorded.recordedAt()) ? latest : recorded.recordedAt();
      assertThat(history.knownSince(recorded.revision())).isEqualTo(latest);
      if (recorded.revision() < cutBack.size()) {
        assertThat(cutBack.knownSince(recorded.revision())).isEqualTo(latest);
      }
    }
    for (Recorded<PlanEvent> recorded : log) {
      for (Instant at : List.of(recorded.recordedAt().minusNanos(1), recorded.recordedAt())) {
        long known = -1;
        while (known + 1 < log.size() && !log.get((int) known + 1).recordedAt().isAfter(at)) {
          known++;
        }
        assertThat(history.knownAt(at)).isEqualTo(known);
      }
    }
  }

  @Property(tries = 20)
  void readersNeverSeeATornDraft(@ForAll long seed) throws Exception {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    List<NaivePlan.Whole> expected = new ArrayList<>();
    for (int revision = 0; revision < log.size(); revision++) {
      expected.add(NaivePlan.at(log, revision));
    }
    AtomicReference<PlanHistory> latest = new AtomicReference<>(PlanHistory.none());
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> reading = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Random random = new Random(seed + reader);
        reading.add(readers.submit(() -> read(latest, expected, random)));
      }
      for (Recorded<PlanEvent> next : log) {
        latest.set(latest.get().and(next));
      }
      for (Future<Integer> read : reading) {
        assertThat(read.get()).isPositive();
      }
    }
  }

  private static int read(
      AtomicReference<PlanHistory> latest, List<NaivePlan.Whole> expected, Random random) {
    int drafts = 0;
    PlanHistory history;
    do {
      history = latest.get();
      if (history.size() > 0) {
        int revision = random.nextInt(history.size());
        assertThat(NaivePlan.of(history.at(revision))).isEqualTo(expected.get(revision));
        drafts++;
      }
    } while (history.size() < expected.size());
    return drafts;
  }

  @Property(tries = 100)
  void theChangesOfAProvisionAreThoseFoundStepByStep(@ForAll long seed) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory history = PlanHistory.of(log);
    for (int known = 0; known < log.size(); known += 5) {
      List<Step> steps = history.decided(known);
      Map<String, List<String>> expected = new TreeMap<>();
      Map<String, Provision> before = new HashMap<>();
      for (Step step : steps) {
        Map<String, Provision> after = new HashMap<>(step.draft().provisions());
        Stream.concat(before.keySet().stream(), after.keySet().stream())
            .distinct()
            .filter(id -> !Objects.equals(before.get(id), after.get(id)))
            .forEach(
                id ->
                    expected
                        .computeIfAbsent(id, any -> new ArrayList<>())
                        .add(step.entry().revision() + " " + after.get(id)));
        before.clear();
        before.putAll(after);
      }
      for (String id : expected.keySet()) {
        List<String> told = new ArrayList<>();
        Provision last = null;
        for (Step.Change change : steps.getLast().changes(id)) {
          Provision is = change.after().orElse(null);
          if (!Objects.equals(last, is)) {
            told.add(change.entry().revision() + " " + is);
          }
          last = is;
        }
        assertThat(told).isEqualTo(expected.get(id));
      }
    }
  }

  @Property(tries = 100)
  void theTextsThatDifferAreThoseFoundByComparingDrafts(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int one) {
    PlanHistory history = PlanHistory.of(RandomPlan.of(seed));
    List<Step> steps = history.decided(history.size() - 1L);
    Step from = steps.get(Math.min(one, steps.size() - 1));
    Step to = steps.getLast();
    Map<String, String> told = new TreeMap<>();
    from.eachDifference(
        to,
        "en",
        (id, before, after) -> {
          if (!before.equals(after)) {
            told.put(id, before.text() + "|" + after.text());
          }
        });
    Map<String, String> expected = new TreeMap<>();
    Stream.concat(
            from.draft().provisions().keySet().stream(), to.draft().provisions().keySet().stream())
        .forEach(
            id -> {
              Passage before = DraftFold.passage(from.draft(), id, "en");
              Passage after = DraftFold.passage(to.draft(), id, "en");
              if (!before.equals(after)) {
                expected.put(id, before.text() + "|" + after.text());
              }
            });
    assertThat(told).isEqualTo(expected);
  }

  @Property
  void everyWordWasBroughtByTheRevisionItNames(@ForAll long seed) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    Draft draft = PlanHistory.of(log).latest();
    for (Provision provision : draft.inDocumentOrder()) {
      provision
          .texts()
          .forEach(
              (language, version) -> {
                Passage passage = version.passage();
                int word = 0;
                for (Passage.Run run : passage.runs()) {
                  List<String> brought =
                      brought(
                          log.get((int) run.revision()).event(),
                          run.item(),
                          provision.id(),
                          language);
                  assertThat(passage.words().subList(word, word + run.count()))
                      .isEqualTo(brought.subList(run.from(), run.from() + run.count()));
                  word += run.count();
                }
                assertThat(word).isEqualTo(passage.words().size());
              });
    }
  }

  @Property
  void aStateKeptAndCaughtUpIsThatOfTheWholeStream(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int snapshotAt)
      throws JsonProcessingException {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    PlanHistory history = PlanHistory.none();
    Plan plan = Plan.NONE;
    for (Recorded<PlanEvent> recorded : log) {
      PlanHistory before = history;
      history = history.and(recorded);
      PlanHistory upToHere = history;
      plan = plan.after(recorded, before::version).orElseGet(() -> Plan.of(upToHere));
      if (recorded.revision() == snapshotAt) {
        plan = JSON.readValue(JSON.writeValueAsString(plan), Plan.class);
      }
      assertThat(plan).as("revision %d", recorded.revision()).isEqualTo(Plan.of(upToHere));
    }
  }

  @Property
  void aHistoryCutBackIsTheHistoryThen(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int cut) {
    List<Recorded<PlanEvent>> log = RandomPlan.of(seed);
    int size = Math.min(cut, log.size());
    PlanHistory then = PlanHistory.of(log.subList(0, size));
    PlanHistory cutBack = PlanHistory.of(log).before(size);
    assertThat(cutBack.size()).isEqualTo(then.size());
    assertThat(cutBack.latest()).isEqualTo(then.latest());
    assertThat(cutBack.amendments()).isEqualTo(then.amendments());
    if (size < log.size()) {
      assertThat(cutBack.and(log.get(size)).latest()).isEqualTo(then.and(log.get(size)).latest());
    }
  }

  @Property(tries = 50)
  void groupsAreDecidedOneAfterTheOtherInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    RandomPlan plan = RandomPlan.made(seed);
    plan.propose(4 + random.nextInt(12));
    PlanHistory history = plan.history();
    List<String> pending = history.amendments().pending().map(Amendment::id).toList();
    WhatIf.Outcome outcome = WhatIf.of(history, pending, RandomPlan.LAST);
    assertThat(outcome.groups().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(pending);
    Statistics.label("groups").collect(Math.min(8, outcome.groups().size()));

    decidedInAnyOrder(plan, applied(outcome, outcome.groups()), outcome.draft(), random);

    List<List<String>> otherwise =
        outcome.groups().stream()
            .map(
                group -> {
                  List<String> wanted = new ArrayList<>(group);
                  Collections.shuffle(wanted, random);
                  return wanted.subList(0, random.nextInt(group.size() + 1));
                })
            .toList();
    WhatIf.Outcome other =
        WhatIf.of(history, otherwise.stream().flatMap(List::stream).toList(), RandomPlan.LAST);
    decidedInAnyOrder(plan, applied(other, outcome.groups()), other.draft(), random);
  }

  /** What is agreed of each group, in the order in which it was. */
  private static List<List<String>> applied(WhatIf.Outcome outcome, List<List<String>> groups) {
    return groups.stream()
        .map(group -> outcome.applied().stream().filter(group::contains).toList())
        .filter(group -> !group.isEmpty())
        .toList();
  }

  private static void decidedInAnyOrder(
      RandomPlan plan, List<List<String>> groups, Draft expected, Random random) {
    List<List<String>> order = new ArrayList<>(groups);
    for (int i = 0; i < 4; i++) {
      Collections.shuffle(order, random);
      RandomPlan decided = plan.copy();
      for (List<String> group : order) {
        Optional<Recorded<PlanEvent>> agreed = decided.tried(items(plan.history(), group));
        assertThat(agreed).as("%s in the order %s", group, order).isPresent();
        decided.record(agreed.get());
      }
      assertThat(whole(decided.history().latest())).as("%s", order).isEqualTo(whole(expected));
    }
  }

  @Property
  void whatIsSaidOfPendingAmendmentsIsWhatAgreeingGives(@ForAll long seed) {
    RandomPlan plan = RandomPlan.made(seed);
    plan.propose(8);
    eachRebaseIsWhatAgreeingToItAloneGives(plan);
    whatCannotBeAgreedHasAConflict(plan);
    allKindsOfConflict();
  }

  private static void whatCannotBeAgreedHasAConflict(RandomPlan plan) {
    List<String> pending = plan.history().amendments().pending().map(Amendment::id).toList();
    WhatIf.Outcome outcome = WhatIf.of(plan.history(), pending, RandomPlan.LAST);
    assertThat(outcome.groups().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(pending);
    for (String amendment : pending) {
      if (!outcome.applied().contains(amendment)) {
        assertThat(outcome.conflicts())
            .anyMatch(c -> amendment.equals(c.amendment()) || amendment.equals(c.other()));
      }
    }
    if (outcome.conflicts().isEmpty()) {
      Statistics.label("conflict").collect("none");
    }
    outcome.conflicts().forEach(c -> Statistics.label("conflict").collect(c.kind()));
  }

  private static void allKindsOfConflict() {
    Statistics.label("conflict")
        .coverage(
            kinds -> {
              for (String kind :
                  List.of(
                      "none",
                      "overlapping",
                      "contained",
                      "same-place-insertions",
                      "edited-and-removed",
                      "moved-to-two-places",
                      "rule")) {
                kinds.check(kind).count(count -> count > 0);
              }
            });
  }

  /** Amendments as the items of an agreement, in their order, those of the structure first. */
  private static List<AgreementItem> items(PlanHistory history, List<String> amendments) {
    Map<String, List<String>> items = new LinkedHashMap<>();
    amendments.stream()
        .map(id -> history.amendments().find(id).orElseThrow())
        .filter(amendment -> !(amendment.proposal() instanceof Proposal.Rewording))
        .forEach(amendment -> items.put(amendment.provisionId(), new ArrayList<>()));
    for (String id : amendments) {
      items
          .computeIfAbsent(
              history.amendments().find(id).orElseThrow().provisionId(), any -> new ArrayList<>())
          .add(id);
    }
    return items.entrySet().stream()
        .map(item -> new AgreementItem(item.getKey(), item.getValue(), Map.of(), null))
        .toList();
  }

  private static void eachRebaseIsWhatAgreeingToItAloneGives(RandomPlan plan) {
    PlanHistory history = plan.history();
    for (Amendment amendment : history.amendments().pending().toList()) {
      Rebase rebase = Rebase.of(history, amendment, RandomPlan.LAST);
      Optional<Recorded<PlanEvent>> agreed = plan.tried(items(history, List.of(amendment.id())));
      boolean gone =
          amendment.proposal() instanceof Proposal.Removal
              && history.latest().find(amendment.provisionId()).isEmpty();
      if (gone) {
        assertThat(rebase.state()).isEqualTo(Rebase.State.CONTAINED);
      } else {
        assertThat(agreed.isEmpty())
            .as("%s %s", amendment, rebase.conflicts())
            .isEqualTo(rebase.state() == Rebase.State.CONFLICTS);
      }
      assertThat(rebase.conflicts().isEmpty()).isEqualTo(rebase.state() != Rebase.State.CONFLICTS);
      assertThat(whole(rebase.draft()))
          .isEqualTo(whole(agreed.map(history::and).orElse(history).latest()));
      if (rebase.state() == Rebase.State.CONTAINED) {
        assertThat(whole(rebase.draft())).isEqualTo(whole(history.latest()));
      } else if (rebase.state() != Rebase.State.CONFLICTS) {
        assertThat(whole(rebase.draft())).isNotEqualTo(whole(history.latest()));
      }
      Statistics.label("rebase")
          .collect(
              Objects.requireNonNull(amendment.proposal()).getClass().getSimpleName()
                  + " "
                  + rebase.state());
    }
    Statistics.label("rebase")
        .coverage(
            states -> {
              for (String state :
                  List.of(
                      "Rewording APPLIES",
                      "Rewording SHRANK",
                      "Rewording CONTAINED",
                      "Rewording CONFLICTS",
                      "Insertion APPLIES",
                      "Insertion CONFLICTS",
                      "Removal APPLIES",
                      "Removal CONTAINED",
                      "Removal CONFLICTS",
                      "Move APPLIES",
                      "Move CONTAINED",
                      "Move CONFLICTS")) {
                states.check(state).count(count -> count > 0);
              }
            });
  }

  @Property
  void whatIfWithoutConflictsIsWhatOneAgreementWouldGive(@ForAll long seed) {
    PlanHistory history = PlanHistory.of(RandomPlan.of(seed));
    List<String> pending = history.amendments().pending().map(Amendment::id).toList();
    WhatIf.Outcome outcome = WhatIf.of(history, pending, LocalDate.of(2018, 7, 1));
    Map<String, List<String>> items = new LinkedHashMap<>();
    for (String id : outcome.applied()) {
      items
          .computeIfAbsent(
              history.amendments().find(id).orElseThrow().provisionId(), any -> new ArrayList<>())
          .add(id);
    }
    List<AgreedItem> agreed =
        new Agreement(history.latest(), history::version, history.amendments())
            .to(
                items.entrySet().stream()
                    .map(i -> new Agreement.Item(i.getKey(), i.getValue(), Map.of(), Scope.TEXT))
                    .toList());
    for (AgreedItem item : agreed) {
      item.text()
          .forEach(
              (language, change) ->
                  assertThat(
                          DraftFold.passage(outcome.draft(), item.provisionId(), language).text())
                      .isEqualTo(item.removed() ? "" : change.text()));
    }
  }

  /** Its contents, and the order of what stands at the top. */
  private static List<Object> whole(Draft draft) {
    return List.of(contents(draft), draft.childrenOf(Draft.TOP));
  }

  private static Map<String, Object> contents(Draft draft) {
    Map<String, Object> contents = new LinkedHashMap<>();
    for (Provision provision : draft.inDocumentOrder()) {
      Map<String, String> texts = new TreeMap<>();
      provision.texts().forEach((language, text) -> texts.put(language, text.passage().text()));
      contents.put(
          provision.id(), List.of(texts, provision.heading(), draft.childrenOf(provision.id())));
    }
    return contents;
  }

  /** The words that one item of an event brought in a language, by ordinal. */
  private static List<String> brought(
      PlanEvent event, int item, String provisionId, String language) {
    return changes(event, item, provisionId, language)
        .flatMap(change -> change.edits().stream())
        .flatMap(edit -> edit.brings().stream())
        .toList();
  }

  private static Stream<TextChange> changes(
      PlanEvent event, int item, String provisionId, String language) {
    return switch (event) {
      case ProvisionAdded added -> Stream.ofNullable(added.provision().text().get(language));
      case TranslationProvided translation -> Stream.of(translation.text());
      case ProvisionallyAgreed agreed -> {
        AgreedItem done = agreed.items().get(item);
        assertThat(done.provisionId()).isEqualTo(provisionId);
        yield Stream.concat(
            done.inserted() == null
                ? Stream.empty()
                : Stream.ofNullable(done.inserted().text().get(language)),
            Stream.ofNullable(done.text().get(language)));
      }
      default -> throw new AssertionError("No words come with " + event.name());
    };
  }
}
