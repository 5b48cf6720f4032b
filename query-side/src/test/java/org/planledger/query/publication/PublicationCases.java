package org.planledger.query.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.TlogProof;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.people.People;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.TextChange;
import org.planledger.query.Answering;
import org.planledger.query.ledger.FirstCheckpoints;
import org.planledger.store.ReadOnly;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.text.Edit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What holds of publications, on an application that others test as well. */
public abstract class PublicationCases {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate DAY = LocalDate.parse("2017-12-15");

  /** The application. */
  protected abstract Answering answers();

  @Test
  void anIssuedDraftIsPublishedInEveryFormatUnderHashes() throws Exception {
    issued("publish-whole", "WHOLE/6(Rev.2)");
    answers().record(new ProvisionRemoved("publish-whole", List.of("vision"), DAY));
    HttpResponse<byte[]> answer = published("publish-whole", "WHOLE%2F6(Rev.2)");
    JsonNode manifest = JSON.readTree(answer.body());
    assertThat(manifest.get("document").asText()).isEqualTo("WHOLE/6(Rev.2)");
    assertThat(manifest.get("revision").asLong()).isEqualTo(2);
    assertThat(manifest.at("/issued/revision").asLong()).isEqualTo(3);
    assertThat(manifest.at("/issued/on").asText()).isEqualTo("2017-12-15");
    assertThat(manifest.at("/title/fr").asText()).isEqualTo("Le plan");
    assertThat(manifest.get("languages")).extracting(JsonNode::asText).containsExactly("en", "fr");
    assertThat(manifest.has("due")).isFalse();
    assertThat(header(answer, "ETag"))
        .isEqualTo("\"%s\"".formatted(Snapshot.sha256(answer.body())));
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");

    String base = "/api/plans/publish-whole/publications/WHOLE%2F6(Rev.2)";
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("manifest.json", answer.body());
    for (JsonNode file : manifest.get("files")) {
      String name = file.get("name").asText();
      HttpResponse<byte[]> got = answers().bytes(base + "/" + name);
      assertThat(got.statusCode()).as(name).isEqualTo(200);
      assertThat(Snapshot.sha256(got.body())).as(name).isEqualTo(file.get("sha256").asText());
      assertThat(got.body()).as(name).hasSize(file.get("size").asInt());
      assertThat(header(got, "Content-Type")).isEqualTo(file.get("mediaType").asText());
      assertThat(header(got, "ETag")).isEqualTo("\"%s\"".formatted(file.get("sha256").asText()));
      assertThat(header(got, "Cache-Control")).isEqualTo("max-age=31536000, immutable");
      files.put(name, got.body());
    }
    assertThat(files.keySet())
        .containsExactly(
            "manifest.json",
            "draft.json",
            "draft.html",
            "draft.md",
            "draft.txt",
            "draft.pdf",
            "draft.docx",
            "draft.akn",
            "issued.tlog-proof");
    assertThat(new String(files.get("draft.txt"), UTF_8))
        .contains("A fair world", "Un monde juste");
    assertThat(JSON.readTree(files.get("draft.json")).get("revision").asLong()).isEqualTo(2);
    assertThat(new String(files.get("draft.html"), UTF_8)).contains("doc:WHOLE/6(Rev.2)");

    HttpResponse<byte[]> zip = answers().bytes(base + "/publication.zip");
    assertThat(header(zip, "Content-Disposition"))
        .contains("\"publish-whole-WHOLE-6-Rev.2--publication.zip\"");
    Map<String, byte[]> zipped = unzipped(zip.body());
    assertThat(List.copyOf(zipped.keySet())).isEqualTo(List.copyOf(files.keySet()));
    files.forEach((name, bytes) -> assertThat(zipped.get(name)).as(name).isEqualTo(bytes));
    assertThat(answers().bytes(base + "/publication.zip").body()).isEqualTo(zip.body());
    assertThat(answers().bytes(base, "If-None-Match", header(answer, "ETag")).statusCode())
        .isEqualTo(304);
    assertThat(
            answers()
                .bytes(base + "/publication.zip", "If-None-Match", header(zip, "ETag"))
                .statusCode())
        .isEqualTo(304);

    TlogProof proof = TlogProof.parse(files.get("issued.tlog-proof"));
    assertThat(proof.index()).isEqualTo(manifest.at("/ledger/index").asLong());
    assertThat(proof.note().toString()).isEqualTo(manifest.at("/ledger/checkpoint").asText());
    assertThat(proof.leaf()).contains(manifest.at("/issued/event").asText());
    assertThat(told("WHOLE/6(Rev.2)"))
        .singleElement()
        .satisfies(row -> assertThat(row.payload()).contains(Snapshot.sha256(answer.body())));
  }

