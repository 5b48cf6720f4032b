package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;

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
}
