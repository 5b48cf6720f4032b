package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.query.texts.Papers;
import org.planledger.text.Redline.Op;

/** What must hold after the reference case, on whatever store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReferenceCaseContract {
  static final String PLAN = "/api/plans/itu-2020";

  Running planledger;
  private String position = "";

  abstract Running start();

  @BeforeAll
  void importTheExample() {
    planledger = start();
    Running.Answer answer = planledger.importExample();
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().path("applied").asLong())
        .isEqualTo(answer.body().path("lines").asLong())
        .isGreaterThan(150);
    position = answer.body().path("position").asText();
  }

  @AfterAll
  void stop() {
    planledger.close();
  }

  final JsonNode get(String path) {
    Running.Answer answer = planledger.get(waiting(path));
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private Map<String, JsonNode> provisions(String query) {
    Map<String, JsonNode> all = new HashMap<>();
    get(PLAN + "/draft" + query)
        .path("provisions")
        .forEach(provision -> all.put(provision.path("id").asText(), provision));
    return all;
  }

  @Test
  void visionAndMissionAreAgreedAsTheyStood() {
    Map<String, JsonNode> before = provisions("?at=date:2017-09-11");
    Map<String, JsonNode> after = provisions("?at=meeting:CWG-SFP-2");
    for (String id : List.of("vision", "mission")) {
      assertThat(before.get(id).path("status").asText()).isEqualTo("DRAFTED");
      assertThat(after.get(id).path("status").asText()).isEqualTo("PROVISIONALLY_AGREED");
      assertThat(after.get(id).path("text")).isEqualTo(before.get(id).path("text")).hasSize(6);
      assertThat(after.get(id).path("since").path("meeting").asText()).isEqualTo("CWG-SFP-2");
    }
  }

  @Test
  void thePlanIsAmongThePlans() {
    JsonNode plan = get("/api/plans").path("plans").path(0);
    assertThat(plan.path("plan").asText()).isEqualTo("itu-2020");
    assertThat(plan.path("title").path("en").asText())
        .isEqualTo("Strategic plan of the Union 2020-2023");
    assertThat(plan.path("languages")).hasSize(6);
    assertThat(plan.path("openedOn").asText()).isEqualTo("2017-05-22");
    assertThat(plan.path("revision")).isEqualTo(get(PLAN + "/draft").path("revision"));
  }

  @Test
  void valuesAreDraftedWithAmendmentsPending() {
    assertThat(provisions("").get("value-1").path("status").asText()).isEqualTo("DRAFTED");
    assertThat(get(PLAN + "/amendments?status=pending").path("amendments"))
        .extracting(amendment -> amendment.path("provision").asText())
        .contains("value-1", "value-4", "value-5");
  }

  @Test
  void theFrameworkIsApprovedButCountsAsAgreedProvisionally() {
    JsonNode framework = get(PLAN + "/draft").path("frameworks").path(0);
    assertThat(framework.path("status").asText()).isEqualTo("APPROVED");
    assertThat(framework.path("effectiveStatus").asText()).isEqualTo("PROVISIONALLY_AGREED");
    assertThat(framework.path("members")).hasSize(5);
    assertThat(framework.path("conditions").path(0).path("fulfilled").asBoolean(true)).isFalse();
    assertThat(framework.path("amendedSince")).isEmpty();
  }

  @Test
  void theStructureIsAgreedPartByPart() {
    Map<String, JsonNode> draft = provisions("");
    for (String id : List.of("annex-1", "annex-1-appendix", "annex-2", "annex-3")) {
      assertThat(draft.get(id).path("structure").path("status").asText())
          .isEqualTo("PROVISIONALLY_AGREED");
      assertThat(draft.get(id).path("status").asText()).isEqualTo("DRAFTED");
    }
    assertThat(get("/api/meetings/CWG-SFP-2/outcomes").path("outcomes"))
        .extracting(outcome -> outcome.path("paragraph").asText())
        .contains("3.3 a", "3.3 b", "3.3 c", "3.3 d");
  }

  @Test
  void theGlossaryIsNotedAndTheWordingOfTheAnalysisReserved() {
    Map<String, JsonNode> draft = provisions("");
    assertThat(draft.get("term-output").path("remark").path("outcome").asText())
        .isEqualTo("NoteTaken");
    assertThat(draft.get("term-output").path("status").asText()).isEqualTo("DRAFTED");
    assertThat(draft.get("swot-threats").path("remark").path("outcome").asText())
        .isEqualTo("WordingReserved");
  }

  @Test
  void whatWasAskedForIsOpen() {
    assertThat(get("/api/actions?status=open").path("actions")).hasSizeGreaterThanOrEqualTo(5);
    JsonNode deadline = get(PLAN + "/deadlines").path("deadlines").path(0);
    assertThat(deadline.path("due").asText()).isEqualTo("2017-12-15");
    assertThat(get("/api/consultations").path("consultations"))
        .filteredOn(consultation -> consultation.path("state").asText().equals("postponed"))
        .extracting(consultation -> consultation.path("postponed").path("afterMeeting").asText())
        .containsExactly("CWG-SFP-3");
  }

  @Test
  void theAgendaIsKnownAsItStoodBeforeAndAfterItsRevision() {
    assertThat(get("/api/meetings/CWG-SFP-2").path("agendas"))
        .extracting(agenda -> agenda.path("document").asText())
        .containsExactly("CWG-SFP-2/1", "CWG-SFP-2/1(Rev.1)");
  }

  @Test
  void theSlipOfTheReportIsKnownBeforeItsCorrectionAndNotSince() {
    JsonNode now = get("/api/meetings/CWG-SFP-3");
    assertThat(now.path("place").asText()).contains("2018 session");
    Instant corrected = Instant.parse(now.path("corrections").path(0).path("recordedAt").asText());
    JsonNode before = get("/api/meetings/CWG-SFP-3?knownAt=" + corrected.minusMillis(1));
    assertThat(before.path("place").asText()).contains("2017 session");
    assertThat(before.path("body").asText()).isNotEqualTo(now.path("body").asText());
  }

  @Test
  void aLateEntryIsInTheDraftOfItsDayOnceItIsKnown() {
    JsonNode history = get(PLAN + "/provisions/purpose/history").path("versions");
    JsonNode late =
        StreamSupport.stream(history.spliterator(), false)
            .filter(version -> version.path("event").asText().equals("ProvisionallyAgreed"))
            .findFirst()
            .orElseThrow();
    Instant entered = Instant.parse(late.path("recordedAt").asText());
    String onItsDay = PLAN + "/provisions/purpose?lang=en&at=date:2017-05-24";
    assertThat(get(onItsDay).path("text").asText()).contains("the Union and its members");
    assertThat(get(onItsDay + "&knownAt=" + entered.minusMillis(1)).path("text").asText())
        .doesNotContain("the Union and its members");
  }

  @Test
  void everyWordSaysWhoBroughtIt() {
    JsonNode provenance = get(PLAN + "/provisions/purpose/provenance?lang=en");
    List<String> words = new ArrayList<>();
    provenance.path("runs").forEach(run -> words.add(run.path("text").asText()));
    assertThat(String.join("", words)).isEqualTo(provenance.path("text").asText());
    assertThat(provenance.path("runs"))
        .filteredOn(run -> run.path("text").asText().contains("its members"))
        .allSatisfy(
            run -> {
              assertThat(run.path("amendment").asText()).isEqualTo("A-1.2-1");
              assertThat(run.path("proposer").path("name").asText()).isEqualTo("A delegation");
              assertThat(run.path("meeting").asText()).isEqualTo("CWG-SFP-1");
            })
        .isNotEmpty();
  }

  @Test
  void aDifferenceJoinsToBothTexts() {
    JsonNode before = get(PLAN + "/provisions/purpose?lang=en&at=rev:1");
    JsonNode after = get(PLAN + "/provisions/purpose?lang=en");
    JsonNode edited =
        StreamSupport.stream(
                get(PLAN + "/diff?from=rev:1&to=latest&lang=en").path("changes").spliterator(),
                false)
            .filter(change -> change.path("id").asText().equals("purpose"))
            .filter(change -> change.path("change").asText().equals("edited"))
            .findFirst()
            .orElseThrow();
    StringBuilder old = new StringBuilder();
    StringBuilder fresh = new StringBuilder();
    for (JsonNode run : edited.path("runs")) {
      String text = run.path("text").asText();
      switch (run.path("op").asText()) {
        case "equal" -> {
          old.append(text);
          fresh.append(text);
        }
        case "delete" -> old.append(text);
        default -> fresh.append(text);
      }
    }
    assertThat(old).hasToString(before.path("text").asText());
    assertThat(fresh).hasToString(after.path("text").asText());
  }

  @Test
  void theTimelineTellsEveryEventOfThePlan() {
    JsonNode timeline = get(PLAN + "/timeline");
    long revision = get(PLAN + "/draft").path("revision").asLong();
    assertThat(timeline.path("entries")).hasSize((int) revision + 1);
    assertThat(timeline.path("entries"))
        .allSatisfy(entry -> assertThat(entry.path("sentence").asText()).isNotBlank());
  }

  @Test
  void theReportTellsWhatWasDoneUnderEachItemInTheParagraphsOfTheRecord() {
    String report = paper("/api/meetings/CWG-SFP-2/report.txt?lang=en");
    assertThat(report)
        .startsWith("Draft report of meeting 2 of the Council Working Group for the Strategic and")
        .contains(
            "\nAgenda: CWG-SFP-2/1(Rev.1), adopted on ",
            "\nAll outcomes are preliminary (paragraph 2.6): ",
            "  Russian Federation introduced CWG-SFP-2/10, “Draft revision of Resolution 71”.\n",
            "\n3.3 a  The meeting provisionally agreed the place and heading of annex-1.\n",
            " The meeting deferred objectives until meeting CWG-SFP-3: Texts and scope are for the"
                + " third meeting.\n",
            " The meeting declined amendment A-6.2-1: The present form is kept as a preliminary"
                + " draft.\n",
            " Some delegations said on ",
            "\n7.2  The meeting set the draft to be published 1 month before meeting CWG-SFP-3.\n");
    String first = paper("/api/meetings/CWG-SFP-1/report.txt?lang=en");
    assertThat(first)
        .contains(
            "\n2.3  The meeting provisionally agreed purpose as proposed in A-1.2-1.\n",
            "\n  purpose:  This plan says what the Union and its members will work for")
        .contains("\nNothing is recorded under this item.\n");
  }

  @Test
  void decisionsAndActionsOfAMeetingAreListed() {
    assertThat(paper("/api/meetings/CWG-SFP-2/decisions.txt"))
        .contains(
            "Status: Approved, counts as provisionally agreed: framework strategic-framework\n",
            "Status: Provisionally agreed: vision, mission\n",
            "Status: Provisionally agreed: place of annex-1\n")
        .doesNotContain(" introduced CWG-SFP", "delegations said", "The meeting asked");
    assertThat(paper("/api/meetings/CWG-SFP-2/actions.txt"))
        .contains(
            "Action: Refine the framework from the drafts that the next meeting will consider.\n",
            "By: Secretariat\n",
            "Due: 2018-01-15 (CWG-SFP-3)\n",
            "State: done on 2017-09-29: The dates stay as they were planned.\n",
            "State: open\n");
  }

  @Test
  void pendingAmendmentsStandBesideTheTextsThatTheyWouldChangeInDocumentOrder() {
    String pending = paper(PLAN + "/pending.txt?lang=en");
    assertThat(pending)
        .contains("\n4 amendments are pending, as known at ")
        .contains(
            """
            Text: Openness: we work in the open, and everybody concerned can follow what we do.
            Proposed: A-6.2-3  A delegation, 2017-09-12, against revision \
            """)
        .contains(
            "\n  Openness: we work in the open, and everybody concerned can follow {+and question"
                + " +}what we do.\n")
        .contains("A new provision below values.", "{+Care for means: ")
        .containsSubsequence("A-6.2-3", "A-6.2-4", "A-6.2-5");
  }

  private String paper(String path) {
    return planledger.raw(waiting(path)).body();
  }

  /** A question that waits for the whole example. */
  final String waiting(String path) {
    return path + (path.contains("?") ? "&" : "?") + "minPosition=" + position;
  }

  @Test
  void importingItAgainDoublesNothing() {
    long revision = get(PLAN + "/draft").path("revision").asLong();
    JsonNode again = planledger.importExample().body();
    assertThat(again.path("applied").asLong()).isZero();
    assertThat(again.path("repeated")).isEqualTo(again.path("lines"));
    assertThat(get(PLAN + "/draft").path("revision").asLong()).isEqualTo(revision);
  }

  @Test
  void aDryRunWritesNothing() {
    byte[] line =
        """
        {"command":"AddProvision","id":"dry","body":{"planId":"itu-2020","provisionId":"dry","kind":"term"}}
        {"command":"AddProvision","id":"dry2","body":{"planId":"itu-2020","provisionId":"dry","kind":"term"}}
        """
            .getBytes(StandardCharsets.UTF_8);
    Running.Answer answer = planledger.importing(line, "?dryRun=true");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().path("line").asInt()).isEqualTo(2);
    assertThat(provisions("")).doesNotContainKey("dry");
  }

  /** In six languages, forwards and backwards, also to what a draft was issued as. */
  @Test
  void everyRedlineHoldsBothOfItsDrafts() {
    Papers papers = planledger.part(Papers.class);
    long last = get(PLAN + "/draft").path("revision").asLong();
    List<String> points =
        new ArrayList<>(List.of("latest", "doc:CWG-SFP-2/6(Rev.2)", "date:2017-09-01"));
    for (long revision = 0; revision < last; revision += 7) {
      points.add("rev:" + revision);
    }
    int marked = 0;
    for (String from : points) {
      for (String to : points) {
        RedlinePaper paper = papers.redline("itu-2020", from, to, null, null).found().paper().get();
        for (RedlinePaper.Item item : paper.items()) {
          assertThat(kept(item.texts(), Op.INSERT)).isEqualTo(texts(item.before()));
          assertThat(kept(item.texts(), Op.DELETE)).isEqualTo(texts(item.after()));
          assertThat(kept(item.headings(), Op.INSERT)).isEqualTo(headings(item.before()));
          assertThat(kept(item.headings(), Op.DELETE)).isEqualTo(headings(item.after()));
          marked += reasoned(item);
        }
      }
    }
    assertThat(marked).isPositive();
  }

  /** How many runs are marked, each of which has a reason. */
  private static int reasoned(RedlinePaper.Item item) {
    int marked = 0;
    for (List<RedlinePaper.Words> all : List.of(item.texts(), item.headings())) {
      for (RedlinePaper.Words words : all) {
        for (RedlinePaper.Run run : words.runs()) {
          assertThat(run.reason() == null).as("%s", run).isEqualTo(run.op() == Op.EQUAL);
          marked += run.reason() == null ? 0 : 1;
        }
      }
    }
    return marked;
  }

  private static Map<String, String> kept(List<RedlinePaper.Words> all, Op but) {
    Map<String, String> kept = new HashMap<>();
    for (RedlinePaper.Words words : all) {
      StringBuilder text = new StringBuilder();
      words.runs().stream().filter(run -> run.op() != but).forEach(run -> text.append(run.text()));
      if (!text.isEmpty()) {
        kept.put(words.lang(), text.toString());
      }
    }
    return kept;
  }

  private static Map<String, String> texts(DraftPaper.Item item) {
    return item == null ? Map.of() : item.text();
  }

  private static Map<String, String> headings(DraftPaper.Item item) {
    return item == null ? Map.of() : item.heading();
  }
}
