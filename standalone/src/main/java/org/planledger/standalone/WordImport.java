package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.word.WordAmendments;
import org.planledger.problem.Refused;

/** Shows what is asked for in a Word document that was downloaded here, and proposes it. */
final class WordImport {
  private final Client client;
  private final byte[] docx;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  WordImport(
      Client client,
      byte[] docx,
      String proposer,
      @Nullable String contributionId,
      @Nullable String on) {
    this.client = client;
    this.docx = docx;
    parameters.put("proposer", proposer);
    if (contributionId != null) {
      parameters.put("contributionId", contributionId);
    }
    if (on != null) {
      parameters.put("on", on);
    }
  }

  /**
   * Does it.
   *
   * @param send whether it is proposed once it is shown
   * @return the exit code
   */
  int run(boolean send, PrintWriter out, PrintWriter err) throws IOException {
    String plan = plan();
    Client.Answer tried = client.word(plan, docx, parameters, true);
    if (!tried.isOk()) {
      return refused(tried, err);
    }
    show(tried.body(), out);
    if (!send) {
      out.println("Nothing was written; --send proposes it.");
      return 0;
    }
    Client.Answer done = client.word(plan, docx, parameters, false);
    if (!done.isOk()) {
      return refused(done, err);
    }
    long applied = done.body().path("applied").asLong();
    long repeated = done.body().path("repeated").asLong();
    out.printf("%s proposed, %d of them earlier.%n", amendments(applied + repeated), repeated);
    return 0;
  }

  /** The document says which plan it is of. */
  private String plan() throws IOException {
    try {
      return WordAmendments.read(docx).plan();
    } catch (Refused unread) {
      throw new Failure(unread.problem().detail(), unread);
    }
  }

  private static int refused(Client.Answer answer, PrintWriter err) {
    err.printf(
        "The document is refused: %s%n", answer.body().path("detail").asText("no detail given"));
    // Else the detail says what is known of it.
    if (answer.status() < 500) {
      err.println("Nothing was written.");
    }
    answer
        .body()
        .path("errors")
        .forEach(error -> err.printf("  %s%n", error.path("detail").asText()));
    return 1;
  }

  private static void show(JsonNode report, PrintWriter out) {
    out.printf(
        "%s of plan %s, made from revision %d.%n%n",
        amendments(report.path("amendments").size()),
        report.path("plan").asText(),
        report.path("revision").asLong());
    for (JsonNode amendment : report.path("amendments")) {
      tell(amendment, out);
      out.println();
    }
    report.path("notes").forEach(note -> out.printf("Note: %s%n", note.asText()));
  }

  private static void tell(JsonNode amendment, PrintWriter out) {
    List<String> authors = new ArrayList<>();
    amendment.path("by").forEach(by -> authors.add(by.path("author").asText()));
    out.printf(
        "%s  %s of %s%s, on %s%n",
        amendment.path("amendment").asText(),
        amendment.path("change").asText(),
        amendment.path("provision").asText(),
        authors.isEmpty() ? "" : ", by " + String.join(", ", authors),
        amendment.path("on").asText());
    for (JsonNode wording : amendment.path("wordings")) {
      StringBuilder text = new StringBuilder();
      wording.path("runs").forEach(run -> text.append(Story.marked(run)));
      out.printf(
          "  %s%s: %s%n",
          wording.path("lang").asText(),
          wording.path("part").asText().equals("heading") ? ", heading" : "",
          text);
    }
    JsonNode place = amendment.path("place");
    if (place.isObject()) {
      String after = place.path("after").asText("");
      out.printf(
          "  below %s, %s%n",
          place.path("parent").asText("the top level"),
          after.isEmpty() ? "first" : "behind " + after);
    }
    out.printf("  %s%n", amendment.path("state").asText("proposed and settled before"));
    amendment
        .path("conflicts")
        .forEach(conflict -> out.printf("  %s%n", conflict.path("sentence").asText()));
    amendment.path("notes").forEach(note -> out.printf("  Note: %s%n", note.asText()));
  }

  private static String amendments(long count) {
    return count == 1 ? "1 amendment" : "%d amendments".formatted(count);
  }
}