  @Test
  void whatIsPublishedIsTheSameAfterANameIsErasedAndWhereItHasToBeMadeAgain() {
    issued("publish-again", "AGAIN-1");
    byte[] manifest = published("publish-again", "AGAIN-1").body();
    byte[] zip =
        answers().bytes("/api/plans/publish-again/publications/AGAIN-1/publication.zip").body();
    assertThat(new String(zip, UTF_8)).doesNotContain("Secretary");
    String secretary = answers().person("Secretary");
    answers().bean(People.class).erase(secretary);
    try {
      assertThat(published("publish-again", "AGAIN-1").body()).isEqualTo(manifest);
    } finally {
      database().sql("UPDATE person SET name = 'Secretary' WHERE id = ?").param(secretary).update();
    }

    lose("publish-again");
    await().until(() -> !isDue("publish-again"));
    assertThat(
            answers().bytes("/api/plans/publish-again/publications/AGAIN-1/publication.zip").body())
        .isEqualTo(zip);
    assertThat(told("AGAIN-1")).hasSize(1);
  }

  @Test
  void whatWouldNotBeWhatWasPublishedIsNotPublished() {
    issued("publish-other", "OTHER-1");
    published("publish-other", "OTHER-1");
    StoredEvent told = told("OTHER-1").getFirst();
    database()
        .sql("UPDATE domain_event SET payload = ? WHERE event_id = ?")
        .params(
            told.payload().replaceFirst("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"00ff\""),
            told.eventId())
        .update();
    lose("publish-other");
    await().until(() -> state("publish-other").equals("FAILED"));
    assertThat(answers().refusal("/api/plans/publish-other/publications/OTHER-1"))
        .startsWith("503 Draft OTHER-1 is issued, and is not published: ")
        .contains("it was published with the SHA-256 00ff and its rows are lost");
    assertThat(new String(answers().bytes("/actuator/health").body(), UTF_8))
        .contains("Draft OTHER-1 of plan publish-other is not published");
    await()
        .untilAsserted(
            () ->
                assertThat(new String(answers().bytes("/actuator/prometheus").body(), UTF_8))
                    .contains("planledger_publications_failed 1.0"));
    database().sql("DELETE FROM publication_due WHERE plan_id = 'publish-other'").update();
    database()
        .sql("UPDATE domain_event SET payload = ? WHERE event_id = ?")
        .params(told.payload(), told.eventId())
        .update();
  }

  /** As after the end of a node in between: the bytes are kept, and the log does not know of it. */
  @Test
  void whatWasKeptAndNotRecordedIsRecordedLater() {
    ReadOnly readOnly = answers().bean(ReadOnly.class);
    readOnly.begin(new ReadOnly.Found(1, null, "for a moment"));
    byte[] kept;
    try {
      issued("publish-kept", "KEPT-1");
      await().until(() -> status("publish-kept", "KEPT-1") == 200);
      kept = answers().bytes("/api/plans/publish-kept/publications/KEPT-1/publication.zip").body();
      assertThat(isDue("publish-kept")).isTrue();
      assertThat(told("KEPT-1")).isEmpty();
    } finally {
      readOnly.end();
    }
    published("publish-kept", "KEPT-1");
    assertThat(told("KEPT-1")).hasSize(1);
    assertThat(
            answers().bytes("/api/plans/publish-kept/publications/KEPT-1/publication.zip").body())
        .isEqualTo(kept);
  }

