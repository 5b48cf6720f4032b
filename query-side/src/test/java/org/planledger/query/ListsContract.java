package org.planledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.planledger.consultation.Audience;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.document.event.DocumentUse;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.plan.RecordFields;
import org.planledger.plan.Scope;
import org.planledger.plan.Voices;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TextChange;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.publication.PublicationCases;
import org.planledger.text.Edit;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ListsContract {
  private static final LocalDate MAY = LocalDate.parse("2017-05-01");
  private static final LocalDate FIRST = LocalDate.parse("2017-09-11");
  private static final LocalDate SECOND = LocalDate.parse("2017-09-12");
  private static final LocalDate JANUARY = LocalDate.parse("2018-01-15");

  private static final Map<String, String> FAST =
      Map.of("planledger.ledger.interval", "50ms", "planledger.publications.interval", "50ms");

  private Answering answers;

  /** Where the log and the lists are, as properties. */
  abstract Map<String, String> database();

  /** On the same application. */
  @Nested
  class Publications extends PublicationCases {
    @Override
    protected Answering answers() {
      return answers;
    }
  }

  @BeforeAll
  void start() {
    answers = new Answering(database(), FAST);
  }

  @AfterAll
  void stop() {
    answers.close();
  }

  @Test
  void theTimelineOfAPlanIsInDecidedOrder() {
    opened("order", MAY.plusDays(10));
    sat("order-2");
    answers.record(
        added("order", "vision", MAY),
        added("order", "mission", MAY),
        kept("order", "order-2", "6", "6.2", SECOND, "vision", "mission"),
        note("order", "order-2", "5", "5.3", FIRST, List.of("vision"), null));
    JsonNode timeline = answers.get("/api/plans/order/timeline");
    assertThat(timeline.get("order").asText()).isEqualTo("decided");
    assertThat(revisions(timeline.get("entries"))).containsExactly(0L, 1L, 2L, 4L, 3L);
    JsonNode agreed = timeline.get("entries").get(4);
    assertThat(agreed.get("sentence").asText())
        .isEqualTo("Provisionally agreed vision and mission, kept as they stand");
    assertThat(agreed.get("event").asText()).isEqualTo("ProvisionallyAgreed");
    assertThat(agreed.get("on").asText()).isEqualTo("2017-09-12");
    assertThat(agreed.get("meeting").asText()).isEqualTo("order-2");
    assertThat(agreed.get("agendaItem").asText()).isEqualTo("6");
    assertThat(agreed.get("paragraph").asText()).isEqualTo("6.2");
    assertThat(agreed.at("/actor/name").asText()).isEqualTo("Secretary");
    assertThat(texts(agreed.get("provisions"))).containsExactly("vision", "mission");
    assertThat(agreed.get("position").asLong()).isPositive();
    assertThat(agreed.has("corrected")).isFalse();
    assertThat(revisions(answers.get("/api/plans/order/timeline?order=log").get("entries")))
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void aDraftKnownBeforeYesterdayIsAnsweredTheSameForEver() {
    opened("fixed", MAY);
    sat("fixed-2");
    Instant known =
        answers.record(
            added("fixed", "vision", MAY),
            kept("fixed", "fixed-2", "6", "6.2", SECOND, "vision"),
            new DraftIssued("fixed", "fixed/9", 2, SECOND));
    answers.get("/api/plans/fixed/draft");
    List<String> paths =
        Stream.of("latest", "rev:2", "date:2017-09-12", "doc:fixed/9")
            .flatMap(
                point ->
                    Stream.of("json", "html")
                        .map(
                            format ->
                                "/api/plans/fixed/draft.%s?at=%s&knownAt=%s"
                                    .formatted(format, point, known)))
            .toList();
    List<HttpResponse<byte[]>> before = paths.stream().map(answers::bytes).toList();
    answers.record(
        new OutcomesReserved("fixed-2", "3", "2.6", "Preliminary drafts", FIRST),
        added("fixed", "mission", MAY),
        new RecordCorrected("fixed", 2, null, true, "It was never agreed", JANUARY));
    assertThat(answers.get("/api/plans/fixed/draft").at("/provisions/0/status").asText())
        .isEqualTo("DRAFTED");
    for (int i = 0; i < paths.size(); i++) {
      HttpResponse<byte[]> after = answers.bytes(paths.get(i));
      assertThat(after.statusCode()).isEqualTo(200);
      assertThat(after.body()).as(paths.get(i)).isEqualTo(before.get(i).body());
      assertThat(after.headers().firstValue("ETag"))
          .isEqualTo(before.get(i).headers().firstValue("ETag"));
      assertThat(after.headers().firstValue("Cache-Control"))
          .contains("max-age=31536000, immutable");
    }
    assertThat(
            answers
                .bytes("/api/plans/fixed/draft.html?knownAt=2018-01-09T12:00:01Z")
                .headers()
                .firstValue("Cache-Control"))
        .contains("no-cache");
  }

  @Test
  void pagesJoinedGiveTheWholeTimelineInEitherOrder() {
    opened("pages", MAY);
    for (int n = 0; n < 7; n++) {
      answers.record(added("pages", "goal-" + n, MAY.plusDays(n % 3)));
    }
    for (String order : List.of("decided", "log")) {
      List<Long> whole =
          revisions(answers.get("/api/plans/pages/timeline?order=" + order).get("entries"));
      List<Long> joined = new ArrayList<>();
      String next = "";
      do {
        JsonNode page =
            answers.get("/api/plans/pages/timeline?limit=3&order=%s%s".formatted(order, next));
        joined.addAll(revisions(page.get("entries")));
        next = page.has("next") ? "&after=" + page.get("next").asLong() : "";
      } while (!next.isEmpty());
      assertThat(joined).as(order).isEqualTo(whole).hasSize(8);
    }
  }

  @Test
  void aTimelineThatEndsWithAFullPageHasNoNextOne() {
    opened("full", MAY);
    answers.record(added("full", "vision", MAY));
    assertThat(answers.get("/api/plans/full/timeline?limit=2").has("next")).isFalse();
    assertThat(answers.get("/api/plans/full/timeline?limit=1").get("next").asLong()).isZero();
  }

  @Test
  void aCorrectionMovesAnEntryAndTellsWhatWasRecorded() {
    opened("slip", MAY);
    sat("slip-2");
    sat("slip-9");
    answers.record(
        added("slip", "vision", MAY), kept("slip", "slip-9", "6", "8.1", SECOND, "vision"));
    Instant before =
        answers.record(note("slip", "slip-2", "5", "5.1", SECOND, List.of("vision"), null));
    Instant after =
        answers.record(
            new RecordCorrected(
                "slip",
                2,
                new RecordFields("slip-2", null, "6.2", FIRST),
                false,
                "Another group's acronym",
                JANUARY));
    JsonNode now = answers.get("/api/plans/slip/timeline").get("entries");
    assertThat(revisions(now)).containsExactly(0L, 1L, 2L, 3L, 4L);
    JsonNode corrected = now.get(2);
    assertThat(corrected.get("meeting").asText()).isEqualTo("slip-2");
    assertThat(corrected.get("on").asText()).isEqualTo("2017-09-11");
    assertThat(corrected.at("/corrected/by").asLong()).isEqualTo(4);
    assertThat(corrected.at("/corrected/reason").asText()).isEqualTo("Another group's acronym");
    assertThat(corrected.at("/corrected/was").toString())
        .isEqualTo("{\"on\":\"2017-09-12\",\"meeting\":\"slip-9\",\"paragraph\":\"8.1\"}");
    assertThat(now.get(4).get("sentence").asText())
        .isEqualTo(
            "Corrected revision 2: the meeting is slip-2, the paragraph is 6.2 and the day is"
                + " 2017-09-11: Another group's acronym");

    JsonNode then = answers.get("/api/plans/slip/timeline?knownAt=" + before).get("entries");
    assertThat(revisions(then)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(then.get(2).get("meeting").asText()).isEqualTo("slip-9");
    assertThat(then.get(2).get("on").asText()).isEqualTo("2017-09-12");
    assertThat(then.get(2).has("corrected")).isFalse();
    assertThat(answers.get("/api/plans/slip/timeline?knownAt=" + after).get("entries"))
        .isEqualTo(now);
  }

  @Test
  void aSecondCorrectionAddsToTheFirstAndTellsWhatWasFirstRecorded() {
    opened("twice", MAY);
    sat("twice-2");
    answers.record(
        added("twice", "vision", MAY), kept("twice", "twice-2", "6", null, SECOND, "vision"));
    Instant between =
        answers.record(
            new RecordCorrected(
                "twice", 2, new RecordFields(null, null, null, FIRST), false, "The day", JANUARY));
    answers.record(
        new RecordCorrected(
            "twice", 2, new RecordFields(null, "5", null, null), false, "The item", JANUARY));
    JsonNode now = entry(answers.get("/api/plans/twice/timeline").get("entries"), 2);
    assertThat(now.get("on").asText()).isEqualTo("2017-09-11");
    assertThat(now.get("agendaItem").asText()).isEqualTo("5");
    assertThat(now.get("corrected").toString())
        .isEqualTo(
            "{\"by\":4,\"was\":{\"on\":\"2017-09-12\",\"agendaItem\":\"6\"},"
                + "\"reason\":\"The item\"}");
    JsonNode then =
        entry(answers.get("/api/plans/twice/timeline?knownAt=" + between).get("entries"), 2);
    assertThat(then.get("agendaItem").asText()).isEqualTo("6");
    assertThat(then.at("/corrected/by").asLong()).isEqualTo(3);
  }

  @Test
  void anAmendmentIsPendingUntilItIsSettledAndAgainWhenThatIsAnnulled() {
    opened("life", MAY);
    sat("life-2");
    String germany = answers.person("Germany");
    answers.record(
        added("life", "values", MAY),
        added("life", "goal-1", MAY),
        proposed("life", "A-1", "values", germany, "Openness."),
        proposed("life", "A-2", "values", germany, "Transparency."),
        proposal("life", "A-3", germany, reworded("goal-1", 2, "Growth.")),
        new ProvisionDeferred(
            "life", "values", new Minute("life-2", "6", "6.2"), "life-3", "No time", FIRST),
        new AmendmentRevised(
            "life",
            "A-2",
            4,
            reworded("values", 1, "Transparency and trust."),
            "life/8",
            "life/8(Rev.1)",
            null,
            FIRST),
        new AmendmentDeclined("life", "A-1", new Minute("life-2", "6", "6.2"), "Too vague", SECOND),
        agreed("life", "life-2", SECOND, "goal-1", 2, "Growth.", "A-3", true),
        proposed("life", "A-4", "values", germany, "Trust."),
        new AmendmentWithdrawn("life", "A-4", "Merged", SECOND));

    JsonNode all = answers.get("/api/plans/life/amendments").get("amendments");
    assertThat(each(all, "id")).containsExactly("A-1", "A-2", "A-3", "A-4");
    assertThat(each(all, "status"))
        .containsExactly("declined", "pending", "agreed-as-modified", "withdrawn");
    JsonNode declined = all.get(0);
    assertThat(declined.at("/proposer/name").asText()).isEqualTo("Germany");
    assertThat(declined.get("change").asText()).isEqualTo("text");
    assertThat(declined.get("provision").asText()).isEqualTo("values");
    assertThat(declined.get("baseRevision").asLong()).isEqualTo(1);
    assertThat(declined.get("on").asText()).isEqualTo("2017-08-01");
    assertThat(declined.get("recordedAt").asText()).isNotEmpty();
    assertThat(declined.at("/text/en").asText()).isEqualTo("Openness.");
    assertThat(declined.at("/outcome/reason").asText()).isEqualTo("Too vague");
    assertThat(declined.at("/outcome/paragraph").asText()).isEqualTo("6.2");
    assertThat(declined.at("/deferred/0/until").asText()).isEqualTo("life-3");
    assertThat(all.get(1).at("/text/en").asText()).isEqualTo("Transparency and trust.");
    assertThat(all.get(1).at("/revised/revision").asLong()).isEqualTo(7);
    assertThat(all.get(1).get("document").asText()).isEqualTo("life/8(Rev.1)");
    assertThat(all.get(1).has("outcome")).isFalse();
    assertThat(all.get(2).at("/outcome/event").asText()).isEqualTo("ProvisionallyAgreed");
    assertThat(all.get(2).get("deferred")).isEmpty();
    assertThat(all.get(3).at("/outcome/reason").asText()).isEqualTo("Merged");

    assertThat(ids("/api/plans/life/amendments?status=pending", "amendments"))
        .containsExactly("A-2");
    assertThat(ids("/api/plans/life/amendments?provision=goal-1", "amendments"))
        .containsExactly("A-3");
    assertThat(
            answers
                .get("/api/plans/life/amendments?lang=en&status=pending")
                .at("/amendments/0/text")
                .asText())
        .isEqualTo("Transparency and trust.");
    assertThat(
            answers
                .get("/api/plans/life/amendments?lang=fr&status=pending")
                .at("/amendments/0")
                .has("text"))
        .isFalse();

    answers.record(
        new RecordCorrected("life", 8, null, true, "It was not declined", JANUARY),
        new RecordCorrected("life", 9, null, true, "Nor that agreed", JANUARY));
    assertThat(ids("/api/plans/life/amendments?status=pending", "amendments"))
        .containsExactly("A-1", "A-2", "A-3");
    JsonNode again = answers.get("/api/plans/life/amendments").at("/amendments/1");
    assertThat(again.at("/text/en").asText()).isEqualTo("Transparency and trust.");
    JsonNode annulled = entry(answers.get("/api/plans/life/timeline").get("entries"), 8);
    assertThat(annulled.get("annulled").toString())
        .isEqualTo("{\"by\":12,\"reason\":\"It was not declined\"}");
    assertThat(annulled.has("corrected")).isFalse();
  }

  @Test
  void anOutcomeThatWasCorrectedSettlesWhereItReallyStood() {
    opened("where", MAY);
    sat("where-2");
    String germany = answers.person("Germany");
    answers.record(
        added("where", "values", MAY),
        proposed("where", "A-1", "values", germany, "Openness."),
        new AmendmentDeclined("where", "A-1", new Minute("where-2", "6", "6.2"), null, SECOND),
        new RecordCorrected(
            "where", 3, new RecordFields(null, "5", "5.4", FIRST), false, "A slip", JANUARY));
    JsonNode outcome = answers.get("/api/plans/where/amendments").at("/amendments/0/outcome");
    assertThat(outcome.get("agendaItem").asText()).isEqualTo("5");
    assertThat(outcome.get("paragraph").asText()).isEqualTo("5.4");
    assertThat(outcome.get("on").asText()).isEqualTo("2017-09-11");
    assertThat(outcome.at("/corrected/was/agendaItem").asText()).isEqualTo("6");
  }

  @Test
  void anAmendmentTellsWhatItWouldInsertMoveOrRemove() {
    opened("kinds", MAY);
    String germany = answers.person("Germany");
    answers.record(
        added("kinds", "goal-1", MAY),
        added("kinds", "goal-2", MAY),
        proposal(
            "kinds",
            "I",
            germany,
            new Proposal.Insertion(provision("goal-3", new Place(null, "goal-1"), "Inclusion."))),
        proposal("kinds", "R", germany, new Proposal.Removal("goal-2", 2)),
        proposal("kinds", "M", germany, new Proposal.Move("goal-2", new Place(null, ""), 2)));
    JsonNode all = answers.get("/api/plans/kinds/amendments").get("amendments");
    assertThat(each(all, "change")).containsExactly("insert", "remove", "move");
    assertThat(all.get(0).get("kind").asText()).isEqualTo("goal");
    assertThat(all.get(0).get("provision").asText()).isEqualTo("goal-3");
    assertThat(all.get(0).at("/text/en").asText()).isEqualTo("Inclusion.");
    assertThat(all.get(0).at("/place/after").asText()).isEqualTo("goal-1");
    assertThat(all.get(1).has("text")).isFalse();
    assertThat(all.get(2).at("/place/after").asText()).isEmpty();
  }

  @Test
  void aMeetingIsToldWithItsAgendasAsEachStood() {
    String chair = answers.person("Chair");
    answers.record(
        new MeetingScheduled(
            "told-2",
            "Working group",
            "2",
            SECOND,
            SECOND.plusDays(1),
            ZoneId.of("Europe/Zurich"),
            "Geneva",
            List.of(chair),
            true,
            MAY));
    Instant tentative =
        answers.record(
            new MeetingRescheduled("told-2", FIRST, SECOND, false, null, "The hall is free", MAY));
    answers.record(
        agenda("told-2", "told-2/1", FIRST, "1", "3"),
        agenda("told-2", "told-2/1(Rev.1)", FIRST, "1", "3", "5"),
        new MeetingOpened("told-2", FIRST),
        new OutcomesReserved("told-2", "3", "2.6", "Preliminary drafts", FIRST),
        new MeetingClosed("told-2", SECOND),
        new ReportPublished("told-2", "told-2/11", SECOND.plusDays(20)),
        new ReservationLifted("told-2", "told-3", null, null, "Considered", JANUARY));
    Instant wrong = answers.record(new ReportPublished("told-2", "told-2/12", JANUARY));
    answers.record(
        new MeetingRecordCorrected(
            "told-2",
            0,
            new MeetingFields("The working group", null, null, null, null, null, null, null, null),
            false,
            "Its name",
            JANUARY),
        new MeetingRecordCorrected("told-2", 9, null, true, "Never published", JANUARY));

    JsonNode meeting = answers.get("/api/meetings/told-2");
    assertThat(meeting.get("revision").asLong()).isEqualTo(11);
    assertThat(meeting.get("body").asText()).isEqualTo("The working group");
    assertThat(meeting.get("number").asText()).isEqualTo("2");
    assertThat(meeting.get("from").asText()).isEqualTo("2017-09-11");
    assertThat(meeting.get("to").asText()).isEqualTo("2017-09-12");
    assertThat(meeting.get("timeZone").asText()).isEqualTo("Europe/Zurich");
    assertThat(meeting.get("place").asText()).isEqualTo("Geneva");
    assertThat(meeting.get("tentative").asBoolean()).isFalse();
    assertThat(meeting.at("/officers/0/name").asText()).isEqualTo("Chair");
    assertThat(meeting.get("opened").asText()).isEqualTo("2017-09-11");
    assertThat(meeting.get("closed").asText()).isEqualTo("2017-09-12");
    assertThat(each(meeting.get("agendas"), "document"))
        .containsExactly("told-2/1", "told-2/1(Rev.1)");
    assertThat(each(meeting.at("/agendas/0/items"), "number")).containsExactly("1", "3");
    assertThat(each(meeting.at("/agendas/1/items"), "number")).containsExactly("1", "3", "5");
    assertThat(meeting.at("/agendas/0/items/0/title/en").asText()).isEqualTo("Item 1");
    assertThat(meeting.at("/reservation/paragraph").asText()).isEqualTo("2.6");
    assertThat(meeting.at("/reservation/lifted/meeting").asText()).isEqualTo("told-3");
    assertThat(meeting.get("report").asText()).isEqualTo("told-2/11");
    assertThat(each(meeting.get("scheduling"), "from")).containsExactly("2017-09-12", "2017-09-11");
    assertThat(meeting.get("corrections")).hasSize(2);
    assertThat(meeting.at("/corrections/0/set/body").asText()).isEqualTo("The working group");
    assertThat(meeting.at("/corrections/0/event").asText()).isEqualTo("MeetingScheduled");
    assertThat(meeting.at("/corrections/0/was").toString())
        .isEqualTo("{\"body\":\"Working group\"}");
    assertThat(meeting.at("/corrections/1").has("was")).isFalse();

    JsonNode then = answers.get("/api/meetings/told-2?knownAt=" + wrong);
    assertThat(then.get("body").asText()).isEqualTo("Working group");
    assertThat(then.get("report").asText()).isEqualTo("told-2/12");
    assertThat(then.get("revision").asLong()).isEqualTo(9);
    assertThat(then.get("knownAt").asText()).isEqualTo(wrong.toString());
    assertThat(answers.get("/api/meetings/told-2?knownAt=" + tentative).has("opened")).isFalse();
    assertThat(answers.refusal("/api/meetings/told-2?knownAt=2017-01-01T00:00:00Z"))
        .isEqualTo("404 There is no meeting told-2; check its id.");

    JsonNode brief =
        stream(answers.get("/api/meetings").get("meetings"))
            .filter(one -> one.get("id").asText().equals("told-2"))
            .findFirst()
            .orElseThrow();
    assertThat(brief.get("reserved").asBoolean()).isFalse();
    assertThat(brief.get("from").asText()).isEqualTo("2017-09-11");
  }

  @Test
  void theOutcomesOfAMeetingComeFromEveryRecordInTheOrderOfItsMinutes() {
    opened("all", MAY);
    sat("all-2");
    String russia = answers.person("Russian Federation");
    answers.record(
        added("all", "vision", MAY),
        added("all", "goal-1", MAY),
        new ContributionSubmitted("all-10", russia, Map.of("en", "Structure"), "all/10", MAY),
        kept("all", "all-2", "6", "6.10", SECOND, "vision"),
        new FrameworkApproved(
            "all",
            "goals",
            Map.of("en", "Goals"),
            new Minute("all-2", "6", "6.9"),
            List.of(new FrameworkMember("goal-1", 2)),
            List.of("Elaborate the descriptions"),
            SECOND),
        structure("all", "all-2", "3", "3.3 b)", FIRST, "goal-1"),
        structure("all", "all-2", "3", "3.3 a)", FIRST, "vision"),
        new ContributionIntroduced("all-10", new Minute("all-2", "3", "3.1"), "all/10", FIRST),
        new StatementRecorded(
            "all",
            new Minute("all-2", "3", "3.5"),
            Voices.SOME,
            List.of(russia),
            "The link must be clear",
            List.of(),
            null,
            FIRST),
        new ConsultationPostponed(
            "all-c",
            Map.of("en", "Second"),
            Audience.PUBLIC,
            "all",
            "all-3",
            "There is no text",
            new Minute("all-2", "7", "7.1"),
            SECOND),
        new PublicationDeadlineSet(
            "all", "d", "all-3", Period.ofMonths(1), null, new Minute("all-2", "7", "7.2"), SECOND),
        action("all-2", "act", "6", "6.1", "all-3", null, russia),
        new OutcomesReserved("all-2", null, "2.6", "Preliminary", FIRST));
    Instant before =
        answers.record(note("all", "all-2", "5", "5.3", SECOND, List.of("goal-1"), "all-c"));
    answers.record(
        new RecordCorrected("all", answers.revision("plan:all"), null, true, "Not noted", JANUARY));

    JsonNode answer = answers.get("/api/meetings/all-2/outcomes");
    JsonNode outcomes = answer.get("outcomes");
    assertThat(answer.get("reserved").asBoolean()).isTrue();
    assertThat(each(outcomes, "paragraph"))
        .containsExactly(
            "2.6", "3.1", "3.3 a)", "3.3 b)", "3.5", "6.1", "6.9", "6.10", "7.1", "7.2");
    assertThat(each(outcomes, "event"))
        .containsExactly(
            "OutcomesReserved",
            "ContributionIntroduced",
            "ProvisionallyAgreed",
            "ProvisionallyAgreed",
            "StatementRecorded",
            "ActionRequested",
            "FrameworkApproved",
            "ProvisionallyAgreed",
            "ConsultationPostponed",
            "PublicationDeadlineSet");
    assertThat(outcomes.get(1).get("contribution").asText()).isEqualTo("all-10");
    assertThat(outcomes.get(2).at("/provisions/0").toString())
        .isEqualTo(
            "{\"id\":\"vision\",\"scope\":\"structure\",\"status\":\"PROVISIONALLY_AGREED\","
                + "\"effectiveStatus\":\"PROVISIONALLY_AGREED\"}");
    assertThat(outcomes.get(4).get("sentence").asText())
        .isEqualTo("Some delegations (Russian Federation) said: The link must be clear");
    assertThat(outcomes.get(5).get("action").asText()).isEqualTo("act");
    assertThat(outcomes.get(6).get("framework").toString())
        .isEqualTo(
            "{\"id\":\"goals\",\"status\":\"APPROVED\","
                + "\"effectiveStatus\":\"PROVISIONALLY_AGREED\"}");
    assertThat(outcomes.get(6).at("/provisions/0/status").asText()).isEqualTo("DRAFTED");
    assertThat(outcomes.get(7).at("/provisions/0/status").asText())
        .isEqualTo("PROVISIONALLY_AGREED");
    assertThat(outcomes.get(8).get("consultation").asText()).isEqualTo("all-c");
    assertThat(outcomes.get(9).get("sentence").asText())
        .isEqualTo("Set the draft to be published 1 month before meeting all-3");
    assertThat(each(answer.get("annulled"), "event")).containsExactly("NoteTaken");

    JsonNode then = answers.get("/api/meetings/all-2/outcomes?knownAt=" + before);
    assertThat(each(then.get("outcomes"), "event")).contains("NoteTaken").hasSize(11);
    assertThat(then.get("annulled")).isEmpty();

    answers.record(new ReservationLifted("all-2", "all-3", null, null, null, JANUARY));
    JsonNode lifted = answers.get("/api/meetings/all-2/outcomes");
    assertThat(lifted.get("reserved").asBoolean()).isFalse();
    assertThat(lifted.at("/outcomes/6/framework/effectiveStatus").asText()).isEqualTo("APPROVED");
  }

  @Test
  void whatAnActionIsDueForFollowsTheMeeting() {
    sat("due-2");
    String bureau = answers.person("The bureau");
    answers.record(
        scheduled("due-3", LocalDate.parse("2018-01-08")),
        action("due-2", "refine", "6", "6.2", "due-3", null, bureau),
        action("due-2", "map", "6", "6.3", null, LocalDate.parse("2018-01-09"), bureau),
        action("due-2", "some-day", "6", "6.4", null, null, bureau),
        action("due-2", "done", "6", "6.5", "due-3", null, bureau),
        new ActionCompleted("due-2", "done", "Sent", JANUARY));
    JsonNode before = answers.get("/api/actions?meeting=due-2").get("actions");
    assertThat(each(before, "id")).containsExactly("refine", "done", "map", "some-day");
    assertThat(each(before, "overdue")).containsExactly("true", "false", "true", "false");
    assertThat(each(before, "status")).containsExactly("open", "completed", "open", "open");
    assertThat(before.get(1).at("/completed/note").asText()).isEqualTo("Sent");

    answers.record(
        new MeetingRescheduled(
            "due-3", JANUARY, JANUARY.plusDays(1), false, null, "A later date", JANUARY));
    JsonNode after = answers.get("/api/actions?meeting=due-2&status=open").get("actions");
    assertThat(each(after, "id")).containsExactly("map", "refine", "some-day");
    assertThat(after.get(1).get("due").toString())
        .isEqualTo(
            "{\"on\":\"2018-01-15\",\"meeting\":\"due-3\",\"days\":{\"meeting\":\"due-3\","
                + "\"from\":\"2018-01-15\",\"to\":\"2018-01-16\",\"tentative\":false}}");
    assertThat(after.get(1).get("overdue").asBoolean()).isFalse();
    assertThat(after.get(1).at("/assignees/0/name").asText()).isEqualTo("The bureau");
    assertThat(after.get(2).has("due")).isFalse();
    assertThat(ids("/api/actions?due=due-3", "actions")).containsExactly("refine", "done");
    assertThat(ids("/api/actions?meeting=due-2&due=2018-01-09", "actions")).containsExactly("map");
    assertThat(each(answers.get("/api/meetings/due-2").get("actions"), "id"))
        .containsExactly("map", "refine", "done", "some-day");

    answers.record(
        new MeetingRecordCorrected(
            "due-2", answers.revision("meeting:due-2"), null, true, "Not sent", JANUARY));
    assertThat(ids("/api/actions?meeting=due-2&status=completed", "actions")).isEmpty();
  }

  @Test
  void aDeadlineFollowsItsMeetingAndIsMetLateOrOpen() {
    opened("publish", MAY);
    opened("other", MAY);
    sat("publish-2");
    answers.record(
        scheduled("publish-3", JANUARY),
        added("publish", "vision", MAY),
        new DraftIssued("publish", "publish/0", 1, MAY),
        deadline("publish", "any", null),
        deadline("publish", "exact", "publish/3"));
    JsonNode late = answers.get("/api/plans/publish/deadlines").get("deadlines");
    assertThat(each(late, "id")).containsExactly("any", "exact");
    assertThat(each(late, "state")).containsExactly("late", "late");
    assertThat(late.get(0).get("due").asText()).isEqualTo("2017-12-15");
    assertThat(late.get(0).get("rule").toString())
        .isEqualTo("{\"before\":\"publish-3\",\"period\":\"P1M\"}");
    assertThat(late.get(0).at("/set/paragraph").asText()).isEqualTo("7.2");
    assertThat(late.get(0).has("issued")).isFalse();

    answers.record(
        new DraftIssued("publish", "publish/2", 1, LocalDate.parse("2017-12-15")),
        new DraftIssued("publish", "publish/3", 1, LocalDate.parse("2017-12-16")));
    JsonNode issued = answers.get("/api/plans/publish/deadlines").get("deadlines");
    assertThat(each(issued, "state")).containsExactly("met", "late");
    assertThat(issued.get(0).at("/issued/document").asText()).isEqualTo("publish/2");
    assertThat(issued.get(1).at("/issued/on").asText()).isEqualTo("2017-12-16");

    LocalDate march = LocalDate.parse("2018-03-01");
    answers.record(
        new MeetingRescheduled("publish-3", march, march, true, null, null, JANUARY),
        deadline("publish", "later", "publish/9"));
    JsonNode moved = answers.get("/api/plans/publish/deadlines").get("deadlines");
    assertThat(each(moved, "due")).containsExactly("2018-02-01", "2018-02-01", "2018-02-01");
    assertThat(each(moved, "state")).containsExactly("met", "met", "open");
    answers.record(
        new RecordCorrected(
            "publish", answers.revision("plan:publish"), null, true, "Not set", JANUARY));
    assertThat(answers.get("/api/plans/publish/deadlines").get("deadlines")).hasSize(2);
    assertThat(answers.get("/api/plans/other/deadlines").get("deadlines")).isEmpty();
  }

  @Test
  void aScheduledDraftIsDueAtTheCloseOfEachMeetingOfItsBody() {
    opened("close", MAY);
    answers.record(
        new DraftScheduled("close", "each", "close/D", null, null, null, "Closing", null, MAY),
        new MeetingScheduled(
            "close-1", "Closing", "1", FIRST, SECOND, ZoneOffset.UTC, null, List.of(), false, MAY),
        new MeetingOpened("close-1", FIRST));
    JsonNode open = answers.get("/api/plans/close/deadlines").get("deadlines");
    assertThat(each(open, "document")).containsExactly("close/D");
    assertThat(each(open, "state")).containsExactly("open");
    assertThat(open.get(0).get("rule").toString()).isEqualTo("{\"atCloseOfEach\":\"Closing\"}");

    Instant closed = answers.record(new MeetingClosed("close-1", SECOND));
    JsonNode due = answers.get("/api/plans/close/deadlines").get("deadlines");
    assertThat(each(due, "document")).containsExactly("close/D/close-1", "close/D");
    assertThat(due.get(0).get("dueAt").asText()).isEqualTo(closed.toString());
    assertThat(due.get(0).at("/meeting/meeting").asText()).isEqualTo("close-1");

    LocalDate day = LocalDate.ofInstant(closed, ZoneOffset.UTC);
    answers.record(
        new DraftIssued("close", "close/D/close-1", 0, day),
        new DraftWithdrawn("close", "close/D/close-1", "The annex is missing", day));
    JsonNode issued = answers.get("/api/plans/close/deadlines").get("deadlines").get(0);
    assertThat(issued.get("state").asText()).isEqualTo("met");
    assertThat(issued.at("/issued/withdrawn").asBoolean()).isTrue();
    assertThat(sentences("close"))
        .contains(
            "Scheduled draft close/D to be issued by itself at the close of each meeting of"
                + " Closing",
            "Withdrew draft close/D/close-1: The annex is missing");
  }

  private List<String> sentences(String plan) {
    return each(answers.get("/api/plans/%s/timeline".formatted(plan)).get("entries"), "sentence");
  }

  @Test
  void aConsultationIsOpenedPostponedClosedAndNoted() {
    opened("asked", MAY);
    sat("asked-2");
    answers.record(
        added("asked", "vision", MAY),
        scheduled("asked-3", JANUARY),
        new ConsultationOpened(
            "asked-1", Map.of("en", "First"), Audience.PUBLIC, "asked", FIRST, MAY),
        new FindingsRecorded("asked-1", List.of("Shorter", "Clearer"), "INF-1", FIRST),
        new ConsultationClosed("asked-1", FIRST),
        note("asked", "asked-2", "5", "5.2", SECOND, List.of(), "asked-1"),
        new ConsultationPostponed(
            "asked-b",
            Map.of("en", "Second"),
            Audience.STAFF,
            null,
            "asked-3",
            "There is no text yet",
            new Minute("asked-2", "7", "7.1"),
            SECOND));
    JsonNode first = answers.get("/api/consultations/asked-1");
    assertThat(first.get("state").asText()).isEqualTo("closed");
    assertThat(first.get("audience").asText()).isEqualTo("public");
    assertThat(first.at("/findings/0/findings/1").asText()).isEqualTo("Clearer");
    assertThat(first.at("/findings/0/document").asText()).isEqualTo("INF-1");
    assertThat(first.get("noted").toString())
        .isEqualTo(
            "[{\"plan\":\"asked\",\"revision\":2,\"meeting\":\"asked-2\",\"agendaItem\":\"5\","
                + "\"paragraph\":\"5.2\",\"on\":\"2017-09-12\"}]");
    JsonNode second = answers.get("/api/consultations/asked-b");
    assertThat(second.get("state").asText()).isEqualTo("postponed");
    assertThat(second.at("/postponed/after/from").asText()).isEqualTo("2018-01-15");
    assertThat(second.at("/postponed/reason").asText()).isEqualTo("There is no text yet");
    assertThat(second.at("/postponed/meeting").asText()).isEqualTo("asked-2");
    assertThat(second.get("noted")).isEmpty();
    assertThat(ids("/api/consultations", "consultations")).contains("asked-1", "asked-b");

    answers.record(
        new ConsultationOpened(
            "asked-b", Map.of("en", "Second"), Audience.STAFF, null, null, JANUARY));
    assertThat(answers.get("/api/consultations/asked-b").get("state").asText())
        .isEqualTo("announced");
    answers.record(
        new RecordCorrected("asked", 2, null, true, "Only introduced", JANUARY),
        new ConsultationPostponed(
            "asked-b",
            Map.of("en", "Second"),
            Audience.STAFF,
            null,
            "asked-9",
            "Again",
            new Minute("asked-2", "7", "7.1"),
            SECOND));
    assertThat(answers.get("/api/consultations/asked-1").get("noted")).isEmpty();
    JsonNode again = answers.get("/api/consultations/asked-b");
    assertThat(again.get("state").asText()).isEqualTo("postponed");
    assertThat(again.at("/postponed").has("after")).isFalse();
  }

  @Test
  void theRevisionOnTheTableIsThatOfTheDayHoweverLateTheMinutesAreEntered() {
    sat("table-2");
    String germany = answers.person("Germany");
    String france = answers.person("France");
    answers.record(
        new ContributionSubmitted("table-8", germany, Map.of("en", "Roadmap"), "table/8", MAY),
        new ContributionAllocated("table-8", "table-2", "3", MAY),
        new ContributionRevised(
            "table-8", 1, germany, Map.of("en", "The roadmap"), "table/8(Rev.1)", FIRST),
        new ContributionRevised(
            "table-8", 2, france, Map.of("en", "The roadmap"), "table/8(Rev.2)", JANUARY),
        new ContributionIntroduced(
            "table-8", new Minute("table-2", "3", "6.1"), "table/8(Rev.2)", SECOND),
        new ContributionSubmitted("table-9", france, Map.of("en", "Other"), "table/9", MAY));
    JsonNode contribution = answers.get("/api/contributions/table-8");
    assertThat(contribution.get("document").asText()).isEqualTo("table/8(Rev.2)");
    assertThat(contribution.at("/submitter/name").asText()).isEqualTo("France");
    assertThat(each(contribution.get("revisions"), "document"))
        .containsExactly("table/8", "table/8(Rev.1)", "table/8(Rev.2)");
    assertThat(contribution.at("/revisions/0/title/en").asText()).isEqualTo("Roadmap");
    assertThat(contribution.at("/allocations/0/agendaItem").asText()).isEqualTo("3");
    assertThat(contribution.at("/introductions/0/document").asText()).isEqualTo("table/8(Rev.1)");
    assertThat(contribution.at("/introductions/0/paragraph").asText()).isEqualTo("6.1");
    assertThat(ids("/api/contributions?meeting=table-2", "contributions"))
        .containsExactly("table-8");
    answers.record(
        new ContributionSubmitted("table-10", france, Map.of("en", "Last"), "table/10", MAY));
    assertThat(ids("/api/contributions", "contributions"))
        .containsSubsequence("table-8", "table-9", "table-10");
  }

  @Test
  void anOutcomeThatARaceLetThroughIsListedUntilTheRecordIsPutRight() {
    opened("race", MAY);
    sat("race-2");
    answers.record(
        added("race", "vision", MAY),
        kept("race", "race-2", "6", "6.2", SECOND.plusDays(5), "vision"),
        note("race", "race-2", "9", "9.1", SECOND, List.of("vision"), null),
        note("race", "race-none", "1", null, SECOND, List.of("vision"), null),
        note("race", "race-2", "6", "6.3", SECOND, List.of("vision"), null));
    assertThat(problems("race"))
        .containsExactlyInAnyOrder(
            "Meeting race-2 was not sitting on 2017-09-17: it opened on 2017-09-11 and closed on"
                + " 2017-09-12.",
            "Agenda race-2/1 of meeting race-2 has no item 9; its items are 3, 5, 6, 7.",
            "No meeting race-none is recorded.");
    answers.record(
        new RecordCorrected(
            "race", 2, new RecordFields(null, null, null, SECOND), false, "The day", JANUARY),
        new RecordCorrected("race", 4, null, true, "Elsewhere", JANUARY));
    assertThat(problems("race")).hasSize(1);
    answers.record(
        new MeetingRecordCorrected(
            "race-2",
            answers.revision("meeting:race-2"),
            new MeetingFields(null, null, null, null, null, null, null, null, FIRST),
            false,
            "Closed a day earlier",
            JANUARY));
    assertThat(problems("race")).hasSize(3);
  }

  @Test
  void idsMayHoldSlashes() {
    opened("itu/2020", MAY);
    sat("CWG/2");
    assertThat(answers.get("/api/plans/itu%2F2020/timeline").get("plan").asText())
        .isEqualTo("itu/2020");
    assertThat(answers.get("/api/meetings/CWG%2F2").get("id").asText()).isEqualTo("CWG/2");
  }

  @Test
  void whatIsNotThereOrNotUnderstoodIsRefusedWithASentence() {
    opened("strict", MAY);
    String sentence = "There is no plan nowhere; check its id.";
    for (String list : List.of("timeline", "amendments", "deadlines")) {
      assertThat(answers.refusal("/api/plans/nowhere/" + list)).isEqualTo("404 " + sentence);
    }
    for (String what : List.of("meeting", "consultation", "contribution")) {
      assertThat(answers.refusal("/api/%ss/nowhere".formatted(what)))
          .isEqualTo("404 There is no %s nowhere; check its id.".formatted(what));
    }
    assertThat(answers.refusal("/api/meetings/nowhere/outcomes")).startsWith("404 ");
    assertThat(answers.refusal("/api/actions?plan=nowhere")).isEqualTo("404 " + sentence);
    assertThat(answers.refusal("/api/contributions?meeting=nowhere")).startsWith("404 ");
    assertThat(answers.refusal("/api/plans/strict/timeline?knownAt=yesterday"))
        .isEqualTo("400 knownAt=yesterday is no instant; write one such as 2017-09-12T16:30:00Z.");
    assertThat(answers.refusal("/api/plans/strict/timeline?order=newest"))
        .isEqualTo("400 order=newest is not known; write one of decided, log.");
    assertThat(answers.refusal("/api/plans/strict/timeline?limit=1001"))
        .isEqualTo("400 limit=1001 is not possible; write a whole number from 1 to 1000.");
    assertThat(answers.refusal("/api/plans/strict/timeline?after=99")).startsWith("400 after=99 ");
    assertThat(answers.refusal("/api/plans/strict/amendments?status=open"))
        .isEqualTo(
            "400 status=open is not known; write one of pending, agreed, agreed-as-modified,"
                + " declined, withdrawn.");
    assertThat(answers.refusal("/api/actions?status=late"))
        .isEqualTo("400 status=late is not known; write one of open, completed.");
    assertThat(answers.refusal("/api/actions?due=soon")).startsWith("400 due=soon is neither");
    assertThat(answers.refusal("/api/plans/strict/timeline?knownAt=9999-12-31T00:00:00Z"))
        .startsWith("200");
  }

  @Test
  void rowsThatAreNotWhatTheLogSaysAreFound() {
    opened("drift", MAY);
    sat("drift-2");
    String germany = answers.person("Germany");
    answers.record(
        added("drift", "values", MAY),
        proposed("drift", "A-1", "values", germany, "Openness."),
        proposed("drift", "A-2", "values", germany, "Trust."),
        agreed("drift", "drift-2", SECOND, "values", 1, "Trust.", "A-2", false),
        note("drift", "drift-2", "6", "6.2", SECOND, List.of("values"), null),
        note("drift", "drift-2", "6", "6.2", SECOND, List.of("values"), null),
        new RecordCorrected(
            "drift", 5, new RecordFields(null, null, "6.4", null), false, "Wrong", JANUARY),
        new RecordCorrected("drift", 5, null, true, "Never taken", JANUARY),
        new DocumentNumberUsed("drift/1", 0, DocumentUse.AGENDA, "meeting:drift-2", FIRST),
        new MeetingRecordCorrected(
            "drift-2",
            0,
            new MeetingFields(null, "2nd", null, null, null, null, null, null, null),
            false,
            "Its number",
            JANUARY));
    answers.get("/api/plans/drift/timeline");
    assertThat(drifted()).isEmpty();

    drifts(
        "log_entry (plan:drift, 4, 0)",
        "does not hold what the log says in paragraph",
        "UPDATE log_entry SET paragraph = '6.3' WHERE stream = 'plan:drift' AND revision = 4");
    drifts(
        "log_entry (plan:drift, 5, 1)",
        "does not hold what the log says in known_until, annulled",
        "UPDATE log_entry SET annulled = TRUE, known_until = 9223372036854775807 WHERE stream ="
            + " 'plan:drift' AND revision = 5 AND version = 1");
    drifts(
        "log_entry (plan:drift, 3, 0)",
        "does not hold what the log says in actor, payload",
        "UPDATE log_entry SET actor = 'p-somebody', payload = replace(payload, 'A-2', 'A-1') WHERE"
            + " stream = 'plan:drift' AND revision = 3");
    drifts(
        "log_entry (plan:drift, 5, 2)",
        "is missing",
        "DELETE FROM log_entry WHERE stream = 'plan:drift' AND revision = 5 AND version = 2");
    drifts(
        "log_entry (plan:drift, 99, 0)",
        "is made of nothing in the log",
        copyOf("'plan:drift'", "99", "0"));
    drifts(
        "log_entry (plan:drift, 4, 1)",
        "is made of nothing in the log",
        copyOf("'plan:drift'", "4", "1"));
    drifts("log_entry (plan:none)", "is of no stream of the log", copyOf("'plan:none'", "0", "0"));
    drifts(
        "amendment (drift, A-1)",
        "does not hold what the log says: Row[amendmentId=A-1, provisionId=values, state=pending,"
            + " proposed=2, worded=2, settledBy=null], not Row[amendmentId=A-1,"
            + " provisionId=values, state=agreed, proposed=2, worded=2, settledBy=3]",
        "UPDATE amendment SET state = 'agreed', settled_by = 3 WHERE plan_id = 'drift' AND"
            + " amendment_id = 'A-1'");
    drifts(
        "amendment (drift, A-2)",
        "is missing",
        "DELETE FROM amendment WHERE plan_id = 'drift' AND amendment_id = 'A-2'");
    drifts(
        "amendment (drift, A-3)",
        "is made of nothing in the log",
        "UPDATE amendment SET amendment_id = 'A-3' WHERE plan_id = 'drift' AND amendment_id ="
            + " 'A-2'",
        "INSERT INTO amendment SELECT plan_id, 'A-2', provision_id, state, proposed, worded,"
            + " settled_by FROM amendment WHERE plan_id = 'drift' AND amendment_id = 'A-3'");
    drifts(
        "amendment (none)",
        "is of no plan of the log",
        "INSERT INTO amendment SELECT 'none', amendment_id, provision_id, state, proposed, worded,"
            + " settled_by FROM amendment WHERE plan_id = 'drift' AND amendment_id = 'A-2'");
    assertThat(drifted()).isEmpty();
  }

  private static String copyOf(String stream, String revision, String version) {
    return """
    INSERT INTO log_entry SELECT %s, %s, %s, known_from, known_until, position, type, recorded_at,
      decided_on, meeting_id, agenda_item, paragraph, annulled, corrected_by, correction_reason,
      actor, on_behalf_of, payload
    FROM log_entry WHERE stream = 'plan:drift' AND revision = 4 AND version = 0\
    """
        .formatted(stream, revision, version);
  }

  /** Changes a row, looks for it, and puts back what was there. */
  private void drifts(String row, String difference, String... statements) {
    JdbcClient database = answers.bean(JdbcClient.class);
    List<String> tables = List.of("log_entry", "amendment");
    tables.forEach(
        table ->
            database.sql("CREATE TABLE %s_kept AS SELECT * FROM %<s".formatted(table)).update());
    try {
      for (String statement : statements) {
        assertThat(database.sql(statement).update()).as(statement).isEqualTo(1);
      }
      assertThat(drifted())
          .as(row)
          .singleElement()
          .satisfies(drifted -> assertThat(drifted.row()).isEqualTo(row))
          .satisfies(drifted -> assertThat(drifted.difference()).isEqualTo(difference));
    } finally {
      for (String table : tables) {
        database.sql("DELETE FROM " + table).update();
        database.sql("INSERT INTO %s SELECT * FROM %<s_kept".formatted(table)).update();
        database.sql("DROP TABLE %s_kept".formatted(table)).update();
      }
    }
  }

  private List<ListsDrift.Drifted> drifted() {
    return answers.bean(ListsDrift.class).find(10);
  }

  @Test
  void listsThatAreBeingWrittenAreWhatTheLogSaysAtEveryMoment() {
    opened("written", MAY);
    sat("written-2");
    String germany = answers.person("Germany");
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              answers.record(added("written", "values", MAY));
              for (int i = 0; i < 60; i++) {
                String id = "A-" + i;
                answers.record(
                    proposed("written", id, "values", germany, "Trust."),
                    new AmendmentWithdrawn("written", id, null, SECOND),
                    new RecordCorrected("written", 3 + 3 * i, null, true, "Not so", JANUARY));
              }
            });
    int looks = 0;
    while (!writing.isDone()) {
      assertThat(drifted()).isEmpty();
      looks++;
    }
    writing.join();
    assertThat(looks).isPositive();
    assertThat(drifted()).isEmpty();
  }

  /** More events than are compared at a time, and corrections of the first and the last. */
  @Test
  void aLongStreamIsComparedPieceByPiece() {
    List<Event> events = new ArrayList<>();
    events.add(
        new PlanOpened(
            "long",
            Map.of("en", "Strategic plan"),
            ZoneId.of("Europe/Zurich"),
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            MAY));
    for (int i = 1; i < 2_100; i++) {
      events.add(note("long", "long-2", "6", "6." + i, SECOND, List.of(), null));
    }
    for (long revision : List.of(1L, 999L, 1_000L, 2_099L)) {
      events.add(new RecordCorrected("long", revision, null, true, "Never taken", JANUARY));
    }
    answers.recordAtOnce(events);
    answers.get("/api/plans/long/timeline?limit=1");
    assertThat(drifted()).isEmpty();
    drifts(
        "log_entry (plan:long, 1000, 0)",
        "does not hold what the log says in paragraph",
        "UPDATE log_entry SET paragraph = '6.1' WHERE stream = 'plan:long' AND revision = 1000 AND"
            + " version = 0");
    drifts(
        "log_entry (plan:long, 2099, 1)",
        "is missing",
        "DELETE FROM log_entry WHERE stream = 'plan:long' AND revision = 2099 AND version = 1");
  }

  private List<String> problems(String plan) {
    return stream(answers.get("/api/audit").get("findings"))
        .filter(finding -> finding.get("record").asText().equals("plan:" + plan))
        .map(finding -> finding.get("problem").asText())
        .toList();
  }

  private List<String> ids(String path, String list) {
    return each(answers.get(path).get(list), "id");
  }

  private static JsonNode entry(JsonNode entries, long revision) {
    return stream(entries)
        .filter(entry -> entry.get("revision").asLong() == revision)
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> revisions(JsonNode entries) {
    return stream(entries).map(entry -> entry.get("revision").asLong()).toList();
  }

  private static List<String> each(JsonNode list, String member) {
    return stream(list).map(one -> one.path(member).asText()).toList();
  }

  private static List<String> texts(JsonNode list) {
    return stream(list).map(JsonNode::asText).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private void opened(String plan, LocalDate on) {
    answers.record(
        new PlanOpened(
            plan,
            Map.of("en", "Strategic plan"),
            ZoneId.of("Europe/Zurich"),
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            on));
  }

  /** A meeting that sat on both days and is closed; its closing is its last event. */
  private void sat(String meeting) {
    answers.record(
        scheduled(meeting, FIRST),
        agenda(meeting, meeting + "/1", FIRST, "3", "5", "6", "7"),
        new MeetingOpened(meeting, FIRST),
        new MeetingClosed(meeting, SECOND));
  }

  private static MeetingScheduled scheduled(String meeting, LocalDate from) {
    return new MeetingScheduled(
        meeting,
        "Working group",
        "2",
        from,
        from.plusDays(1),
        ZoneOffset.UTC,
        null,
        List.of(),
        false,
        MAY);
  }

  private static AgendaAdopted agenda(
      String meeting, String document, LocalDate on, String... items) {
    return new AgendaAdopted(
        meeting,
        document,
        Stream.of(items).map(item -> new AgendaItem(item, Map.of("en", "Item " + item))).toList(),
        on);
  }

  private static ProvisionAdded added(String plan, String id, LocalDate on) {
    return new ProvisionAdded(
        plan, provision(id, new Place(null, null), "Text of " + id + "."), on);
  }

  private static NewProvision provision(String id, Place place, String text) {
    return new NewProvision(id, "goal", place, Map.of(), Map.of("en", text(null, text)), List.of());
  }

  private static TextChange text(Long base, String text) {
    return new TextChange(base, List.of(new Edit(0, List.of(), List.of(text), null)), text);
  }

  private static Proposal reworded(String provision, long base, String text) {
    return new Proposal.Rewording(
        provision,
        Map.of(
            "en",
            new TextChange(
                base,
                List.of(new Edit(0, List.of("Text of " + provision + "."), List.of(text), "A")),
                text)),
        Map.of());
  }

  private static AmendmentProposed proposed(
      String plan, String id, String provision, String proposer, String text) {
    return proposal(plan, id, proposer, reworded(provision, 1, text));
  }

  private static AmendmentProposed proposal(
      String plan, String id, String proposer, Proposal proposal) {
    return new AmendmentProposed(
        plan, id, 1, proposal, proposer, null, null, null, LocalDate.parse("2017-08-01"));
  }

  private static ProvisionallyAgreed kept(
      String plan, String meeting, String item, String paragraph, LocalDate on, String... ids) {
    return agreement(plan, meeting, item, paragraph, on, Scope.TEXT, ids);
  }

  private static ProvisionallyAgreed structure(
      String plan, String meeting, String item, String paragraph, LocalDate on, String... ids) {
    return agreement(plan, meeting, item, paragraph, on, Scope.STRUCTURE, ids);
  }

  private static ProvisionallyAgreed agreement(
      String plan,
      String meeting,
      String item,
      String paragraph,
      LocalDate on,
      Scope scope,
      String... ids) {
    return new ProvisionallyAgreed(
        plan,
        new Minute(meeting, item, paragraph),
        Stream.of(ids)
            .map(
                id ->
                    new AgreedItem(
                        id, scope, List.of(), false, null, null, false, null, Map.of(), Map.of()))
            .toList(),
        List.of(),
        on);
  }

  private static ProvisionallyAgreed agreed(
      String plan,
      String meeting,
      LocalDate on,
      String provision,
      long base,
      String text,
      String amendment,
      boolean asModified) {
    return new ProvisionallyAgreed(
        plan,
        new Minute(meeting, "6", "6.2"),
        List.of(
            new AgreedItem(
                provision,
                Scope.TEXT,
                List.of(amendment),
                asModified,
                null,
                null,
                false,
                null,
                Map.of(
                    "en",
                    new TextChange(
                        base,
                        List.of(
                            new Edit(
                                0,
                                List.of("Text of " + provision + "."),
                                List.of(text),
                                amendment)),
                        text)),
                Map.of())),
        List.of(),
        on);
  }

  private static NoteTaken note(
      String plan,
      String meeting,
      String item,
      String paragraph,
      LocalDate on,
      List<String> provisions,
      String consultation) {
    return new NoteTaken(
        plan, new Minute(meeting, item, paragraph), provisions, null, null, consultation, null, on);
  }

  private static ActionRequested action(
      String meeting,
      String id,
      String item,
      String paragraph,
      String dueMeeting,
      LocalDate dueOn,
      String assignee) {
    return new ActionRequested(
        meeting,
        id,
        item,
        paragraph,
        List.of(assignee),
        "Do " + id,
        dueMeeting,
        dueOn,
        null,
        SECOND);
  }

  private static PublicationDeadlineSet deadline(String plan, String id, String document) {
    return new PublicationDeadlineSet(
        plan,
        id,
        plan + "-3",
        Period.ofMonths(1),
        document,
        new Minute(plan + "-2", "7", "7.2"),
        SECOND);
  }
}
