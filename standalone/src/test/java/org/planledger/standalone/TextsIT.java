package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.word.Replaced;
import org.planledger.store.TestDatabases;

/** What a plan says and said, asked over HTTP. Every test has a plan and meetings of its own. */
class TextsIT {
  @TempDir private static Path folder;
  private static Running planledger;

  @BeforeAll
  static void start() {
    planledger = Running.on(TestDatabases.h2(folder));
  }

  @AfterAll
  static void stop() {
    planledger.close();
  }

  private static GivenPlan given(String id) {
    return new GivenPlan(planledger, id);
  }

  @Test
  void theEffectiveStatusOfEveryKindOfPointGoesByTheReservationsThatCountThere() {
    GivenPlan plan = given("reserved").text("a", "One.").text("b", "Two.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a'}");
    plan.plan("TransmitPlan", "'meetingId':'reserved-1','agendaItem':'1','on':'2017-09-11'");
    long approved = plan.get("/draft").path("revision").asLong();
    plan.plan("IssueDraft", "'document':'reserved/9','on':'2017-09-11'");
    String unreserved = plan.knownNow();
    plan.send(
        "ReserveOutcomes",
        "'meetingId':'reserved-1','reason':'No interpretation.','on':'2017-09-12'");
    plan.send("CloseMeeting", "'meetingId':'reserved-1','on':'2017-09-12'");
    plan.agree(2, "2018-01-15", "{'provisionId':'b'}");
    long reserved = plan.get("/draft").path("revision").asLong();

    assertThat(plan.effective("a", "")).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.get("/provisions/a").path("status").asText()).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=rev:" + approved)).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=rev:" + reserved)).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=doc:reserved/9")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=date:2017-09-11")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=date:2017-09-12")).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=meeting:reserved-1")).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?knownAt=" + unreserved)).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=date:2017-09-12&knownAt=" + unreserved))
        .isEqualTo("APPROVED");

    assertThat(ids(plan.get("/draft?status=APPROVED"))).isEmpty();
    assertThat(ids(plan.get("/draft?status=approved&at=rev:" + approved))).containsExactly("a");
    assertThat(ids(plan.get("/draft?status=PROVISIONALLY_AGREED"))).containsExactly("a", "b");

    String redline = "/api/plans/reserved/redline?minPosition=%d&".formatted(plan.position());
    assertThat(planledger.page(redline + "from=rev:2"))
        .contains("Status: approved (counts as provisionally agreed), was drafted")
        .contains("Status: provisionally agreed, was drafted");
    assertThat(planledger.page(redline + "from=doc:reserved/9&to=meeting:reserved-1"))
        .contains("Status: approved (counts as provisionally agreed), was approved");

    plan.send(
        "LiftReservation", "'meetingId':'reserved-1','byMeetingId':'reserved-2','on':'2018-01-16'");
    assertThat(plan.effective("a", "")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=rev:" + reserved)).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=date:2018-01-15")).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=date:2018-01-16")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=meeting:reserved-1")).isEqualTo("PROVISIONALLY_AGREED");
  }

  @Test
  void aLateEntryAndACorrectionAreSeenOnceTheyAreKnown() {
    GivenPlan plan = given("late").text("a", "A fair world.");
    plan.propose("early", "a", "A fair world for all.");
    plan.propose("late", "a", "A very fair world.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['late']}");
    String first = plan.knownNow();
    JsonNode answer = plan.agree(1, "2017-09-12", "{'provisionId':'a','amendments':['early']}");
    assertThat(answer.path("unaffected").path(0).path("provisionId").asText()).isEqualTo("a");
    assertThat(answer.path("unaffected").path(0).path("on").asText()).isEqualTo("2018-01-15");
    String second = plan.knownNow();
    long entered = plan.get("/draft").path("revision").asLong();

    String onItsDay = "&at=date:2017-09-12";
    assertThat(plan.english("a", onItsDay)).isEqualTo("A fair world for all.");
    assertThat(plan.english("a", onItsDay + "&knownAt=" + first)).isEqualTo("A fair world.");
    assertThat(plan.english("a", "")).isEqualTo("A very fair world.");

    plan.plan(
        "CorrectRecord",
        "'revision':%d,'set':{'on':'2017-09-11','paragraph':'1.7'},'reason':'The day was wrong.'"
            .formatted(entered));
    String dayBefore = "&at=date:2017-09-11";
    assertThat(plan.english("a", dayBefore)).isEqualTo("A fair world for all.");
    assertThat(plan.english("a", dayBefore + "&knownAt=" + second)).isEqualTo("A fair world.");

    plan.plan(
        "CorrectRecord",
        "'revision':%d,'annul':true,'reason':'It was never agreed.'".formatted(entered));
    assertThat(plan.english("a", onItsDay)).isEqualTo("A fair world.");
    assertThat(plan.english("a", onItsDay + "&knownAt=" + second))
        .isEqualTo("A fair world for all.");
    assertThat(plan.english("a", "&at=rev:" + entered)).isEqualTo("A very fair world.");
  }

  @Test
  void idsWithSlashesAndBracketsStandInPathsPercentEncoded() {
    GivenPlan plan = given("ids/of(odd)").text("goal/1.(a)", "Growth.");
    assertThat(plan.english("goal%2F1.(a)", "")).isEqualTo("Growth.");
    assertThat(plan.get("/provisions/goal%2F1.%28a%29/history").path("versions")).hasSize(1);
    assertThat(plan.get("/provisions/goal%2F1.(a)/provenance?lang=en").path("text").asText())
        .isEqualTo("Growth.");
    assertThat(plan.get("/draft?at=rev:1").path("plan").asText()).isEqualTo("ids/of(odd)");
  }

  @Test
  void whatIsNotThereIsSaidToBeMissing() {
    GivenPlan plan = given("missing").text("a", "One.");
    GivenPlan.refused(planledger.get("/api/plans/nothing/draft"), 404, "nothing");
    GivenPlan.refused(plan.ask("/provisions/z"), 404, "z");
    GivenPlan.refused(plan.ask("/provisions/z/history"), 404, "z");
    GivenPlan.refused(plan.ask("/provisions/a/provenance?lang=zh"), 404, "zh");
    GivenPlan.refused(plan.ask("/draft?at=rev:99"), 404, "99", "1");
    GivenPlan.refused(plan.ask("/draft?at=meeting:missing-9"), 404, "missing-9");
    GivenPlan.refused(plan.ask("/draft?at=doc:missing/7"), 404, "missing/7");
    GivenPlan.refused(plan.ask("/draft?at=date:2017-04-30"), 404, "2017-04-30");
    GivenPlan.refused(plan.ask("/draft?knownAt=2001-01-01T00:00:00Z"), 404, "missing");
    GivenPlan.refused(plan.ask("/draft?at=meeting:missing-1"), 409, "not closed");
  }

  @Test
  void aPointOrAnInstantThatCannotBeReadSaysHowToWriteIt() {
    GivenPlan plan = given("unread").text("a", "One.");
    GivenPlan.refused(plan.ask("/draft?at=yesterday"), 400, "yesterday");
    GivenPlan.refused(plan.ask("/draft?at=date:2017-02-30"), 400, "2017-02-30");
    GivenPlan.refused(plan.ask("/draft?at=rev:-1"), 400, "-1");
    GivenPlan.refused(plan.ask("/draft?knownAt=noon"), 400, "2018-02-01T12:00:00Z");
    GivenPlan.refused(plan.ask("/diff?to=latest"), 400, "from");
  }

  @Test
  void aReaderWaitsForWhatItWroteAndIsToldWhenItDoesNotCome() {
    GivenPlan plan = given("waiting").text("a", "One.");
    GivenPlan.refused(
        planledger.get("/api/plans/waiting/draft?minPosition=" + (plan.position() + 1_000_000)),
        503,
        String.valueOf(plan.position() + 1_000_000));
    GivenPlan.refused(planledger.get("/api/plans/waiting/draft?minPosition=soon"), 400, "1337");
  }

  @Test
  void anAgreementWithoutEditConfirmsTheWordsItLeaves() {
    GivenPlan plan = given("confirmed").text("a", "A fair world.");
    plan.propose("more", "a", "A fair world for all.");
    plan.agree(1, "2017-09-12", "{'provisionId':'a','amendments':['more']}");
    plan.agree(2, "2018-01-15", "{'provisionId':'a'}");
    List<JsonNode> runs = GivenPlan.list(plan.get("/provisions/a/provenance?lang=en").path("runs"));
    assertThat(runs)
        .extracting(run -> run.path("text").asText())
        .containsExactly("A fair world", " for all", ".");
    JsonNode brought = runs.get(1);
    assertThat(brought.path("amendment").asText()).isEqualTo("more");
    assertThat(brought.path("proposer").path("name").asText()).isEqualTo("Ruritania");
    assertThat(brought.path("meeting").asText()).isEqualTo("confirmed-1");
    assertThat(brought.path("paragraph").asText()).isEqualTo("1.1");
    assertThat(brought.path("on").asText()).isEqualTo("2017-09-12");
    assertThat(runs.getFirst().path("event").asText()).isEqualTo("ProvisionAdded");
    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(run.path("confirmed")).hasSize(1);
              assertThat(run.path("confirmed").path(0).path("meeting").asText())
                  .isEqualTo("confirmed-2");
            });
    assertThat(
            plan.get("/provisions/a/provenance?lang=en&at=date:2018-01-14")
                .path("runs")
                .path(0)
                .has("confirmed"))
        .isFalse();
  }

  @Test
  void everyRunTellsTheRecordOfItsWordsAsCorrected() {
    GivenPlan plan =
        given("fields").provision("a", "'text':{'en':'We serve all people.','zh':'我们服务。'}");
    plan.send(
        "SubmitContribution",
        "'contributionId':'fields-c','submitter':'Ruritania','title':{'en':'More'},'document':'fields/7','on':'2017-09-01'");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'F1','proposer':'Ruritania','contributionId':'fields-c','change':{'type':'text','provisionId':'a','text':{'en':'We"
            + " always serve all people.','zh':'我们始终服务。'}},'on':'2017-09-11'");
    plan.propose("F2", "a", "We serve all people of the world.");
    long agreed =
        plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['F1','F2']}")
            .path("revision")
            .asLong();
    String recordedAt = plan.get("/draft").path("asOf").asText();
    plan.plan(
        "CorrectRecord",
        "'revision':%d,'set':{'on':'2017-09-12','paragraph':'1.9'},'reason':'The day was wrong.'"
            .formatted(agreed));

    JsonNode answer = plan.get("/provisions/a/provenance");
    assertThat(answer.path("plan").asText()).isEqualTo("fields");
    List<JsonNode> texts = GivenPlan.list(answer.path("texts"));
    assertThat(texts).extracting(text -> text.path("lang").asText()).containsExactly("en", "zh");
    List<JsonNode> english = GivenPlan.list(texts.getFirst().path("runs"));
    assertThat(english)
        .extracting(run -> run.path("text").asText().strip(), run -> run.path("amendment").asText())
        .containsExactly(
            tuple("We", ""),
            tuple("always", "F1"),
            tuple("serve all people", ""),
            tuple("of the world", "F2"),
            tuple(".", ""));
    JsonNode chinese = texts.getLast().path("runs").path(1);
    assertThat(chinese.path("text").asText()).isEqualTo("始终");
    for (JsonNode run : List.of(english.get(1), chinese)) {
      assertThat(run.path("contribution").asText()).isEqualTo("fields-c");
      assertThat(run.path("document").asText()).isEqualTo("fields/7");
      assertThat(run.path("proposer").path("name").asText()).isEqualTo("Ruritania");
      assertThat(run.path("event").asText()).isEqualTo("ProvisionallyAgreed");
      assertThat(run.path("revision").asLong()).isEqualTo(agreed);
      assertThat(run.path("item").asInt()).isZero();
      assertThat(run.path("meeting").asText()).isEqualTo("fields-1");
      assertThat(run.path("agendaItem").asText()).isEqualTo("1");
      assertThat(run.path("paragraph").asText()).isEqualTo("1.9");
      assertThat(run.path("on").asText()).isEqualTo("2017-09-12");
      assertThat(run.path("recordedAt").asText()).isEqualTo(recordedAt);
    }
    assertThat(english.get(3).path("revision").asLong()).isEqualTo(agreed);
    assertThat(english.get(3).has("contribution")).isFalse();
    assertThat(english.get(3).has("document")).isFalse();
  }

  @Test
  void wordsOfAnOutcomeThatWasAnnulledSaySo() {
    GivenPlan plan = given("annulled").text("a", "A fair world.");
    plan.propose("N1", "a", "A fair world for all.");
    long never =
        plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['N1']}")
            .path("revision")
            .asLong();
    plan.propose("N2", "a", "A very fair world for all.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['N2']}");
    String before = plan.knownNow();
    long annulment =
        plan.plan(
                "CorrectRecord",
                "'revision':%d,'annul':true,'reason':'It was never agreed.'".formatted(never))
            .path("revision")
            .asLong();

    assertThat(plan.english("a", "")).isEqualTo("A very fair world for all.");
    List<JsonNode> runs = GivenPlan.list(plan.get("/provisions/a/provenance?lang=en").path("runs"));
    assertThat(runs)
        .filteredOn(run -> run.has("annulledBy"))
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.path("text").asText()).isEqualTo(" for all");
              assertThat(run.path("revision").asLong()).isEqualTo(never);
              assertThat(run.path("annulledBy").asLong()).isEqualTo(annulment);
              assertThat(run.path("amendment").asText()).isEqualTo("N1");
              assertThat(run.path("meeting").asText()).isEqualTo("annulled-1");
            });
    assertThat(
            plan.get("/provisions/a/provenance?lang=en&knownAt=" + before)
                .path("runs")
                .findValues("annulledBy"))
        .isEmpty();
  }

  @Test
  void everyVersionOfAProvisionNamesTheOutcomeThatMadeIt() {
    GivenPlan plan = given("versions").text("a", "A fair world.");
    plan.propose("more", "a", "A fair world for all.");
    plan.agree(
        1,
        "2017-09-12",
        "{'provisionId':'a','amendments':['more'],'compromise':{'en':'A fair world for many.'}}");
    plan.plan(
        "ReopenProvision",
        "'provisionId':'a','meetingId':'versions-2','agendaItem':'1','on':'2018-01-15'");
    List<JsonNode> versions = GivenPlan.list(plan.get("/provisions/a/history").path("versions"));
    assertThat(versions)
        .extracting(version -> version.path("event").asText())
        .containsExactly("ProvisionAdded", "ProvisionallyAgreed", "ProvisionReopened");
    assertThat(versions.get(1).path("amendments").path(0).asText()).isEqualTo("more");
    assertThat(versions.get(1).path("asModified").asBoolean()).isTrue();
    assertThat(versions.get(1).path("text").path("en").asText())
        .isEqualTo("A fair world for many.");
    assertThat(versions.get(2).path("status").asText()).isEqualTo("DRAFTED");
  }

  @Test
  void aDifferenceTellsEveryKindOfChange() {
    GivenPlan plan =
        given("kinds")
            .provision("part", "'heading':{'en':'Goals'},'text':{}")
            .provision("a", "'parentId':'part','text':{'en':'Growth of the net.'}")
            .provision("b", "'parentId':'part','text':{'en':'Trust.'}")
            .provision("c", "'parentId':'part','text':{'en':'Partners.'}");
    plan.plan("IssueDraft", "'document':'kinds/5','on':'2017-05-03'");
    plan.propose("edit", "a", "Growth of the whole net.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['edit']}");
    plan.plan("RemoveProvision", "'provisionId':'b','on':'2017-09-11'");
    plan.plan("MoveProvision", "'provisionId':'c','on':'2017-09-11'");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'title','proposer':'Ruritania','change':{'type':'text','provisionId':'part','text':{},'heading':{'en':'Strategic"
            + " goals'}},'on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'part','amendments':['title']}");
    plan.provision("d", "'text':{'en':'Innovation.'}");

    List<JsonNode> changes = plan.changes("from=doc:kinds/5");
    assertThat(changes)
        .extracting(
            change -> change.path("id").asText(),
            change -> change.path("change").asText(),
            change -> change.path("field").asText())
        .containsExactly(
            tuple("part", "edited", "heading"),
            tuple("part", "status", ""),
            tuple("a", "edited", ""),
            tuple("a", "status", ""),
            tuple("b", "removed", ""),
            tuple("d", "added", ""),
            tuple("c", "moved", ""));
    assertThat(joined(changes.get(2), "delete")).isEqualTo("Growth of the net.");
    assertThat(joined(changes.get(2), "insert")).isEqualTo("Growth of the whole net.");
    assertThat(joined(changes.get(4), "delete")).isEqualTo("Trust.");
    assertThat(joined(changes.get(5), "insert")).isEqualTo("Innovation.");
    assertThat(changes.get(6).path("from").path("parent").asText()).isEqualTo("part");
    assertThat(changes.get(6).path("to").path("number").asText()).isEqualTo("3");
    assertThat(changes.get(3).path("from").path("status").asText()).isEqualTo("DRAFTED");
    assertThat(plan.changes("from=latest")).isEmpty();
  }

  @Test
  void aDifferenceTellsWhatChangedPlacesCameBackAndHasOtherHeadings() {
    GivenPlan plan =
        given("again")
            .provision("a", "'heading':{'en':'Goals','zh':'目标'},'text':{'en':'One.'}")
            .text("b", "Two.")
            .text("c", "Three.");
    plan.plan("MoveProvision", "'provisionId':'c','after':'','on':'2017-06-01'");
    List<JsonNode> moved = plan.changes("from=rev:3");
    assertThat(moved)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.path("id").asText()).isEqualTo("c");
              assertThat(change.path("change").asText()).isEqualTo("moved");
              assertThat(change.path("from").path("number").asText()).isEqualTo("3");
              assertThat(change.path("to").path("number").asText()).isEqualTo("1");
            });
    String known = plan.knownNow();

    plan.plan("RemoveProvision", "'provisionId':'b','on':'2017-06-02'");
    assertThat(plan.changes("from=rev:4"))
        .extracting(change -> change.path("id").asText(), change -> change.path("change").asText())
        .containsExactly(tuple("b", "removed"));
    plan.plan(
        "AddProvision",
        "'provisionId':'b','kind':'goal','text':{'en':'Two again.'},'on':'2017-06-03'");
    List<JsonNode> back = plan.changes("from=rev:4");
    assertThat(back)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.path("change").asText()).isEqualTo("edited");
              assertThat(joined(change, "delete")).isEqualTo("Two.");
              assertThat(joined(change, "insert")).isEqualTo("Two again.");
            });
    assertThat(plan.changes("from=rev:3&knownAt=" + known)).isEqualTo(moved);

    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'H','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{},'heading':{'en':'Aims','zh':'宗旨'}},'on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['H']}");
    assertThat(plan.changes("from=rev:6"))
        .extracting(
            change -> change.path("change").asText(),
            change -> change.path("field").asText(),
            change -> change.path("lang").asText(),
            change -> joined(change, "insert"))
        .containsExactly(
            tuple("edited", "heading", "en", "Aims"),
            tuple("edited", "heading", "zh", "宗旨"),
            tuple("status", "", "", ""));
    assertThat(plan.changes("from=rev:6&lang=zh"))
        .filteredOn(change -> change.path("change").asText().equals("edited"))
        .singleElement()
        .satisfies(change -> assertThat(joined(change, "delete")).isEqualTo("目标"));
  }

  @Test
  void nothingLiesBetweenADraftAndItselfWhileOthersWrite() throws Exception {
    GivenPlan plan = given("written").text("a", "One.");
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      AtomicBoolean enough = new AtomicBoolean();
      Set<Long> revisions = new HashSet<>();
      Future<?> writing =
          writer.submit(
              () -> {
                for (int i = 0; i < 5_000 && !enough.get(); i++) {
                  plan.text("w" + i, "Number %d.".formatted(i));
                }
              });
      try {
        while (revisions.size() < 10 && !writing.isDone()) {
          Running.Answer answer = planledger.get("/api/plans/written/diff?from=latest");
          assertThat(answer.body().path("changes")).isEmpty();
          assertThat(answer.body().path("toDraft")).isEqualTo(answer.body().path("fromDraft"));
          revisions.add(answer.body().path("toDraft").path("revision").asLong());
        }
      } finally {
        enough.set(true);
      }
      writing.get();
      assertThat(revisions).hasSizeGreaterThan(2);
    }
  }

  /** The text that equal runs and those of an operation give. */
  private static String joined(JsonNode change, String op) {
    StringBuilder text = new StringBuilder();
    for (JsonNode run : change.path("runs")) {
      if (List.of("equal", op).contains(run.path("op").asText())) {
        text.append(run.path("text").asText());
      }
    }
    return text.toString();
  }

  @Test
  void chineseAndArabicAreComparedWordByWord() {
    GivenPlan plan =
        given("scripts")
            .provision(
                "a", "'text':{'en':'Connect the world.','zh':'连接世界人民。','ar':'ربط العالم كله.'}");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'zh','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'zh':'连接全世界人民。','ar':'ربط"
            + " العالم الرقمي كله.'}},'on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['zh']}");
    JsonNode chinese = edited(plan.changes("from=rev:1&lang=zh"));
    assertThat(joined(chinese, "delete")).isEqualTo("连接世界人民。");
    assertThat(joined(chinese, "insert")).isEqualTo("连接全世界人民。");
    assertThat(GivenPlan.list(chinese.path("runs")))
        .filteredOn(run -> run.path("op").asText().equals("equal"))
        .isNotEmpty();
    JsonNode arabic = edited(plan.changes("from=rev:1&lang=ar"));
    assertThat(joined(arabic, "insert")).isEqualTo("ربط العالم الرقمي كله.");
    assertThat(GivenPlan.list(arabic.path("runs")))
        .filteredOn(run -> run.path("op").asText().equals("insert"))
        .singleElement()
        .satisfies(run -> assertThat(run.path("text").asText().strip()).isEqualTo("الرقمي"));
    assertThat(plan.get("/provisions/a").path("behind")).isEmpty();
  }

  private static JsonNode edited(List<JsonNode> changes) {
    return changes.stream()
        .filter(change -> change.path("change").asText().equals("edited"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTranslationIsBehindOnceTheAuthoritativeTextHasChanged() {
    GivenPlan plan =
        given("behind").provision("a", "'text':{'en':'Connect the world.','zh':'连接世界。'}");
    plan.propose("more", "a", "Connect the whole world.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['more']}");
    assertThat(plan.get("/provisions/a").path("behind").path(0).asText()).isEqualTo("zh");
    plan.plan(
        "ProvideTranslation",
        "'provisionId':'a','language':'zh','text':'连接全世界。','on':'2017-10-01'");
    assertThat(plan.get("/provisions/a").path("behind")).isEmpty();
    assertThat(plan.get("/provisions/a?at=date:2017-09-30").path("behind")).hasSize(1);
  }

  @Test
  void aTranslationOfATextThatWasAnnulledIsBehind() {
    GivenPlan plan =
        given("behind-annulled").provision("a", "'text':{'en':'Connect the world.','zh':'连接世界。'}");
    plan.propose("whole", "a", "Connect the whole world.");
    long never =
        plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['whole']}")
            .path("revision")
            .asLong();
    plan.plan(
        "ProvideTranslation",
        "'provisionId':'a','language':'zh','text':'连接全世界。','on':'2017-10-01'");
    assertThat(plan.get("/translations?lang=zh").path("behind").asInt()).isZero();
    String before = plan.knownNow();
    plan.plan(
        "CorrectRecord",
        "'revision':%d,'annul':true,'reason':'It was never agreed.'".formatted(never));

    assertThat(plan.get("/provisions/a").path("behind").path(0).asText()).isEqualTo("zh");
    JsonNode translation = plan.get("/translations?lang=zh").path("translations").path(0);
    assertThat(translation.path("behind").asBoolean()).isTrue();
    assertThat(translation.path("renders").asLong()).isEqualTo(never);
    assertThat(joined(translation, "delete")).isEqualTo("Connect the whole world.");
    assertThat(joined(translation, "insert")).isEqualTo("Connect the world.");
    assertThat(plan.get("/provisions/a?at=date:2017-09-30").path("behind")).isEmpty();
    assertThat(plan.get("/provisions/a?at=date:2017-10-01").path("behind")).hasSize(1);
    assertThat(plan.get("/provisions/a?at=date:2017-10-01&knownAt=" + before).path("behind"))
        .isEmpty();
    assertThat(plan.get("/provisions/a?at=date:2017-09-30&knownAt=" + before).path("behind"))
        .hasSize(1);

    String render =
        "'provisionId':'a','language':'zh','text':'连接世界。','rendersRevision':%d,'on':'2017-10-02'";
    plan.plan("ProvideTranslation", render.formatted(never));
    assertThat(plan.get("/provisions/a").path("behind")).hasSize(1);
    plan.plan("ProvideTranslation", render.formatted(plan.get("/draft").path("revision").asLong()));
    assertThat(plan.get("/provisions/a").path("behind")).isEmpty();
  }

  @Test
  void aLanguageThatAnAmendmentBringsRendersTheTextInForce() {
    GivenPlan plan = given("rendered").text("a", "Connect the world.");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'zh','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'zh':'连接世界。'}},'on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['zh']}");
    JsonNode translation = plan.get("/translations?lang=zh").path("translations").path(0);
    assertThat(translation.path("behind").asBoolean()).isFalse();
    assertThat(translation.path("renders")).isEqualTo(translation.path("authoritative"));
  }

  @Test
  void aPlanWithoutProvisionsHasAnEmptyDraft() {
    GivenPlan plan = given("empty");
    JsonNode draft = plan.get("/draft?lang=en");
    assertThat(draft.path("provisions")).isEmpty();
    assertThat(draft.path("revision").asLong()).isZero();
    assertThat(draft.path("title").asText()).isEqualTo("Plan");
    assertThat(plan.changes("from=rev:0")).isEmpty();
  }

  @Test
  void aDraftIsInDocumentOrderWithItsNumbers() {
    GivenPlan plan =
        given("order")
            .provision("one", "'heading':{'en':'One'},'text':{}")
            .provision("two", "'heading':{'en':'Two'},'text':{}")
            .provision("one-b", "'parentId':'one','text':{'en':'b'}")
            .provision("one-a", "'parentId':'one','after':'','text':{'en':'a'}")
            .provision("one-b-i", "'parentId':'one-b','text':{'en':'i'}");
    Map<String, String> numbers = new LinkedHashMap<>();
    GivenPlan.list(plan.get("/draft").path("provisions"))
        .forEach(p -> numbers.put(p.path("id").asText(), p.path("number").asText()));
    assertThat(numbers)
        .containsExactly(
            Map.entry("one", "1"),
            Map.entry("one-a", "1.1"),
            Map.entry("one-b", "1.2"),
            Map.entry("one-b-i", "1.2.1"),
            Map.entry("two", "2"));
  }

  @Test
  void aPhraseIsFoundFromWhenItCameToWhenItLeft() {
    GivenPlan plan = given("search").text("a", "We serve all people.").text("b", "Nobody else.");
    plan.propose("S1", "a", "We serve ALL Peoples of the world.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['S1']}");
    plan.propose("S2", "a", "We serve.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['S2']}");

    JsonNode left = plan.get("/search?q=all+peoples");
    assertThat(left.path("present").asBoolean()).isFalse();
    JsonNode stay = left.path("stays").path(0);
    assertThat(left.path("stays")).hasSize(1);
    assertThat(left.path("first")).isEqualTo(stay);
    assertThat(stay.path("id").asText()).isEqualTo("a");
    assertThat(stay.path("text").asText()).isEqualTo("We serve ALL Peoples of the world.");
    assertThat(stay.path("appeared").path("outcome").path("meeting").asText())
        .isEqualTo("search-1");
    assertThat(stay.path("appeared").path("amendments").path(0).asText()).isEqualTo("S1");
    assertThat(stay.path("left").path("outcome").path("paragraph").asText()).isEqualTo("1.2");
    assertThat(stay.path("left").path("amendments").path(0).asText()).isEqualTo("S2");

    JsonNode there = plan.get("/search?q=we+serve&lang=en");
    assertThat(there.path("present").asBoolean()).isTrue();
    assertThat(there.path("stays").path(0).has("left")).isFalse();
    assertThat(plan.get("/search?q=we+serve&lang=zh").path("stays")).isEmpty();
    assertThat(plan.get("/search?q=never+said").has("first")).isFalse();
    GivenPlan.refused(plan.ask("/search?q=+"), 400, "q is empty");
    GivenPlan.refused(plan.ask("/search"), 400, "q");
  }

  @Test
  void aPhraseThatLeftByRemovalAndCameBackHasTwoStaysAsFarAsIsKnown() {
    GivenPlan plan =
        given("stays").provision("a", "'heading':{'en':'Bridges'},'text':{'en':'We build.'}");
    plan.propose("V1", "a", "We build roads.");
    plan.agree(
        1,
        "2017-09-11",
        "{'provisionId':'a','amendments':['V1'],'compromise':{'en':'We build bridges.'}}");
    String first = plan.knownNow();
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'V2','proposer':'Ruritania','change':{'type':'remove','provisionId':'a'},'on':'2017-09-11'");
    plan.agree(1, "2017-09-12", "{'provisionId':'a','amendments':['V2']}");
    plan.plan(
        "AddProvision",
        "'provisionId':'a','kind':'goal','text':{'en':'Bridges"
            + " again.','zh':'桥梁。'},'on':'2017-10-01'");
    long back = plan.get("/draft").path("revision").asLong();
    String second = plan.knownNow();

    List<JsonNode> stays = GivenPlan.list(plan.get("/search?q=bridges").path("stays"));
    assertThat(stays)
        .extracting(
            stay -> stay.path("appeared").path("outcome").path("on").asText(),
            stay -> stay.path("left").path("outcome").path("on").asText())
        .containsExactly(tuple("2017-09-11", "2017-09-12"), tuple("2017-10-01", ""));
    assertThat(stays.getFirst().path("appeared").path("amendments").path(0).asText())
        .isEqualTo("V1");
    assertThat(stays.getFirst().path("left").path("amendments").path(0).asText()).isEqualTo("V2");
    assertThat(plan.get("/search?q=桥梁&lang=zh".replace("桥梁", "%E6%A1%A5%E6%A2%81")).path("stays"))
        .hasSize(1);
    JsonNode then = plan.get("/search?q=bridges&knownAt=" + first);
    assertThat(then.path("stays")).hasSize(1);
    assertThat(then.path("present").asBoolean()).isTrue();

    plan.plan("CorrectRecord", "'revision':%d,'annul':true,'reason':'Not so.'".formatted(back));
    assertThat(plan.get("/search?q=bridges").path("present").asBoolean()).isFalse();
    assertThat(plan.get("/search?q=bridges&knownAt=" + second).path("present").asBoolean())
        .isTrue();
  }

  @Test
  void aTranslatorSeesWhatIsLeftToRender() {
    GivenPlan plan =
        given("translations").provision("a", "'text':{'en':'We serve all.','zh':'我们为所有人服务。'}");
    plan.propose("B1", "a", "We serve all people.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['B1']}");

    JsonNode chinese = plan.get("/translations?lang=zh");
    assertThat(chinese.path("behind").asInt()).isEqualTo(1);
    JsonNode translation = chinese.path("translations").path(0);
    assertThat(translation.path("behind").asBoolean()).isTrue();
    assertThat(translation.path("renders").asLong())
        .isLessThan(translation.path("authoritative").asLong());
    assertThat(translation.path("runs").findValuesAsText("op"))
        .containsExactly("equal", "insert", "equal");
    assertThat(translation.path("runs").path(1).path("text").asText()).isEqualTo(" people");

    JsonNode arabic = plan.get("/translations?lang=ar").path("translations").path(0);
    assertThat(arabic.has("revision")).isFalse();
    assertThat(arabic.path("runs").path(0).path("op").asText()).isEqualTo("insert");

    plan.plan(
        "ProvideTranslation",
        "'provisionId':'a','language':'zh','text':'我们为所有的人服务。','rendersRevision':%d,'on':'2017-09-12'"
            .formatted(translation.path("authoritative").asLong()));
    assertThat(plan.get("/translations?lang=zh").path("behind").asInt()).isZero();
    assertThat(plan.get("/translations?lang=zh").path("translations")).hasSize(1);
    assertThat(plan.get("/translations?lang=zh&behind=true").path("translations")).isEmpty();
    assertThat(plan.get("/translations?at=date:2017-09-11&lang=zh").path("behind").asInt())
        .isEqualTo(1);
  }

  @Test
  void wordsThatWereTakenOutAndComeBackSaySo() {
    GivenPlan plan = given("restored").text("a", "We serve all people of good will.");
    plan.propose("R1", "a", "We serve all people.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['R1']}");
    plan.propose("R2", "a", "We serve all people of good will, always.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['R2']}");
    plan.propose("R3", "a", "We serve all people of good will, always. So be it.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['R3']}");
    plan.propose("R4", "a", "We serve all people, always. So be it.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['R4']}");
    plan.propose("R5", "a", "We serve all people of good will, always. So be it.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['R5']}");

    List<JsonNode> runs = GivenPlan.list(plan.get("/provisions/a/provenance?lang=en").path("runs"));
    assertThat(runs.stream().filter(run -> run.has("restored")))
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.path("text").asText()).isEqualTo(" of good will");
              assertThat(run.path("amendment").asText()).isEqualTo("R5");
              assertThat(run.path("restored").path("meeting").asText()).isEqualTo("restored-2");
            });
  }

  @Test
  void aPartOfWhatWasTakenOutSaysSoAmongNewWords() {
    GivenPlan plan =
        given("brought").text("a", "We serve all people of good will in peace and dignity.");
    plan.propose("B1", "a", "We serve all people.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['B1']}");
    plan.propose("B2", "a", "We serve all people in peace and dignity.");
    plan.agree(1, "2017-09-12", "{'provisionId':'a','amendments':['B2']}");
    plan.propose(
        "B3", "a", "We serve all people of good will and strong hope in peace and dignity.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['B3']}");
    plan.propose(
        "B4", "a", "We serve all people of good will in peace and dignity, the good ones.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['B4']}");
    plan.propose("B5", "a", "We serve all people of good will in peace and dignity, strong hope.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['B5']}");

    assertThat(restored(plan, "a", "en", "&at=date:2017-09-12"))
        .containsExactly("We serve all people|", " in peace and dignity|brought-1", ".|");
    assertThat(restored(plan, "a", "en", "&at=date:2018-01-15"))
        .containsExactly(
            "We serve all people|",
            " |brought-1",
            "of good will|brought-1",
            " and strong hope |",
            "in peace and dignity|brought-1",
            ".|");
    assertThat(restored(plan, "a", "en", "")).contains(", |", "strong|brought-2", "hope|brought-2");
  }

  @Test
  void wordsThatTwoOutcomesTookOutNameEachItsOwn() {
    GivenPlan plan = given("twice").text("a", "First one good thing. Then two bad things. End.");
    plan.propose("C1", "a", "Then two bad things. End.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['C1']}");
    plan.propose("C2", "a", "End.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['C2']}");
    plan.propose("C3", "a", "First one good thing, and then. Then two bad things. End.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['C3']}");
    assertThat(restored(plan, "a", "en", ""))
        .containsExactly(
            "First one good thing|twice-1",
            ", and then. |",
            "Then two bad things. |twice-2",
            "End.|");
  }

  @Test
  void aWordAloneAndWordsThatNeverLeftDoNotComeBack() {
    GivenPlan plan = given("common").text("a", "In the house of the people we serve the world.");
    plan.propose("D1", "a", "We serve the world of tomorrow.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['D1']}");
    plan.propose("D2", "a", "We serve the world of tomorrow, the house next door.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['D2']}");
    plan.propose("D3", "a", "We serve the world of tomorrow, our house next door.");
    plan.agree(2, "2018-01-16", "{'provisionId':'a','amendments':['D3']}");
    assertThat(restored(plan, "a", "en", ""))
        .noneMatch(run -> run.startsWith("our") && !run.endsWith("|"))
        .noneMatch(run -> run.contains("next") && !run.endsWith("|"));
  }

  @Test
  void chineseWordsThatComeBackSaySo() {
    GivenPlan plan =
        given("back-zh").provision("a", "'text':{'en':'One.','zh':'我们为世界各国人民的和平与发展服务。'}");
    chinese(plan, "E1", "我们服务。");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['E1']}");
    chinese(plan, "E2", "我们努力为各国人民的和平服务。");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['E2']}");
    assertThat(restored(plan, "a", "zh", ""))
        .contains("各国人民的和平|back-zh-1")
        .anyMatch(run -> run.startsWith("努力") && run.endsWith("|"));
  }

  private static void chinese(GivenPlan plan, String amendment, String text) {
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'%s','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'zh':'%s'}},'on':'2017-09-11'"
            .formatted(amendment, text));
  }

  /** Each run of a text, and the meeting that had taken it out before. */
  private static List<String> restored(
      GivenPlan plan, String provision, String language, String query) {
    return GivenPlan.list(
            plan.get("/provisions/%s/provenance?lang=%s%s".formatted(provision, language, query))
                .path("runs"))
        .stream()
        .map(run -> run.path("text").asText() + "|" + run.path("restored").path("meeting").asText())
        .toList();
  }

  @Test
  void theRedlinePageMarksInCharactersWhatItMarksInColourAndKnowsEveryScript() {
    GivenPlan plan =
        given("page")
            .provision("a", "'text':{'en':'We <serve> all.','ar':'نخدم الجميع.','zh':'我们为所有人服务。'}")
            .text("b", "Two.");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'P1','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'en':'We"
            + " <serve> each.','ar':'نخدم كل الناس.','zh':'我们为全体人民服务。'}},'on':'2017-09-11'");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'P2','proposer':'Ruritania','change':{'type':'remove','provisionId':'b'},'on':'2017-09-11'");
    plan.agree(
        1,
        "2017-09-11",
        "{'provisionId':'a','amendments':['P1']},{'provisionId':'b','amendments':['P2']}");

    String page =
        planledger.page(
            "/api/plans/page/redline?from=date:2017-05-02&minPosition=" + plan.position());
    assertThat(page)
        .contains("<del><span class=\"sign\">[−</span>all<span class=\"sign\">−]</span></del>")
        .contains("<ins><span class=\"sign\">[+</span>each<span class=\"sign\">+]</span></ins>")
        .contains("We &lt;serve&gt; ")
        .contains("<p lang=\"ar\" dir=\"rtl\">")
        .contains("<p lang=\"zh\" dir=\"ltr\">")
        .contains("<li>Removed</li>", "<li>Edited (en)</li>")
        .contains("Status: provisionally agreed, was drafted")
        .doesNotContain("<serve>", "http://", "https://");
    assertThat(planledger.page("/api/plans/page/redline?from=latest&lang=ar"))
        .contains("<html lang=\"ar\" dir=\"rtl\">", "Nothing changed between the two.")
        .doesNotContain("lang=\"zh\"");
    GivenPlan.refused(plan.ask("/redline?from=yesterday"), 400, "yesterday");
  }

  @Test
  void aRedlineSaysWhatBroughtEachWordAndWhatTookItOut() {
    GivenPlan plan = given("why").text("a", "We serve all people.").text("b", "Two.");
    String before = "rev:" + plan.get("/draft").path("revision").asLong();
    plan.propose("P1", "a", "We serve each people.");
    plan.propose("P2", "a", "We gladly serve all people.");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'P3','proposer':'Arstotzka','change':{'type':'remove','provisionId':'b'},'on':'2017-09-11'");
    plan.agree(
        1,
        "2017-09-11",
        "{'provisionId':'a','amendments':['P1','P2']},{'provisionId':'b','amendments':['P3']}");
    long agreed = plan.get("/draft").path("revision").asLong();
    String outcome =
        "Provisionally agreed, meeting why-1, agenda item 1, paragraph 1.1, 2017-09-11, ";
    String whole = outcome + "revision " + agreed + ".";
    String decided = outcome + "amendment %s, proposed by %s, revision " + agreed + ".";
    String[] notes = {
      "[2] " + decided.formatted("P2", "Ruritania") + "\n",
      "[3] " + decided.formatted("P1", "Ruritania") + "\n",
      "[4] " + decided.formatted("P3", "Arstotzka") + "\n"
    };

    assertThat(redline(plan, "?from=" + before))
        .contains("* Status: provisionally agreed, was drafted[1]\n", "[1] " + whole)
        .contains("We {+gladly +}[2]serve [-all-]{+each+}[3] people.\n")
        .contains("[-Two.-][4]\n")
        .contains(notes);
    assertThat(redline(plan, "?from=latest&to=" + before))
        .contains("* Status: drafted, was provisionally agreed[1]\n", "[1] " + whole)
        .contains("We [-gladly -][2]serve [-each-]{+all+}[3] people.\n")
        .contains("{+Two.+}[4]\n")
        .contains(notes);

    plan.propose("P4", "a", "We gladly serve all people.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['P4']}");
    assertThat(redline(plan, "?from=" + before + "&lang=en"))
        .contains("We {+gladly +}[2]serve all people.\n");
    assertThat(redline(plan, "?from=rev:" + agreed))
        .contains("serve [-each-]{+all+}[1] people.\n")
        .contains(
            "[1] Provisionally agreed, meeting why-2, agenda item 1, paragraph 1.2, 2018-01-15,"
                + " amendment P4");
  }

  @Test
  void whereACorrectionMadeTheDifferenceTheRedlineSaysSo() {
    GivenPlan plan = given("undone").text("a", "A fair world.");
    plan.propose("P1", "a", "A very fair world.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['P1']}");
    long entered = plan.get("/draft").path("revision").asLong();
    plan.plan(
        "CorrectRecord",
        "'revision':%d,'annul':true,'reason':'It was never agreed.'".formatted(entered));

    String revision = ", revision " + (entered + 1) + ".\n";
    assertThat(redline(plan, "?from=rev:" + entered))
        .contains("A [-very -][1]fair", "[1] Record corrected, ", revision);
    assertThat(redline(plan, "?from=latest&to=rev:" + entered))
        .contains("A {+very +}[1]fair", "[1] Record corrected, ", revision);
  }

  @Test
  void aHeadingThatWasReplacedHasItsReason() {
    GivenPlan plan =
        given("headed").provision("a", "'heading':{'en':'Vision'},'text':{'en':'One.'}");
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'P1','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'en':'One.'},'heading':{'en':'Our"
            + " vision'}},'on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['P1']}");
    assertThat(redline(plan, "?from=date:2017-05-02"))
        .contains("[-Vision-]{+Our vision+}[1]\nOne.\n", "amendment P1, proposed by Ruritania");
    assertThat(redline(plan, "?to=date:2017-05-02&from=latest"))
        .contains("[-Our vision-]{+Vision+}[1]\nOne.\n", "amendment P1, proposed by Ruritania");
  }

  @Test
  void aStatusAndAPlaceHaveTheirReasons() {
    GivenPlan plan = given("labels").text("a", "One.").text("b", "Two.").text("c", "Three.");
    plan.plan("MoveProvision", "'provisionId':'a','after':'b','on':'2017-05-03'");
    plan.agree(1, "2017-09-11", "{'provisionId':'c'}");
    String agreed = "Provisionally agreed, meeting labels-1, agenda item 1, paragraph 1.1, 2017-09";
    assertThat(redline(plan, "?from=rev:3"))
        .contains("* Moved from 2 to 1[1]\n", "[1] Provision moved, 2017-05-03, revision 4.\n")
        .contains("* Status: provisionally agreed, was drafted[2]\n", "[2] " + agreed);
    assertThat(redline(plan, "?from=latest&to=rev:3"))
        .contains("[1] Provision moved, 2017-05-03, revision 4.\n")
        .contains("* Status: drafted, was provisionally agreed[2]\n", "[2] " + agreed);
    plan.plan("CorrectRecord", "'revision':5,'annul':true,'reason':'It was never agreed.'");
    assertThat(redline(plan, "?from=rev:5"))
        .contains("* Status: drafted, was provisionally agreed[1]\n", "[1] Record corrected, ");
  }

  private static String redline(GivenPlan plan, String query) {
    return planledger
        .raw(
            "/api/plans/%s/redline.txt%s".formatted(plan.id(), query),
            "Min-Position",
            String.valueOf(plan.position()))
        .body();
  }

  @Test
  void aDraftIsToBeHadInEveryFormatByNameAndAsTheReaderWishes() {
    GivenPlan plan = given("formats").provision("a", "'text':{'en':'We serve.','ar':'نخدم.'}");
    String draft = "/api/plans/formats/draft";
    plan.get("/draft");
    Map<String, String> types =
        Map.of(
            "json", "application/json",
            "html", "text/html;charset=UTF-8",
            "md", "text/markdown;charset=UTF-8",
            "txt", "text/plain;charset=UTF-8",
            "pdf", "application/pdf",
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "akn", "application/akn+xml");
    types.forEach(
        (suffix, type) -> {
          HttpResponse<String> named = planledger.raw(draft + "." + suffix);
          HttpResponse<String> wished = planledger.raw(draft, "Accept", type);
          assertThat(named.statusCode()).isEqualTo(200);
          assertThat(named.headers().firstValue("Content-Type")).contains(type);
          assertThat(named.headers().firstValue("Vary")).isEmpty();
          assertThat(named.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
          assertThat(wished.headers().firstValue("Content-Type")).contains(type);
          assertThat(wished.headers().firstValue("Vary")).contains("Accept");
          assertThat(wished.body()).isEqualTo(named.body());
          String tag = named.headers().firstValue("ETag").orElseThrow();
          assertThat(tag).matches("\"[0-9a-f]{32}\"");
          assertThat(wished.headers().firstValue("ETag")).contains(tag);
          HttpResponse<String> again =
              planledger.raw(draft + "." + suffix, "If-None-Match", "\"other\", " + tag);
          assertThat(again.statusCode()).isEqualTo(304);
          assertThat(again.body()).isEmpty();
          assertThat(again.headers().firstValue("ETag")).contains(tag);
          assertThat(again.headers().firstValue("Cache-Control")).contains("no-cache");
          HttpResponse<String> redline =
              planledger.raw("/api/plans/formats/redline.%s?from=rev:0".formatted(suffix));
          assertThat(redline.headers().firstValue("Content-Type")).contains(type);
          assertThat(redline.headers().firstValue("Cache-Control")).contains("no-cache");
        });
    assertThat(planledger.raw(draft).body()).startsWith("{\"plan\":\"formats\"");
    assertThat(
            planledger
                .raw(draft, "Accept", "text/html,application/xml;q=0.9,*/*;q=0.8")
                .headers()
                .firstValue("Content-Type"))
        .contains("text/html;charset=UTF-8");
    assertThat(planledger.raw(draft, "Accept", "text/*;q=0.1, text/plain;q=0, */*;q=0.05").body())
        .startsWith("<!DOCTYPE html>");
    assertThat(planledger.raw(draft + ".json?lang=ar,en").body())
        .contains("\"text\":{\"ar\":\"نخدم.\",\"en\":\"We serve.\"}");
    assertThat(planledger.raw(draft + ".json?lang=ar,zh").body())
        .contains("\"text\":{\"ar\":\"نخدم.\"}");
    assertThat(planledger.raw(draft + ".txt?lang=ar,en").body())
        .contains("ar:\nنخدم.\n\nen:\nWe serve.\n");
    assertThat(planledger.raw(draft + ".html?at=rev:1").headers().firstValue("Content-Disposition"))
        .contains("inline; filename=\"formats-rev-1.html\"");
  }

  @Test
  void aDraftFromAnEarlierPointIsTheRedline() {
    GivenPlan plan = given("from").text("a", "We serve.");
    plan.propose("more", "a", "We serve all.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['more']}");
    String known = plan.knownNow();
    plan.text("b", "Later.");
    plan.get("/draft");
    String asked = "from=rev:1&at=date:2017-09-11&lang=en&knownAt=" + known;
    String redline = "?" + asked.replace("&at=", "&to=");
    for (String suffix : List.of("json", "html", "md", "txt", "pdf", "docx", "akn")) {
      HttpResponse<String> marked = planledger.raw("/api/plans/from/redline." + suffix + redline);
      String type = marked.headers().firstValue("Content-Type").orElseThrow();
      for (HttpResponse<String> answer :
          List.of(
              planledger.raw("/api/plans/from/draft.%s?%s".formatted(suffix, asked)),
              planledger.raw("/api/plans/from/draft?" + asked, "Accept", type))) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
        assertThat(answer.body()).isEqualTo(marked.body());
        assertThat(answer.headers().firstValue("ETag"))
            .isEqualTo(marked.headers().firstValue("ETag"));
        assertThat(answer.headers().firstValue("Content-Disposition"))
            .isEqualTo(marked.headers().firstValue("Content-Disposition"));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
      }
    }
    assertThat(planledger.raw("/api/plans/from/draft.txt?" + asked).body())
        .contains("We serve{+ all+}[1].")
        .doesNotContain("Later");
    assertThat(planledger.raw("/api/plans/from/draft.txt?from=rev:1").body())
        .contains("{+Later.+}");
    assertThat(planledger.raw("/api/plans/from/draft?" + asked).body())
        .isEqualTo(planledger.raw("/api/plans/from/diff" + redline).body());
    GivenPlan.refused(plan.ask("/draft.docx?from=yesterday"), 400, "yesterday");
    GivenPlan.refused(plan.ask("/draft.docx?from=rev:99"), 404, "99");
    GivenPlan.refused(plan.ask("/draft.odt?from=rev:1"), 404, "redline.docx");
  }

  private static List<String> ids(JsonNode draft) {
    return GivenPlan.list(draft.path("provisions")).stream()
        .map(provision -> provision.path("id").asText())
        .toList();
  }

  /** A part heads two goals, of which a meeting agreed to one; behind it stands one more. */
  private static GivenPlan withOneGoalAgreed(String id) {
    GivenPlan plan =
        given(id)
            .provision("part", "'heading':{'en':'Goals'},'text':{'en':'All of them.'}")
            .provision("a", "'parentId':'part','text':{'en':'Growth.'}")
            .provision("b", "'parentId':'part','text':{'en':'Trust.'}")
            .text("c", "Partners.");
    plan.propose("more", "a", "Growth for all.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['more']}");
    plan.get("/draft");
    return plan;
  }

  @Test
  void anExtractIsToBeHadInEveryFormatAndIsNotTakenForTheWhole() {
    withOneGoalAgreed("extract");
    String status = "status=PROVISIONALLY_AGREED,APPROVED";
    String plan = "/api/plans/extract/";
    for (String suffix : List.of("json", "html", "md", "txt", "pdf", "docx", "akn")) {
      for (String[] asked :
          List.of(
              new String[] {"draft", "?lang=en", "&" + status, "provisionally-agreed-approved"},
              new String[] {"redline", "?from=rev:4", "&changed=true", "changed"})) {
        HttpResponse<String> whole = planledger.raw(plan + asked[0] + "." + suffix + asked[1]);
        String part = asked[1] + asked[2];
        HttpResponse<String> named = planledger.raw(plan + asked[0] + "." + suffix + part);
        assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
        String type = named.headers().firstValue("Content-Type").orElseThrow();
        HttpResponse<String> wished = planledger.raw(plan + asked[0] + part, "Accept", type);
        assertThat(wished.body()).isEqualTo(named.body());
        String tag = named.headers().firstValue("ETag").orElseThrow();
        String tagOfWhole = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).isNotEqualTo(tagOfWhole);
        assertThat(
                planledger
                    .raw(plan + asked[0] + "." + suffix + part, "If-None-Match", tagOfWhole)
                    .statusCode())
            .isEqualTo(200);
        assertThat(
                planledger
                    .raw(plan + asked[0] + "." + suffix + part, "If-None-Match", tag)
                    .statusCode())
            .isEqualTo(304);
        if (!suffix.equals("json")) {
          assertThat(named.headers().firstValue("Content-Disposition").orElseThrow())
              .endsWith("-only-%s.%s\"".formatted(asked[3], suffix));
        }
      }
    }
    HttpResponse<String> text = planledger.raw(plan + "draft.txt?" + status);
    assertThat(text.body())
        .contains(
            "This is an extract, not the whole: 1 of 4 provisions, only what counts as"
                + " provisionally agreed or approved.",
            "1  part (goal)\nContext: ",
            "Growth for all.")
        .doesNotContain("All of them", "Trust", "Partners");
    assertThat(text.headers().firstValue("Link").orElseThrow())
        .contains(
            "<draft.pdf?status=PROVISIONALLY_AGREED%2CAPPROVED>; rel=\"alternate\"",
            "<draft.txt?status=PROVISIONALLY_AGREED%2CAPPROVED>; rel=\"latest-version\"");
    assertThat(planledger.raw(plan + "draft.html?from=rev:4&changed=true&status=DRAFTED").body())
        .contains("0 of 4 provisions, only what changed and counts as drafted")
        .contains("Nothing of this extract changed between the two.");
  }

  @Test
  void anExtractAsJsonSaysWhatItIsOfAndWhatIsContext() {
    GivenPlan plan = withOneGoalAgreed("part");
    JsonNode draft = plan.get("/draft?status=PROVISIONALLY_AGREED&lang=en");
    assertThat(draft.path("extract").toString())
        .isEqualTo(
            "{\"changed\":false,\"status\":[\"PROVISIONALLY_AGREED\"],\"shown\":1,\"of\":4}");
    assertThat(ids(draft)).containsExactly("part", "a");
    assertThat(draft.at("/provisions/0/context").asBoolean()).isTrue();
    assertThat(draft.at("/provisions/0/heading").asText()).isEqualTo("Goals");
    assertThat(draft.at("/provisions/0").has("text")).isFalse();
    assertThat(draft.at("/provisions/1/text").asText()).isEqualTo("Growth for all.");
    assertThat(draft.at("/provisions/1").has("context")).isFalse();
    assertThat(plan.get("/draft").has("extract")).isFalse();
    assertThat(plan.get("/draft?from=rev:4&changed=false")).isEqualTo(plan.get("/diff?from=rev:4"));

    plan.plan("RemoveProvision", "'provisionId':'b','on':'2017-09-11'");
    JsonNode changed = plan.get("/redline.json?from=rev:4&changed=true&lang=en");
    assertThat(changed.path("changes"))
        .isEqualTo(plan.get("/diff?from=rev:4&lang=en").path("changes"));
    assertThat(changed.path("extract").toString())
        .isEqualTo("{\"changed\":true,\"status\":[],\"shown\":2,\"of\":4}");
    assertThat(changed.path("context").toString())
        .isEqualTo("[{\"id\":\"part\",\"kind\":\"goal\",\"number\":\"1\",\"heading\":\"Goals\"}]");
    assertThat(
            plan.get("/redline.json?from=rev:4&status=DRAFTED")
                .path("changes")
                .findValuesAsText("id"))
        .containsExactly("b");
    assertThat(plan.get("/redline.json?from=rev:4&status=DRAFTED").at("/extract/shown").asInt())
        .isEqualTo(3);
  }

  @Test
  void aFilterThatThereIsNotOrThatDoesNotApplyIsRefused() {
    GivenPlan plan = given("filters").text("a", "One.");
    for (String suffix : List.of("", ".json", ".pdf")) {
      GivenPlan.refused(plan.ask("/draft%s?changed=true".formatted(suffix)), 400, "from=date:");
      GivenPlan.refused(
          plan.ask("/draft%s?status=AGREED".formatted(suffix)),
          400,
          "status is \"AGREED\"",
          "DRAFTED, PROVISIONALLY_AGREED, APPROVED, ADOPTED");
      GivenPlan.refused(
          plan.ask("/redline%s?from=rev:0&changed=yes".formatted(suffix)), 400, "changed=true");
      GivenPlan.refused(
          plan.ask("/redline%s?from=rev:0&status=".formatted(suffix)), 400, "parted by commas");
    }
  }

  /** What an extract leaves out is not proposed to be taken out. */
  @Test
  void anExtractThatComesBackAsAWordDocumentIsRefusedAndProposesNothing() throws Exception {
    GivenPlan plan = withOneGoalAgreed("back");
    String type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    for (String paper :
        List.of("draft.docx?status=PROVISIONALLY_AGREED", "redline.docx?from=rev:4&changed=true")) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              planledger.url() + "/api/imports/word/back?proposer=Ruritania"))
                      .header("Content-Type", type)
                      .POST(
                          HttpRequest.BodyPublishers.ofByteArray(
                              planledger.document("/api/plans/back/" + paper, type)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("is an extract", "whole draft or redline of plan back");
    }
    assertThat(GivenPlan.list(plan.get("/amendments").path("amendments")))
        .extracting(amendment -> amendment.path("id").asText())
        .containsExactly("more");
  }

  @Test
  void papersOfMeetingsAreToBeHadAsDraftsAre() {
    GivenPlan plan = given("sitting").text("a", "We serve.");
    plan.propose("more", "a", "We serve all.");
    plan.propose("other", "a", "They serve.");
    String before = plan.knownNow();
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['more']}");
    plan.get("/amendments");
    Map<String, String> types =
        Map.of(
            "json", "application/json",
            "html", "text/html;charset=UTF-8",
            "md", "text/markdown;charset=UTF-8",
            "txt", "text/plain;charset=UTF-8",
            "pdf", "application/pdf",
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    String meeting = "/api/meetings/sitting-1/";
    for (String paper :
        List.of(
            meeting + "report",
            meeting + "decisions",
            meeting + "actions",
            "/api/plans/sitting/pending")) {
      types.forEach(
          (suffix, type) -> {
            HttpResponse<String> named = planledger.raw(paper + "." + suffix);
            HttpResponse<String> wished = planledger.raw(paper, "Accept", type);
            assertThat(named.statusCode()).isEqualTo(200);
            assertThat(named.headers().firstValue("Content-Type")).contains(type);
            assertThat(named.headers().firstValue("Cache-Control")).contains("no-cache");
            assertThat(wished.body()).isEqualTo(named.body());
            String tag = named.headers().firstValue("ETag").orElseThrow();
            assertThat(planledger.raw(paper, "Accept", type, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
          });
      assertThat(planledger.raw(paper).body()).startsWith("<!DOCTYPE html>");
      GivenPlan.refused(planledger.get(paper + ".akn"), 404, ".akn; there is ");
      GivenPlan.refused(planledger.get(paper + ".html?lang=de"), 404, "de");
    }
    assertThat(
            planledger
                .raw(meeting + "report.pdf?lang=en")
                .headers()
                .firstValue("Link")
                .orElseThrow())
        .contains(
            "<report.docx?lang=en>; rel=\"alternate\"",
            "<decisions.pdf?lang=en>; rel=\"related\", <actions.pdf?lang=en>; rel=\"related\"");
    assertThat(planledger.raw(meeting + "report.txt").body())
        .contains("1  Plan\n", "1.1  The meeting provisionally agreed a as proposed in more.\n")
        .contains("  a:  We serve all.\n");
    assertThat(planledger.raw(meeting + "report.txt?knownAt=" + before).body())
        .contains("Nothing is recorded under this item.", "As known at " + before);
    assertThat(planledger.raw(meeting + "actions.txt").body()).contains("None is recorded.");
    assertThat(planledger.raw("/api/plans/sitting/pending.txt").body())
        .contains("1 amendment is pending", "Text: We serve.\n", "[-We-]{+They+} serve.")
        .contains("It can be agreed as it is.");
    GivenPlan.refused(planledger.get("/api/meetings/nowhere/report"), 404, "nowhere");
    GivenPlan.refused(planledger.get("/api/plans/nowhere/pending"), 404, "nowhere");
    GivenPlan.refused(planledger.get(meeting + "report?knownAt=noon"), 400, "noon");
    assertThat(planledger.get(meeting + "minutes").status()).isEqualTo(404);
  }

  @Test
  void aPendingAmendmentSaysWhatKeepsItFromBeingAgreed() {
    GivenPlan plan =
        given("kept")
            .provision("a", "'heading':{'en':'Aim'},'text':{'en':'We serve.','ar':'نخدم.'}");
    plan.text("b", "To be moved.").text("c", "To be gone.");
    plan.propose("one", "a", "We assist.");
    plan.propose("two", "a", "We help.");
    amend(
        plan,
        "first",
        "'type':'insert','provision':{'provisionId':'z','kind':'goal','after':'','text':{'en':'At"
            + " once.'}}");
    amend(plan, "moved", "'type':'move','provisionId':'b','after':'c'");
    amend(plan, "gone", "'type':'remove','provisionId':'c'");
    amend(
        plan,
        "arabic",
        "'type':'text','provisionId':'a','heading':{'en':'Goal'},'text':{'ar':'نخدم الجميع.'}");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['two']}");
    plan.get("/amendments");
    assertThat(planledger.raw("/api/plans/kept/pending.txt?lang=en").body())
        .containsSubsequence(
            "z (goal)",
            "Proposed: first  Ruritania, ",
            "A new provision at the top level, as the first.",
            "{+At once.+}",
            "1  a (goal)  Aim",
            "Text: We serve.",
            "one  Ruritania, ",
            "It cannot be agreed as it is: ",
            "Text: Heading  Aim",
            "Heading  [-Aim-]{+Goal+}",
            "It is also in ar, not shown here.",
            "2  b (goal)",
            "Text: It stands at 2.",
            "To move it at the top level, behind c.",
            "3  c (goal)",
            "To take it out.",
            "[-To be gone.-]");
    assertThat(planledger.raw("/api/plans/kept/pending.txt").body())
        .contains("  ar  نخدم", "en  We serve.");
  }

  private static void amend(GivenPlan plan, String amendment, String change) {
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'%s','proposer':'Ruritania','change':{%s},'on':'2017-09-11'"
            .formatted(amendment, change));
  }

  @Test
  void whatIsToBeHadInsteadIsSaid() {
    GivenPlan plan = given("instead").text("a", "One.");
    String draft = "/api/plans/instead/draft";
    plan.get("/draft");
    HttpResponse<String> image = planledger.raw(draft + "?lang=en", "Accept", "image/png");
    assertThat(image.statusCode()).isEqualTo(406);
    assertThat(image.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(image.body())
        .contains("{\"type\":\"application/pdf\",\"href\":\"draft.pdf?lang=en\"}")
        .contains("ask for application/json or text/html");
    GivenPlan.refused(plan.ask("/draft.png"), 404, "draft.json, draft.html");
    GivenPlan.refused(plan.ask("/redline.html"), 400, "from");
    GivenPlan.refused(plan.ask("/draft.html?lang=de"), 404, "de");
    GivenPlan.refused(plan.ask("/draft.html?lang=en,"), 400, "lang is \"en,\"");
    GivenPlan.refused(
        plan.ask("/draft?lang=" + "en,fr,".repeat(100) + "en"), 400, "lang has 602 characters");
    GivenPlan.refused(plan.ask("/draft.pdf?at=yesterday"), 400, "yesterday");
    assertThat(planledger.raw(draft, "Accept", "nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void linksLeadToOtherFormatsAndOtherPoints() {
    GivenPlan plan = given("links").text("a", "One.").text("b", "Two.");
    plan.get("/draft");
    assertThat(
            planledger
                .raw("/api/plans/links/draft.html?at=rev:2&lang=en")
                .headers()
                .firstValue("Link")
                .orElseThrow())
        .contains(
            "<draft.pdf?at=rev%3A2&lang=en>; rel=\"alternate\"; type=\"application/pdf\"",
            "<draft.html?lang=en>; rel=\"latest-version\"",
            "<draft.html?at=rev%3A1&lang=en>; rel=\"predecessor-version\"",
            "<timeline>; rel=\"version-history\"")
        .doesNotContain("<draft.html?at=rev%3A2&lang=en>");
    assertThat(
            planledger
                .raw("/api/plans/links/redline?from=rev:1&to=rev:2")
                .headers()
                .firstValue("Link")
                .orElseThrow())
        .contains(
            "<redline.md?from=rev%3A1&to=rev%3A2>; rel=\"alternate\"; type=\"text/markdown\"",
            "<redline?from=rev%3A1>; rel=\"latest-version\"",
            "<draft?at=rev%3A1>; rel=\"describes\", <draft?at=rev%3A2>; rel=\"describes\"");
  }

  @Test
  void onlyADraftKnownBeforeYesterdayNeverChanges() {
    GivenPlan plan = given("settled").text("a", "One.");
    plan.get("/draft");
    assertThat(cached("draft.html?at=rev:1")).isEqualTo("no-cache");
    assertThat(cached("draft.html?at=rev:1&knownAt=" + plan.knownNow())).isEqualTo("no-cache");
    assertThat(cached("draft?knownAt=2999-01-01T00:00:00Z")).isEqualTo("no-cache");
  }

  @Test
  void theCommandLineShowsWhatIsChangedInAWordDocumentAndProposesItWhenTold() throws Exception {
    GivenPlan plan = given("typed").text("a", "We serve telecoms.");
    plan.get("/draft");
    Path file = folder.resolve("typed.DOCX");
    Files.write(
        file,
        Replaced.in(
            planledger.document(
                "/api/plans/typed/draft.docx?lang=en",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "telecoms",
            "all"));
    String url = planledger.url();
    String[] line = {
      "import",
      file.toString(),
      "--data",
      folder.toString(),
      "--port",
      url.substring(url.lastIndexOf(':') + 1),
      "--proposer",
      "Ruritania",
      "--on",
      "2017-09-11"
    };
    CommandLineRun shown = CommandLineRun.of(line);
    assertThat(shown.said())
        .startsWith("1 amendment of plan typed, made from revision 1.")
        .contains("text of a", "en: We serve [-telecoms-]{+all+}.", "applies")
        .contains("Nothing was written; --send proposes it.");
    assertThat(shown.exit()).isZero();
    assertThat(plan.get("/amendments").path("amendments")).isEmpty();

    CommandLineRun sent = CommandLineRun.of(with(line, "--send"));
    assertThat(sent.said())
        .contains("[-telecoms-]{+all+}", "1 amendment proposed, 0 of them earlier.");
    assertThat(sent.exit()).isZero();
    assertThat(CommandLineRun.of(with(line, "--send")).said())
        .contains("1 amendment proposed, 1 of them earlier.");
    await()
        .untilAsserted(
            () ->
                assertThat(planledger.get("/api/plans/typed/amendments").body().path("amendments"))
                    .hasSize(1));

    CommandLineRun refused = CommandLineRun.of(with(line, "--contribution", "nowhere/1"));
    assertThat(refused.said())
        .contains("The document is refused: ", "Use a new key", "Nothing was written.");
    assertThat(refused.exit()).isEqualTo(1);
    CommandLineRun unread = CommandLineRun.of(with(line, "--send", "--dry-run"));
    assertThat(unread.said()).contains("--send and --dry-run exclude each other.");
    assertThat(unread.exit()).isEqualTo(2);
    assertThat(CommandLineRun.of("import", file.toString()).said()).contains("needs --proposer");
    assertThat(CommandLineRun.of("import", "lines.ndjson", "--send").said())
        .contains("lines.ndjson does not end in .docx");
    Files.writeString(file, "no document");
    CommandLineRun damaged = CommandLineRun.of(line);
    assertThat(damaged.said()).startsWith("planledger: ").contains("Word");
    assertThat(damaged.exit()).isEqualTo(2);
  }

  private static String[] with(String[] line, String... more) {
    return java.util.stream.Stream.of(line, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  private static String cached(String path) {
    return planledger
        .raw("/api/plans/settled/" + path)
        .headers()
        .firstValue("Cache-Control")
        .orElseThrow();
  }
}