  @Test
  void whatANewerVersionIssuedWaitsUntilItIsKnown() throws Exception {
    issued("publish-known", "KNOWN-1");
    published("publish-known", "KNOWN-1");
    StoredEvent row;
    try (Connection another = answers().bean(DataSource.class).getConnection()) {
      // Another node reads on meanwhile.
      another.setAutoCommit(false);
      another.createStatement().execute("SELECT position FROM publication_log FOR UPDATE");
      issued("publish-newer", "NEWER-1");
      row =
          answers()
              .bean(StoredEvents.class)
              .ofStream("plan:publish-newer", List.of("DraftIssued"), -1, Long.MAX_VALUE, 1)
              .getFirst();
      await().until(() -> answers().bean(FirstCheckpoints.class).over(row.eventId()).isPresent());
      payload(row, row.payload().replaceFirst("\\{", "{\"room\":1,"));
      another.rollback();
    }
    try {
      await()
          .until(
              () ->
                  new String(answers().bytes("/actuator/health").body(), UTF_8)
                      .contains("upgrade this node"));
      assertThat(answers().bean(Publications.class).problems())
          .singleElement()
          .asString()
          .contains(
              "DraftIssued at position " + row.position(), row.eventId(), "upgrade this node");
      assertThat(database().sql("SELECT position FROM publication_log").query(Long.class).single())
          .isEqualTo(row.position() - 1);
    } finally {
      payload(row, row.payload());
    }
    published("publish-newer", "NEWER-1");
    assertThat(answers().bean(Publications.class).problems()).isEmpty();
  }

  private void payload(StoredEvent row, String payload) {
    database()
        .sql("UPDATE domain_event SET payload = ? WHERE event_id = ?")
        .params(payload, row.eventId())
        .update();
  }

  @Test
  void whatAnotherNodeMakesIsLeftToItUntilItsTimeIsOver() {
    issued("publish-claimed", "CLAIMED-1");
    byte[] manifest = published("publish-claimed", "CLAIMED-1").body();
    lose(
        "publish-claimed",
        "owner, owned_until",
        "'another', CURRENT_TIMESTAMP + INTERVAL '1' HOUR");
    assertThat(state("publish-claimed")).isEqualTo("WAITING");
    HttpResponse<byte[]> waiting =
        answers().bytes("/api/plans/publish-claimed/publications/CLAIMED-1");
    assertThat(waiting.statusCode()).isEqualTo(503);
    assertThat(header(waiting, "Retry-After")).isNotEmpty();
    assertThat(new String(waiting.body(), UTF_8)).contains("once a checkpoint covers that");
    database()
        .sql(
            "UPDATE publication_due SET owned_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND WHERE"
                + " plan_id = 'publish-claimed'")
        .update();
    await().until(() -> state("publish-claimed").equals("PUBLISHED"));
    assertThat(published("publish-claimed", "CLAIMED-1").body()).isEqualTo(manifest);
  }

  @Test
  void aWithdrawnDraftIsGoneAndCanStillBeProven() throws Exception {
    issued("publish-taken", "TAKEN-1");
    byte[] manifest = published("publish-taken", "TAKEN-1").body();
    answers().record(new DraftWithdrawn("publish-taken", "TAKEN-1", "The annex is missing", DAY));
    JsonNode one = answers().get("/api/plans/publish-taken/publications").at("/publications/0");
    assertThat(one.get("state").asText()).isEqualTo("WITHDRAWN");
    assertThat(one.get("sha256").asText()).isEqualTo(Snapshot.sha256(manifest));
    for (String file : List.of("", "/manifest.json", "/draft.pdf", "/publication.zip")) {
      HttpResponse<byte[]> gone =
          answers().bytes("/api/plans/publish-taken/publications/TAKEN-1" + file);
      assertThat(gone.statusCode()).as(file).isEqualTo(410);
      JsonNode problem = JSON.readTree(gone.body());
      assertThat(problem.get("type").asText()).endsWith("/problems/withdrawn");
      assertThat(problem.get("detail").asText())
          .startsWith("Draft TAKEN-1 was withdrawn on 2017-12-15: The annex is missing. ");
      assertThat(problem.at("/withdrawn/reason").asText()).isEqualTo("The annex is missing");
      assertThat(problem.at("/withdrawn/revision").asLong()).isEqualTo(4);
      assertThat(problem.at("/withdrawn/by/id").asText()).startsWith("p-");
      assertThat(problem.at("/withdrawn/recordedAt").asText()).startsWith("20");
    }
    HttpResponse<byte[]> still =
        answers().bytes("/api/plans/publish-taken/" + one.get("href").asText());
    assertThat(still.statusCode()).isEqualTo(200);
    assertThat(still.body()).isEqualTo(manifest);
    assertThat(
            answers()
                .bytes("/api/plans/publish-taken/publications/TAKEN-1/draft.pdf?withdrawn=true")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            answers().get("/api/plans/publish-taken/draft?at=doc:TAKEN-1").get("revision").asLong())
        .isEqualTo(2);
  }

