package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;

/** What a plan says and said, asked over HTTP. Every test has a plan and meetings of its own. */
class TextsIT {
  @TempDir private static Path folder;
  private static Running planledger;
  private static long position;

  @BeforeAll
  static void start() {
    planledger = Running.on(TestDatabases.h2(folder));
  }

  @AfterAll
  static void stop() {
    planledger.close();
  }

  /** A plan with a vision, sat on by two meetings of its own. */
  private record Given(String id) {
    Given {
      send(
          "OpenPlan",
          "'planId':'%s','title':{'en':'Plan'},'timeZone':'Europe/Zurich','languages':['en','zh','ar'],'authoritativeLanguage':'en','on':'2017-05-01'"
              .formatted(id));
      meeting(id + "-1", "2017-09-11", "2017-09-12");
      meeting(id + "-2", "2018-01-15", "2018-01-16");
    }

    private static void meeting(String meeting, String from, String to) {
      send(
          "ScheduleMeeting",
          "'meetingId':'%s','body':'Group','number':'1','from':'%s','to':'%s','timeZone':'Europe/Zurich'"
              .formatted(meeting, from, to));
      send(
          "AdoptAgenda",
          "'meetingId':'%s','document':'%s/1','items':[{'number':'1','title':{'en':'Plan'}}]"
              .formatted(meeting, meeting));
      send("OpenMeeting", "'meetingId':'%s','on':'%s'".formatted(meeting, from));
    }

    Given provision(String provision, String more) {
      plan(
          "AddProvision",
          "'provisionId':'%s','kind':'goal',%s,'on':'2017-05-02'".formatted(provision, more));
      return this;
    }

    Given text(String provision, String english) {
      return provision(provision, "'text':{'en':'%s'}".formatted(english));
    }

    JsonNode plan(String command, String fields) {
      return send(command, "'planId':'%s',%s".formatted(id, fields));
    }

    JsonNode agree(int meeting, String on, String items) {
      return plan(
          "AgreeProvisionally",
          "'meetingId':'%s-%d','agendaItem':'1','paragraph':'1.%d','items':[%s],'on':'%s'"
              .formatted(id, meeting, meeting, items, on));
    }

    void propose(String amendment, String provision, String english) {
      plan(
          "ProposeAmendment",
          "'amendmentId':'%s','proposer':'Ruritania','change':{'type':'text','provisionId':'%s','text':{'en':'%s'}},'on':'2017-09-11'"
              .formatted(amendment, provision, english));
    }

    JsonNode get(String path) {
      Running.Answer answer = ask(path);
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      return answer.body();
    }

    Running.Answer ask(String path) {
      return planledger.get(
          "/api/plans/%s%s%sminPosition=%d"
              .formatted(id.replace("/", "%2F"), path, path.contains("?") ? "&" : "?", position));
    }

    String effective(String provision, String query) {
      return get("/provisions/" + provision + query).path("effectiveStatus").asText();
    }

    String english(String provision, String query) {
      return get("/provisions/%s?lang=en%s".formatted(provision, query)).path("text").asText();
    }

    String knownNow() {
      return get("/draft").path("knownAt").asText();
    }

    List<JsonNode> changes(String query) {
      return list(get("/diff?" + query).path("changes"));
    }
  }

  private static JsonNode send(String command, String fields) {
    Running.Answer answer =
        planledger.command(command, "{%s}".formatted(fields).replace('\'', '"'));
    assertThat(answer.status()).as("%s: %s", command, answer.body()).isEqualTo(200);
    position = answer.body().path("position").asLong();
    return answer.body();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static void refused(Running.Answer answer, int status, String... words) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(words);
  }

