package org.planledger.query.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.planledger.Vocabulary;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.feed.FeedType;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.operation.event.DraftPublished;
import org.planledger.plan.RecordFields;
import org.planledger.plan.Scope;
import org.planledger.plan.Voices;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.store.StoredEvent;

/** The document of the feed shows every type, as it is really sent. */
class FeedDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/feeds.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("### `(org\\.planledger\\.[a-z.]+)`.*?```json\n(.*?)```", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate DAY = LocalDate.parse("2017-09-12");
  private static final Minute MINUTE = new Minute("CWG-SFP-2", "6", "6.2");
  private static final String PLAN = "itu-2020";
  private static final String MEETING = "CWG-SFP-2";

  private static List<Event> examples() {
    return List.of(
        new PlanOpened(
            PLAN,
            Map.of("en", "Strategic plan"),
            ZoneOffset.UTC,
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            DAY),
        new ProvisionAdded(
            PLAN,
            new NewProvision(
                "goal-1", "goal", new Place(null, null), Map.of(), Map.of(), List.of()),
            DAY),
        new AmendmentProposed(
            PLAN,
            "A-1",
            1,
            new Proposal.Removal("goal-1", 1),
            "p-aaaaaaaaaaaaaaaa",
            "CWG-SFP-2/10",
            "CWG-SFP-2/10",
            null,
            DAY),
        new AmendmentDeclined(PLAN, "A-1", MINUTE, null, DAY),
        new ProvisionallyAgreed(
            PLAN,
            MINUTE,
            List.of(
                new AgreedItem(
                    "vision",
                    Scope.TEXT,
                    List.of("A-2"),
                    false,
                    null,
                    null,
                    false,
                    null,
                    Map.of(),
                    Map.of())),
            List.of(),
            DAY),
        new ProvisionReopened(PLAN, "vision", MINUTE, null, DAY),
        new NoteTaken(PLAN, MINUTE, List.of("goal-1"), null, "CWG-SFP-2/7", null, null, DAY),
        new TranslationProvided(
            PLAN, "vision", "fr", new TextChange(null, List.of(), ""), null, 4, null, DAY),
        new FrameworkApproved(
            PLAN,
            "framework",
            Map.of("en", "Strategic framework"),
            MINUTE,
            List.of(new FrameworkMember("vision", 4), new FrameworkMember("goal-1", 1)),
            List.of(),
            DAY),
        new ConditionFulfilled(PLAN, "framework", 1, MINUTE, null, DAY),
        new DraftIssued(PLAN, "CWG-SFP-2/6(Rev.2)", 41, DAY),
        new DraftPublished(
            PLAN,
            "CWG-SFP-2/6(Rev.2)",
            42,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            DAY),
        new DraftWithdrawn(PLAN, "CWG-SFP-2/6(Rev.2)", "The annex is missing.", DAY),
        new DraftScheduled(
            PLAN,
            "second-draft",
            "CWG-SFP-3/2",
            "CWG-SFP-3",
            Period.ofDays(30),
            null,
            null,
            MINUTE,
            DAY),
        new StatementRecorded(
            PLAN, MINUTE, Voices.SOME, List.of(), "It is clear.", List.of("vision"), null, DAY),
        new PlanTransmitted(PLAN, MINUTE, DAY),
        new PlanAdopted(PLAN, MINUTE, DAY),
        new RecordCorrected(
            PLAN, 40, new RecordFields(null, null, "6.3", null), false, "Misread", DAY),
        new MeetingRescheduled(MEETING, DAY, DAY, false, null, null, DAY),
        new MeetingOpened(MEETING, DAY),
        new MeetingClosed(MEETING, DAY),
        new AgendaAdopted(
            MEETING, "CWG-SFP-2/1", List.of(new AgendaItem("1", Map.of("en", "Opening"))), DAY),
        new ActionRequested(
            MEETING, "glossary", "6", "6.4", List.of(), "Revise it", null, DAY, null, DAY),
        new OutcomesReserved(MEETING, "6", "6.9", "Preliminary", DAY),
        new ReservationLifted(MEETING, "CWG-SFP-3", null, null, null, DAY),
        new ReportPublished(MEETING, "CWG-SFP-2/16", DAY),
        new ContributionSubmitted(
            "CWG-SFP-2/10", "p-aaaaaaaaaaaaaaaa", Map.of("en", "Vision"), "CWG-SFP-2/10", DAY));
  }

  /** By type, in the order in which they are declared. */
  private static Map<String, JsonNode> sent() throws IOException {
    Map<String, JsonNode> sent = new LinkedHashMap<>();
    for (Event event : examples()) {
      FeedEvent told =
          FeedEvent.of(
              new StoredEvent(
                  1337,
                  "7c5a4f0e-91d8-4c5b-8d0a-3f6f2b1c9e77",
                  event.aggregateId(),
                  event instanceof PlanOpened ? 0 : 42,
                  null,
                  "2017-09-12T16:30:00Z",
                  event.getClass().getSimpleName(),
                  "1",
                  "{}",
                  "{}"),
              event,
              "https://planledger.example/log");
      sent.put(told.type().type(), JSON.readTree(told.json()));
    }
    return sent;
  }

  @Test
  void theDocumentShowsEveryTypeAsItIsSent() throws IOException {
    Map<String, JsonNode> shown = new LinkedHashMap<>();
    Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
    while (example.find()) {
      shown.put(example.group(1), JSON.readTree(example.group(2)));
    }
    assertThat(shown).containsExactlyEntriesOf(sent());
    assertThat(shown.keySet())
        .containsExactlyElementsOf(Arrays.stream(FeedType.values()).map(FeedType::type).toList());
  }

  @Test
  void theDocumentNamesTheEventsOfEveryType() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (FeedType type : FeedType.values()) {
      assertThat(document)
          .contains("| `%s` | %s |".formatted(type.type(), String.join(", ", type.events())));
    }
  }

  /** Whoever adds an event says here whether a publisher is told of it. */
  @Test
  void nobodyIsToldOfTheseEvents() {
    Set<String> untold = new TreeSet<>();
    for (Class<? extends Event> type : Vocabulary.EVENTS) {
      if (FeedType.of(type.getSimpleName()).isEmpty()) {
        untold.add(type.getSimpleName());
      }
    }
    assertThat(untold)
        .containsExactly(
            "ApprovalRefused",
            "BundleExported",
            "ConsultationClosed",
            "ConsultationOpened",
            "ConsultationPostponed",
            "ContributionAllocated",
            "ContributionIntroduced",
            "DeadLetterDiscarded",
            "DeadLetterRetried",
            "DocumentNumberUsed",
            "FindingsRecorded",
            "ImportEnded",
            "KeyRotated",
            "ProjectionRebuildRequested",
            "ProjectionRebuilt",
            "SubjectErased",
            "WebhookMoved",
            "WebhookResumed",
            "WebhookSecretRotated",
            "WebhookSubscribed",
            "WebhookUnsubscribed");
  }
}