  @Test
  void linksLeadFromAPublicationToItsFilesItsDraftAndItsNeighbours() {
    String base = "/api/plans/publish-links/publications/";
    issued("publish-links", "LINKS/1(Rev.1)");
    published("publish-links", "LINKS%2F1(Rev.1)");
    assertThat(linked(base + "LINKS%2F1(Rev.1)"))
        .contains("latest-version " + base + "LINKS%2F1(Rev.1)")
        .noneMatch(link -> link.contains("successor-version"));
    Map<String, List<String>> kept = new LinkedHashMap<>();
    for (String file : List.of("draft.json", "draft.pdf", "issued.tlog-proof", "publication.zip")) {
      kept.put(file, linked(base + "LINKS%2F1(Rev.1)/" + file));
    }
    assertThat(kept.get("draft.pdf"))
        .contains(
            "alternate %sLINKS%%2F1(Rev.1)/draft.html text/html en fr".formatted(base),
            "alternate %sLINKS%%2F1(Rev.1)/draft.akn application/akn+xml en fr".formatted(base),
            "via /api/plans/publish-links/draft.pdf?at=doc%3ALINKS%2F1%28Rev.1%29",
            "collection %sLINKS%%2F1(Rev.1)/manifest.json application/json".formatted(base))
        .hasSize(8);
    assertThat(kept.get("issued.tlog-proof")).isEqualTo(kept.get("publication.zip")).hasSize(1);

    for (String number : List.of("LINKS/2", "LINKS/3")) {
      answers().record(new DraftIssued("publish-links", number, 1, DAY));
      published("publish-links", number.replace("/", "%2F"));
    }
    kept.forEach(
        (file, links) ->
            assertThat(linked(base + "LINKS%2F1(Rev.1)/" + file)).as(file).isEqualTo(links));
    for (String address : List.of("LINKS%2F2", "LINKS%2F2/manifest.json")) {
      assertThat(linked(base + address))
          .contains(
              "item %sLINKS%%2F2/draft.md text/markdown en fr".formatted(base),
              "item %sLINKS%%2F2/issued.tlog-proof text/plain".formatted(base),
              "item %sLINKS%%2F2/publication.zip application/zip".formatted(base),
              "collection /api/plans/publish-links/publications",
              "describes /api/plans/publish-links/draft?at=doc%3ALINKS%2F2",
              "predecessor-version " + base + "LINKS%2F1(Rev.1)",
              "successor-version " + base + "LINKS%2F3",
              "latest-version " + base + "LINKS%2F3")
          .hasSize(14);
    }

    HttpResponse<byte[]> first = answers().bytes(base + "LINKS%2F1(Rev.1)");
    answers().record(new DraftWithdrawn("publish-links", "LINKS/2", "Too early", DAY));
    answers().get("/api/plans/publish-links/publications");
    assertThat(linked(base + "LINKS%2F2?withdrawn=true"))
        .contains(
            "item %sLINKS%%2F2/draft.md?withdrawn=true text/markdown en fr".formatted(base),
            "predecessor-version " + base + "LINKS%2F1(Rev.1)",
            "successor-version " + base + "LINKS%2F3");
    assertThat(linked(base + "LINKS%2F2/draft.html?withdrawn=true")).hasSize(8);
    // Who has the manifest already learns where to go from now on all the same.
    HttpResponse<byte[]> same =
        answers().bytes(base + "LINKS%2F1(Rev.1)", "If-None-Match", header(first, "ETag"));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(header(first, "Link")).contains("<../publications/LINKS%2F2>; rel=\"successor");
    assertThat(header(same, "Link")).contains("<../publications/LINKS%2F3>; rel=\"successor");
  }