  @Test
  void theEffectiveStatusOfEveryKindOfPointGoesByTheReservationsThatCountThere() {
    Given plan = new Given("reserved").text("a", "One.").text("b", "Two.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a'}");
    plan.plan("TransmitPlan", "'meetingId':'reserved-1','agendaItem':'1','on':'2017-09-11'");
    long approved = plan.get("/draft").path("revision").asLong();
    plan.plan("IssueDraft", "'document':'reserved/9','on':'2017-09-11'");
    String unreserved = plan.knownNow();
    send(
        "ReserveOutcomes",
        "'meetingId':'reserved-1','reason':'No interpretation.','on':'2017-09-12'");
    send("CloseMeeting", "'meetingId':'reserved-1','on':'2017-09-12'");
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

    send(
        "LiftReservation", "'meetingId':'reserved-1','byMeetingId':'reserved-2','on':'2018-01-16'");
    assertThat(plan.effective("a", "")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=rev:" + reserved)).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=date:2018-01-15")).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(plan.effective("a", "?at=date:2018-01-16")).isEqualTo("APPROVED");
    assertThat(plan.effective("a", "?at=meeting:reserved-1")).isEqualTo("PROVISIONALLY_AGREED");
  }

  @Test
  void aLateEntryAndACorrectionAreSeenOnceTheyAreKnown() {
    Given plan = new Given("late").text("a", "A fair world.");
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
    Given plan = new Given("ids/of(odd)").text("goal/1.(a)", "Growth.");
    assertThat(plan.english("goal%2F1.(a)", "")).isEqualTo("Growth.");
    assertThat(plan.get("/provisions/goal%2F1.%28a%29/history").path("versions")).hasSize(1);
    assertThat(plan.get("/provisions/goal%2F1.(a)/provenance?lang=en").path("text").asText())
        .isEqualTo("Growth.");
    assertThat(plan.get("/draft?at=rev:1").path("plan").asText()).isEqualTo("ids/of(odd)");
  }

  @Test
  void whatIsNotThereIsSaidToBeMissing() {
    Given plan = new Given("missing").text("a", "One.");
    refused(planledger.get("/api/plans/nothing/draft"), 404, "nothing");
    refused(plan.ask("/provisions/z"), 404, "z");
    refused(plan.ask("/provisions/z/history"), 404, "z");
    refused(plan.ask("/provisions/a/provenance?lang=zh"), 404, "zh");
    refused(plan.ask("/draft?at=rev:99"), 404, "99", "1");
    refused(plan.ask("/draft?at=meeting:missing-9"), 404, "missing-9");
    refused(plan.ask("/draft?at=doc:missing/7"), 404, "missing/7");
    refused(plan.ask("/draft?at=date:2017-04-30"), 404, "2017-04-30");
    refused(plan.ask("/draft?knownAt=2001-01-01T00:00:00Z"), 404, "missing");
    refused(plan.ask("/draft?at=meeting:missing-1"), 409, "not closed");
  }

  @Test
  void aPointOrAnInstantThatCannotBeReadSaysHowToWriteIt() {
    Given plan = new Given("unread").text("a", "One.");
    refused(plan.ask("/draft?at=yesterday"), 400, "yesterday");
    refused(plan.ask("/draft?at=date:2017-02-30"), 400, "2017-02-30");
    refused(plan.ask("/draft?at=rev:-1"), 400, "-1");
    refused(plan.ask("/draft?knownAt=noon"), 400, "2018-02-01T12:00:00Z");
    refused(plan.ask("/diff?to=latest"), 400, "from");
  }

  @Test
  void aReaderWaitsForWhatItWroteAndIsToldWhenItDoesNotCome() {
    new Given("waiting").text("a", "One.");
    refused(
        planledger.get("/api/plans/waiting/draft?minPosition=" + (position + 1_000_000)),
        503,
        String.valueOf(position + 1_000_000));
    refused(planledger.get("/api/plans/waiting/draft?minPosition=soon"), 400, "1337");
  }

  @Test
  void anAgreementWithoutEditConfirmsTheWordsItLeaves() {
    Given plan = new Given("confirmed").text("a", "A fair world.");
    plan.propose("more", "a", "A fair world for all.");
    plan.agree(1, "2017-09-12", "{'provisionId':'a','amendments':['more']}");
    plan.agree(2, "2018-01-15", "{'provisionId':'a'}");
    List<JsonNode> runs = list(plan.get("/provisions/a/provenance?lang=en").path("runs"));
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
  void everyVersionOfAProvisionNamesTheOutcomeThatMadeIt() {
    Given plan = new Given("versions").text("a", "A fair world.");
    plan.propose("more", "a", "A fair world for all.");
    plan.agree(
        1,
        "2017-09-12",
        "{'provisionId':'a','amendments':['more'],'compromise':{'en':'A fair world for many.'}}");
    plan.plan(
        "ReopenProvision",
        "'provisionId':'a','meetingId':'versions-2','agendaItem':'1','on':'2018-01-15'");
    List<JsonNode> versions = list(plan.get("/provisions/a/history").path("versions"));
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
    Given plan =
        new Given("kinds")
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
    Given plan =
        new Given("scripts")
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
    assertThat(list(chinese.path("runs")))
        .filteredOn(run -> run.path("op").asText().equals("equal"))
        .isNotEmpty();
    JsonNode arabic = edited(plan.changes("from=rev:1&lang=ar"));
    assertThat(joined(arabic, "insert")).isEqualTo("ربط العالم الرقمي كله.");
    assertThat(list(arabic.path("runs")))
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
    Given plan =
        new Given("behind").provision("a", "'text':{'en':'Connect the world.','zh':'连接世界。'}");
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
  void aPlanWithoutProvisionsHasAnEmptyDraft() {
    Given plan = new Given("empty");
    JsonNode draft = plan.get("/draft?lang=en");
    assertThat(draft.path("provisions")).isEmpty();
    assertThat(draft.path("revision").asLong()).isZero();
    assertThat(draft.path("title").asText()).isEqualTo("Plan");
    assertThat(plan.changes("from=rev:0")).isEmpty();
  }

  @Test
  void aDraftIsInDocumentOrderWithItsNumbers() {
    Given plan =
        new Given("order")
            .provision("one", "'heading':{'en':'One'},'text':{}")
            .provision("two", "'heading':{'en':'Two'},'text':{}")
            .provision("one-b", "'parentId':'one','text':{'en':'b'}")
            .provision("one-a", "'parentId':'one','after':'','text':{'en':'a'}")
            .provision("one-b-i", "'parentId':'one-b','text':{'en':'i'}");
    Map<String, String> numbers = new LinkedHashMap<>();
    list(plan.get("/draft").path("provisions"))
        .forEach(p -> numbers.put(p.path("id").asText(), p.path("number").asText()));
    assertThat(numbers)
        .containsExactly(
            Map.entry("one", "1"),
            Map.entry("one-a", "1.1"),
            Map.entry("one-b", "1.2"),
            Map.entry("one-b-i", "1.2.1"),
            Map.entry("two", "2"));
  }
}
