package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.akn.AknDocument;
import org.planledger.store.TestDatabases;
import org.w3c.dom.Element;

/** What would come of pending amendments, asked over HTTP. Every test has a plan of its own. */
class PendingAmendmentsIT {
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
    return new GivenPlan(planledger, id).text("a", "We serve all people of the world.");
  }

  private static Running.Answer asked(GivenPlan plan, String... amendments) {
    return planledger.post(
        "/api/plans/%s/what-if?minPosition=%d".formatted(plan.id(), plan.position()),
        Arrays.stream(amendments)
            .map("\"%s\""::formatted)
            .collect(Collectors.joining(",", "{\"amendments\":[", "]}")));
  }

  private static JsonNode whatIf(GivenPlan plan, String... amendments) {
    Running.Answer answer = asked(plan, amendments);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> texts(JsonNode array) {
    return GivenPlan.list(array).stream().map(JsonNode::asText).toList();
  }

  private static List<List<String>> groups(JsonNode answer) {
    return GivenPlan.list(answer.path("groups")).stream().map(PendingAmendmentsIT::texts).toList();
  }

  private static String english(JsonNode answer, String id) {
    return GivenPlan.list(answer.path("draft").path("provisions")).stream()
        .filter(provision -> provision.path("id").asText().equals(id))
        .map(provision -> provision.path("text").path("en").asText())
        .findFirst()
        .orElseThrow();
  }

  private static void change(GivenPlan plan, String amendment, String change) {
    plan.plan(
        "ProposeAmendment",
        "'amendmentId':'%s','proposer':'Ruritania','change':{%s},'on':'2017-09-11'"
            .formatted(amendment, change));
  }

  @Test
  void amendmentsThatGoTogetherGiveTheTextThatAgreeingWouldGiveAndNothingIsWritten() {
    GivenPlan plan = given("together").text("b", "Two.");
    plan.propose("A1", "a", "We serve every people of the world.");
    plan.propose("A2", "a", "We serve all people of this world.");
    plan.propose("A3", "b", "Second.");
    long revision = plan.get("/draft").path("revision").asLong();

    JsonNode answer = whatIf(plan, "A1", "A2", "A3");

    assertThat(english(answer, "a")).isEqualTo("We serve every people of this world.");
    assertThat(english(answer, "b")).isEqualTo("Second.");
    assertThat(texts(answer.path("applied"))).containsExactly("A1", "A2", "A3");
    assertThat(answer.path("conflicts")).isEmpty();
    assertThat(groups(answer)).containsExactly(List.of("A1"), List.of("A2"), List.of("A3"));
    assertThat(answer.path("changes").findValuesAsText("change")).contains("edited", "status");
    assertThat(answer.path("changes").findValuesAsText("op")).contains("insert", "delete");
    assertThat(plan.get("/draft").path("revision").asLong()).isEqualTo(revision);
    assertThat(plan.english("a", "")).isEqualTo("We serve all people of the world.");

    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['A1','A2']}");
    assertThat(plan.english("a", "")).isEqualTo(english(answer, "a"));
  }

  @Test
  void amendmentsThatCollideAreOneGroupAndTheConflictSaysWhich() {
    GivenPlan plan = given("collide");
    plan.propose("A1", "a", "We serve some people of the world.");
    plan.propose("A2", "a", "We serve no people of the world.");
    plan.propose("A3", "a", "We serve all people of the world, always.");

    JsonNode answer = whatIf(plan, "A1", "A2", "A3");

    assertThat(texts(answer.path("applied"))).containsExactly("A1", "A3");
    assertThat(groups(answer)).containsExactly(List.of("A1", "A2"), List.of("A3"));
    JsonNode conflict = answer.path("conflicts").path(0);
    assertThat(answer.path("conflicts")).hasSize(1);
    assertThat(conflict.path("kind").asText()).isEqualTo("overlapping");
    assertThat(conflict.path("amendment").asText()).isEqualTo("A2");
    assertThat(conflict.path("other").asText()).isEqualTo("A1");
    assertThat(conflict.path("sentence").asText())
        .isEqualTo("Amendment A1 changes words of a (en) that amendment A2 changes too: “all”.");
  }

  @Test
  void whatDependsOnAnotherIsInItsGroup() {
    GivenPlan plan = given("depends").provision("p", "'heading':{'en':'Part'}");
    plan.plan(
        "AddProvision",
        "'provisionId':'c','kind':'goal','parentId':'p','text':{'en':'Below.'},'on':'2017-05-02'");
    change(plan, "R-p", "'type':'remove','provisionId':'p'");
    change(plan, "R-c", "'type':'remove','provisionId':'c'");
    plan.propose("A1", "a", "We serve.");

    JsonNode answer = whatIf(plan, "R-p", "A1", "R-c");

    assertThat(answer.path("conflicts")).isEmpty();
    assertThat(texts(answer.path("applied"))).containsExactlyInAnyOrder("R-c", "R-p", "A1");
    assertThat(groups(answer)).containsExactly(List.of("R-p", "R-c"), List.of("A1"));
    assertThat(answer.path("changes").findValuesAsText("change")).contains("removed");

    JsonNode alone = whatIf(plan, "R-p");
    assertThat(texts(alone.path("applied"))).isEmpty();
    assertThat(alone.path("conflicts").path(0).path("kind").asText()).isEqualTo("rule");
  }

  @Test
  void twoInsertionsAtOnePlaceDependOnTheirOrder() {
    GivenPlan plan = given("order");
    for (String id : List.of("x", "y")) {
      change(
          plan,
          "I-" + id,
          "'type':'insert','provision':{'provisionId':'%s','kind':'goal','after':'a','text':{'en':'New %s.'}}"
              .formatted(id, id));
    }

    JsonNode answer = whatIf(plan, "I-x", "I-y");

    assertThat(texts(answer.path("applied"))).containsExactly("I-x", "I-y");
    assertThat(groups(answer)).containsExactly(List.of("I-x", "I-y"));
    assertThat(english(answer, "y")).isEqualTo("New y.");
  }

  @Test
  void whatCannotBeAskedIsRefusedWithWhatToDo() {
    GivenPlan plan = given("refused");
    plan.propose("A1", "a", "We serve.");
    GivenPlan.refused(asked(plan, "A9"), 404, "A9");
    GivenPlan.refused(asked(plan, "A1", "A1"), 422, "twice");
    GivenPlan.refused(asked(plan), 422, "amendments");
    plan.plan("WithdrawAmendment", "'amendmentId':'A1'");
    GivenPlan.refused(asked(plan, "A1"), 409, "WITHDRAWN");
    GivenPlan.refused(plan.ask("/amendments/A1/rebase"), 409, "WITHDRAWN");
    GivenPlan.refused(plan.ask("/amendments/A9/rebase"), 404, "A9");
    GivenPlan.refused(
        planledger.post("/api/plans/refused/what-if", "{\"amendment\":[]}"), 422, "amendments");
    GivenPlan.refused(planledger.post("/api/plans/refused/what-if", "{"), 400, "JSON");
    GivenPlan.refused(
        planledger.post("/api/plans/nowhere/what-if", "{\"amendments\":[\"A1\"]}"), 404, "nowhere");
  }

  @Test
  void whenTheTextMovesUnderAnAmendmentItIsToldWhatIsLeftOfIt() {
    GivenPlan plan = given("rebase").text("b", "Two.");
    plan.propose("applies", "a", "We serve all people of the world, always.");
    plan.propose("shrinks", "a", "They serve each people of the world.");
    plan.propose("contained", "a", "We serve each people of the world.");
    plan.propose("collides", "a", "We serve no people of the world.");
    for (String id : List.of("applies", "shrinks", "contained", "collides")) {
      assertThat(plan.get("/amendments/" + id + "/rebase").path("state").asText())
          .isEqualTo("applies");
    }
    plan.propose("decided", "a", "We serve each people of the world.");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['decided']}");

    JsonNode applies = plan.get("/amendments/applies/rebase");
    assertThat(applies.path("state").asText()).isEqualTo("applies");
    assertThat(applies.path("changes").path(0).path("runs").findValuesAsText("text"))
        .containsExactly("We serve each people of the world", ", always", ".");
    assertThat(plan.get("/amendments/shrinks/rebase").path("state").asText()).isEqualTo("shrank");
    assertThat(plan.get("/amendments/contained/rebase").path("state").asText())
        .isEqualTo("contained");
    JsonNode collides = plan.get("/amendments/collides/rebase");
    assertThat(collides.path("state").asText()).isEqualTo("conflicts");
    assertThat(collides.path("conflicts").path(0).path("sentence").asText())
        .isEqualTo(
            "What was decided since it was written changes words of a (en) that amendment collides"
                + " changes too: “all”.");
    assertThat(
            GivenPlan.list(plan.get("/amendments?status=pending").path("amendments")).stream()
                .map(one -> one.path("id").asText() + " " + one.path("rebase").asText()))
        .containsExactly(
            "applies applies", "shrinks shrank", "contained contained", "collides conflicts");
  }

  private static AknDocument akn(GivenPlan plan, String path) {
    return AknDocument.valid(
        planledger.document(path + "?minPosition=" + plan.position(), "application/akn+xml"));
  }

  private static AknDocument amendment(GivenPlan plan, String id) {
    return akn(plan, "/api/plans/%s/amendments/%s.akn".formatted(plan.id(), id));
  }

  /** Answered as papers are, and not again to those who have it. Gives its tag. */
  private static String paper(String path, String file, String links) {
    HttpResponse<String> answer = planledger.raw(path);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/akn+xml");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(answer.headers().firstValue("Content-Disposition")).contains(file);
    assertThat(answer.headers().firstValue("Link")).contains(links);
    String tag = tag(path);
    HttpResponse<String> again = planledger.raw(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(planledger.raw(path, "If-None-Match", "\"other\"").body()).isEqualTo(answer.body());
    return tag;
  }

  private static String tag(String path) {
    return planledger.raw(path).headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void anAmendmentIsADocumentOfLegislationInEveryState() {
    GivenPlan plan =
        given("akn").provision("p", "'heading':{'en':'Part'},'text':{'en':'One.\\nTwo. <b>&'}");
    change(
        plan,
        "T-1",
        "'type':'text','provisionId':'p','text':{'en':'One.\\n"
            + "Three. <b>&','ar':'واحد'},'heading':{'en':'Chapter'}");
    change(
        plan,
        "I/1",
        "'type':'insert','provision':{'provisionId':'x','kind':'goal','parentId':'p','after':'','text':{'en':'New.'}}");
    change(plan, "R-1", "'type':'remove','provisionId':'a'");
    change(plan, "M-1", "'type':'move','provisionId':'a','after':'p'");

    AknDocument text = amendment(plan, "T-1");
    assertThat(
            text.all("quotedText").stream()
                .map(each -> AknDocument.text(each, AknDocument.As.IT_IS)))
        .contains("Chapter", "واحد", "One.\nThree. <b>&");
    assertThat(
            text.all("quotedText").stream()
                .map(each -> AknDocument.text(each, AknDocument.As.IT_WAS)))
        .contains("Part", "One.\nTwo. <b>&");
    assertThat(text.all("destination").getLast().getAttribute("href")).endsWith("#hcontainer_2");
    assertThat(text.all("step")).hasSize(1);
    AknDocument inserted = amendment(plan, "I%2F1");
    assertThat(inserted.one("destination").getAttribute("pos")).isEqualTo("start");
    assertThat(AknDocument.texts(inserted.one("hcontainer"), AknDocument.As.IT_IS))
        .isEqualTo(Map.of("en", "New."));
    assertThat(AknDocument.texts(amendment(plan, "R-1").one("hcontainer"), AknDocument.As.IT_WAS))
        .isEqualTo(Map.of("en", "We serve all people of the world."));
    assertThat(amendment(plan, "M-1").one("mod").getTextContent()).isEqualTo("Move behind 2");

    String tag =
        paper(
            "/api/plans/akn/amendments/I%2F1.akn",
            "inline; filename=\"akn-I-1.akn\"",
            "<../amendments>; rel=\"collection\", <../draft>; rel=\"describes\"");
    change(plan, "later", "'type':'remove','provisionId':'p'");
    plan.get("/amendments");
    assertThat(tag("/api/plans/akn/amendments/I%2F1.akn")).isEqualTo(tag);
    tag = tag("/api/plans/akn/amendments/T-1.akn");
    plan.agree(1, "2017-09-11", "{'provisionId':'p','amendments':['T-1']}");
    plan.plan("WithdrawAmendment", "'amendmentId':'M-1','on':'2017-09-11'");
    plan.get("/amendments");
    assertThat(tag("/api/plans/akn/amendments/T-1.akn")).isNotEqualTo(tag);

    AknDocument agreed = amendment(plan, "T-1");
    assertThat(agreed.all("step").getLast().getAttribute("outcome")).isEqualTo("#agreed");
    assertThat(agreed.one("outcome").getAttribute("paragraph")).isEqualTo("1.1");
    assertThat(agreed.all("quotedText")).hasSameSizeAs(text.all("quotedText"));
    assertThat(amendment(plan, "M-1").all("step").getLast().getAttribute("by"))
        .isEqualTo("#proposer_1");
    GivenPlan.refused(plan.ask("/amendments/A9.akn"), 404, "A9");
    GivenPlan.refused(planledger.get("/api/plans/nowhere/amendments/A9.akn"), 404, "nowhere");
  }

  @Test
  void theAmendmentsBeforeAMeetingAreOneList() {
    GivenPlan plan = given("akn-list");
    GivenPlan.refused(
        planledger.get("/api/meetings/akn-list-1/amendments.akn?minPosition=" + plan.position()),
        404,
        "akn-list-1");
    plan.send(
        "SubmitContribution",
        "'contributionId':'akn-c','document':'AKN/7','title':{'en':'Proposals'},'submitter':'Ruritania','on':'2017-09-01'");
    for (String id : List.of("C-1", "C-2")) {
      plan.plan(
          "ProposeAmendment",
          "'amendmentId':'%s','proposer':'Ruritania','contributionId':'akn-c','change':{'type':'text','provisionId':'a','text':{'en':'%s.'}},'on':'2017-09-01'"
              .formatted(id, id));
    }
    plan.propose("D-1", "a", "They serve all people of the world.");
    plan.send(
        "AllocateContribution",
        "'contributionId':'akn-c','meetingId':'akn-list-2','agendaItem':'1','on':'2017-09-11'");
    plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['D-1']}");

    assertThat(listed(plan, "akn-list-1")).containsExactly("D-1");
    assertThat(listed(plan, "akn-list-2")).containsExactly("C-1", "C-2");
    paper(
        "/api/meetings/akn-list-2/amendments.akn",
        "inline; filename=\"akn-list-2-amendments.akn\"",
        "<report>; rel=\"related\", <decisions>; rel=\"related\", <actions>; rel=\"related\"");
    GivenPlan.refused(planledger.get("/api/meetings/nowhere/amendments.akn"), 404, "nowhere");
  }

  private static List<String> listed(GivenPlan plan, String meeting) {
    return akn(plan, "/api/meetings/%s/amendments.akn".formatted(meeting)).all("docNumber").stream()
        .map(Element::getTextContent)
        .toList();
  }
}