  @Test
  void linksLeadFromAnIssuedDraftToItsPublicationAndToWhatStaysAsItIs() {
    String plan = "/api/plans/publish-cited/";
    issued("publish-cited", "CITED-1");
    published("publish-cited", "CITED-1");
    String first = plan + "draft.txt?at=doc%3ACITED-1";
    String cited = only("cite-as", linked(first));
    assertThat(cited).startsWith(first + "&knownAt=2018-01-0");
    HttpResponse<byte[]> fixed = answers().bytes(cited);
    assertThat(header(fixed, "Cache-Control")).isEqualTo("max-age=31536000, immutable");
    assertThat(fixed.body()).isEqualTo(answers().bytes(first).body());
    List<String> links = linked(cited);
    assertThat(links)
        .contains("describedby /api/plans/publish-cited/publications/CITED-1")
        .noneMatch(link -> link.startsWith("successor") || link.startsWith("cite-as"));

    answers()
        .record(
            added("publish-cited", "later", Map.of("en", "Later.")),
            new DraftIssued("publish-cited", "CITED-2", 4, DAY));
    published("publish-cited", "CITED-2");
    assertThat(linked(cited)).isEqualTo(links);
    assertThat(linked(first + "&lang=en"))
        .contains("successor-version %sdraft.txt?at=doc%%3ACITED-2&lang=en".formatted(plan))
        .noneMatch(link -> link.startsWith("predecessor"));
    assertThat(linked(plan + "draft?at=doc:CITED-2"))
        .contains(
            "predecessor-version %sdraft?at=doc%%3ACITED-1".formatted(plan),
            "latest-version %sdraft".formatted(plan))
        .noneMatch(link -> link.startsWith("successor"));
    assertThat(only("cite-as", linked(plan + "draft?at=rev:1")))
        .startsWith(plan + "draft?at=rev%3A1&knownAt=");
    List<String> redline = linked(plan + "redline.md?from=doc:CITED-1&to=doc:CITED-2");
    assertThat(redline)
        .contains(
            "related /api/plans/publish-cited/publications/CITED-1",
            "related /api/plans/publish-cited/publications/CITED-2");
    assertThat(answers().bytes(only("cite-as", redline)).body())
        .isEqualTo(answers().bytes(plan + "redline.md?from=doc:CITED-1&to=doc:CITED-2").body());
    // What meetings record does not count at an instant before it.
    for (String open : List.of("draft?at=latest", "redline?from=doc:CITED-1", "draft")) {
      assertThat(linked(plan + open)).as(open).noneMatch(link -> link.startsWith("cite-as"));
    }
  }

  /** The relations used here, as IANA has registered them. */
  private static final Set<String> REGISTERED =
      Set.of(
          "alternate",
          "cite-as",
          "collection",
          "describedby",
          "describes",
          "item",
          "latest-version",
          "predecessor-version",
          "related",
          "successor-version",
          "version-history",
          "via");

  private static final Pattern LINK =
      Pattern.compile("<([^>]*)>; rel=\"([^\"]*)\"((?:; [a-z]+=\"[^\"]*\")*)(?:, |$)");

  private final Map<String, HttpResponse<byte[]>> followed = new HashMap<>();

  /** Follows each link: its relation, its address, and its type and languages where it says so. */
  private List<String> linked(String path) {
    List<String> links = new ArrayList<>();
    HttpResponse<byte[]> answer = answers().bytes(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(LINK.matcher(header(answer, "Link")).replaceAll("")).isEmpty();
    for (MatchResult link : LINK.matcher(header(answer, "Link")).results().toList()) {
      String target = URI.create(path).resolve(link.group(1)).toString();
      List<String> said =
          Pattern.compile("(type|hreflang)=\"([^\"]*)\"")
              .matcher(link.group(3))
              .results()
              .map(each -> each.group(2))
              .toList();
      HttpResponse<byte[]> there =
          followed.computeIfAbsent(target, address -> answers().bytes(address));
      assertThat(there.statusCode()).as("%s of %s", target, path).isEqualTo(200);
      assertThat(header(there, "Content-Type")).startsWith(said.isEmpty() ? "" : said.getFirst());
      assertThat(REGISTERED).contains(link.group(2));
      links.add(
          Stream.concat(Stream.of(link.group(2), target), said.stream())
              .collect(Collectors.joining(" ")));
    }
    return links;
  }

  private static String only(String relation, List<String> links) {
    List<String> found = links.stream().filter(link -> link.startsWith(relation + " ")).toList();
    assertThat(found).as(relation).hasSize(1);
    return found.getFirst().substring(relation.length() + 1);
  }

  @Test
  void whatIsDamagedIsNotAnswered() {
    issued("publish-damaged", "DAMAGED-1");
    published("publish-damaged", "DAMAGED-1");
    String base = "/api/plans/publish-damaged/publications/DAMAGED-1";
    database()
        .sql(
            "UPDATE publication_part SET bytes = ? WHERE name = 'draft.txt' AND position ="
                + " (SELECT position FROM publication WHERE document = 'DAMAGED-1')")
        .param("Another text".getBytes(UTF_8))
        .update();
    for (String file : List.of("/draft.txt", "/publication.zip")) {
      assertThat(answers().refusal(base + file))
          .startsWith("500 draft.txt of publication DAMAGED-1 is damaged: it has the SHA-256 ");
    }
    assertThat(answers().bytes(base + "/draft.md").statusCode()).isEqualTo(200);
    database().sql("UPDATE publication SET manifest = '{}' WHERE document = 'DAMAGED-1'").update();
    assertThat(answers().refusal(base)).startsWith("500 manifest.json of publication DAMAGED-1");
    assertThat(answers().refusal(base + "/draft.md"))
        .startsWith("500 manifest.json of publication DAMAGED-1");
  }

  @Test
  void aScheduledDraftSaysWhenItWasDue() {
    Instant set =
        answers()
            .record(
                opened("publish-due"),
                new MeetingScheduled(
                    "publish-due-3",
                    "Group",
                    "3",
                    LocalDate.parse("2018-03-01"),
                    LocalDate.parse("2018-03-02"),
                    ZoneOffset.UTC,
                    null,
                    List.of(),
                    false,
                    DAY),
                new DraftScheduled(
                    "publish-due",
                    "d",
                    "DUE-1",
                    "publish-due-3",
                    Period.ofMonths(1),
                    null,
                    null,
                    null,
                    DAY));
    assertThat(set).isBefore(Instant.parse("2018-02-01T00:00:00Z"));
    answers().record(new DraftIssued("publish-due", "DUE-1", 0, LocalDate.parse("2018-02-03")));
    JsonNode manifest = answers().get("/api/plans/publish-due/publications/DUE-1");
    assertThat(manifest.get("due").toString())
        .isEqualTo(
            "{\"deadline\":\"d\",\"meeting\":\"publish-due-3\",\"day\":\"2018-02-01\",\"at\":\"2018-02-01T00:00:00Z\"}");
    JsonNode deadline = answers().get("/api/plans/publish-due/deadlines").at("/deadlines/0");
    assertThat(deadline.get("scheduled").asBoolean()).isTrue();
    assertThat(deadline.get("state").asText()).isEqualTo("late");
    assertThat(deadline.get("dueAt").asText()).isEqualTo("2018-02-01T00:00:00Z");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    issued("publish-there", "THERE-1");
    published("publish-there", "THERE-1");
    assertThat(answers().refusal("/api/plans/publish-there/publications/THERE-2"))
        .startsWith("404 No draft of plan publish-there was issued as THERE-2");
    assertThat(answers().refusal("/api/plans/nobody/publications/THERE-1")).startsWith("404 ");
    assertThat(answers().refusal("/api/plans/publish-there/publications/THERE-1/draft.odt"))
        .startsWith("404 Publication THERE-1 has no draft.odt; it has draft.json, ");
    assertThat(answers().refusal("/api/plans/nobody/publications"))
        .startsWith("404 There is no plan nobody");
    answers().record(opened("publish-none"));
    assertThat(answers().get("/api/plans/publish-none/publications").get("publications")).isEmpty();
  }

  /** A vision in two languages, issued as revision 2 by revision 3. */
  private void issued(String plan, String document) {
    answers()
        .record(
            opened(plan),
            added(plan, "vision", Map.of("en", "A fair world.", "fr", "Un monde juste.")),
            added(plan, "mission", Map.of("en", "To close the divide.")),
            new DraftIssued(plan, document, 2, DAY));
  }

  private static PlanOpened opened(String plan) {
    return new PlanOpened(
        plan,
        Map.of("en", "The plan", "fr", "Le plan"),
        ZoneOffset.UTC,
        List.of("en", "fr"),
        "en",
        List.of(),
        List.of(),
        DAY);
  }

  private static ProvisionAdded added(String plan, String id, Map<String, String> texts) {
    Map<String, TextChange> changes = new LinkedHashMap<>();
    texts.forEach(
        (language, text) ->
            changes.put(
                language,
                new TextChange(null, List.of(new Edit(0, List.of(), List.of(text), null)), text)));
    return new ProvisionAdded(
        plan, new NewProvision(id, id, new Place(null, null), Map.of(), changes, List.of()), DAY);
  }

  /** The manifest, once it is there. */
  private HttpResponse<byte[]> published(String plan, String document) {
    String path = "/api/plans/%s/publications/%s".formatted(plan, document);
    answers().get(path);
    return answers().bytes(path);
  }

  private int status(String plan, String document) {
    return answers().bytes("/api/plans/%s/publications/%s".formatted(plan, document)).statusCode();
  }

  private String state(String plan) {
    try {
      return JSON.readTree(answers().bytes("/api/plans/%s/publications".formatted(plan)).body())
          .at("/publications/0/state")
          .asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isDue(String plan) {
    return database()
            .sql("SELECT count(*) FROM publication_due WHERE plan_id = ?")
            .param(plan)
            .query(Long.class)
            .single()
        > 0;
  }

  private void lose(String plan) {
    lose(plan, "failure", "NULL");
  }

  /** Has the rows of a publication lost, and it be made again. */
  private void lose(String plan, String columns, String values) {
    StoredEvent issued =
        answers()
            .bean(StoredEvents.class)
            .ofStream("plan:" + plan, List.of("DraftIssued"), -1, Long.MAX_VALUE, 1)
            .getFirst();
    new TransactionTemplate(answers().bean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              database()
                  .sql(
                      "INSERT INTO publication_due (position, event_id, plan_id, document, revision, %s) SELECT position, ?, plan_id, document, revision, %s FROM publication WHERE plan_id = ?"
                          .formatted(columns, values))
                  .params(issued.eventId(), plan)
                  .update();
              database()
                  .sql(
                      "DELETE FROM publication_part WHERE position IN (SELECT position FROM"
                          + " publication WHERE plan_id = ?)")
                  .param(plan)
                  .update();
              database().sql("DELETE FROM publication WHERE plan_id = ?").param(plan).update();
            });
  }

  /** What the log says was published under a number. */
  private List<StoredEvent> told(String document) {
    return answers().bean(StoredEvents.class).ofType("DraftPublished").stream()
        .filter(row -> row.payload().contains("\"document\":\"%s\"".formatted(document)))
        .toList();
  }

  private JdbcClient database() {
    return answers().bean(JdbcClient.class);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static Map<String, byte[]> unzipped(byte[] bytes) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Integer> methods = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
        methods.add(entry.getMethod());
      }
    }
    assertThat(methods).containsOnly(ZipEntry.STORED);
    return files;
  }
}
