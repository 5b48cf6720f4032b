package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/** What can be asked of the example, told as a secretary would want to read it. */
final class Story {
  private static final String PLAN = "/api/plans/itu-2020";
  private static final String MEETING = "CWG-SFP-2";
  private static final int WIDTH = 100;

  private final Client client;
  private final PrintWriter out;

  Story(Client client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  void tell() {
    timeline();
    afterTheMeeting();
    draft("2017-05-24");
    draft("2017-09-01");
    draft("2017-09-12");
    redline("purpose");
    provenance("purpose");
    whatElse();
    correction();
    out.flush();
  }

  private void title(String text) {
    out.printf("%n%s%n%s%n", text, "=".repeat(text.length()));
  }

  private void timeline() {
    title("What happened, in the order in which it was decided");
    JsonNode page = client.get(PLAN + "/timeline");
    for (JsonNode entry : page.path("entries")) {
      out.printf(
          "%-10s  %-18s  %s%n",
          entry.path("on").asText(), where(entry), shortened(entry.path("sentence").asText()));
    }
  }

  /** Meeting and paragraph, such as {@code CWG-SFP-2, 3.3 a}. */
  private static String where(JsonNode entry) {
    String meeting = entry.path("meeting").asText("");
    String paragraph = entry.path("paragraph").asText("");
    return paragraph.isEmpty() ? meeting : meeting + ", " + paragraph;
  }

  private void afterTheMeeting() {
    title(
        "After meeting 2: what was decided, and what it counts for while its outcomes are"
            + " reserved");
    JsonNode draft = client.get(PLAN + "/draft?lang=en&at=meeting:" + MEETING);
    out.printf("%-8s %-19s %-22s %-22s%n", "", "", "decided", "effective");
    for (JsonNode provision : draft.path("provisions")) {
      out.printf(
          "%-8s %-19s %-22s %-22s%s%n",
          provision.path("number").asText(),
          provision.path("id").asText(),
          words(provision.path("status")),
          words(provision.path("effectiveStatus")),
          remark(provision));
    }
    for (JsonNode framework : draft.path("frameworks")) {
      out.printf(
          "%nFramework \"%s\": decided %s, effectively %s.%n",
          framework.path("title").asText(),
          words(framework.path("status")),
          words(framework.path("effectiveStatus")));
      for (JsonNode condition : framework.path("conditions")) {
        out.printf(
            "  Condition (%s): %s%n",
            condition.path("fulfilled").asBoolean() ? "fulfilled" : "open",
            condition.path("text").asText());
      }
    }
  }

  private static String remark(JsonNode provision) {
    String structure = provision.path("structure").path("status").asText();
    String remark = provision.path("remark").path("outcome").asText("");
    String place = structure.equals("DRAFTED") ? "" : "place " + words(structure);
    String done = words(remark.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    return place.isEmpty() || done.isEmpty() ? place + done : place + "; " + done;
  }

  private static String words(JsonNode status) {
    return words(status.asText());
  }

  private static String words(String status) {
    return status.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void draft(String day) {
    JsonNode draft = client.get(PLAN + "/draft?lang=en&at=date:" + day);
    title("The draft on " + day);
    for (JsonNode provision : draft.path("provisions")) {
      String heading = provision.path("heading").asText("");
      String text = provision.path("text").asText("");
      String status = provision.path("status").asText();
      out.printf(
          "%-8s %s%s%n",
          provision.path("number").asText(),
          shortened(heading.isEmpty() || text.isEmpty() ? heading + text : heading + ". " + text),
          status.equals("DRAFTED") ? "" : " [" + words(status) + "]");
    }
  }

  private void redline(String provision) {
    title("What became of \"%s\" since the first meeting opened".formatted(provision));
    JsonNode diff = client.get(PLAN + "/diff?lang=en&from=rev:1&to=latest");
    for (JsonNode change : diff.path("changes")) {
      if (change.path("id").asText().equals(provision)
          && change.path("change").asText().equals("edited")) {
        StringBuilder text = new StringBuilder();
        change.path("runs").forEach(run -> text.append(marked(run)));
        out.println(text);
      }
    }
  }

  /** A run of a difference, marked in characters. */
  static String marked(JsonNode run) {
    String text = run.path("text").asText();
    return switch (run.path("op").asText()) {
      case "insert" -> "{+" + text + "+}";
      case "delete" -> "[-" + text + "-]";
      default -> text;
    };
  }

  private void provenance(String provision) {
    title("Who brought each word of \"%s\"".formatted(provision));
    JsonNode text = client.get(PLAN + "/provisions/" + provision + "/provenance?lang=en");
    for (JsonNode run : text.path("runs")) {
      String from =
          run.path("amendment").isMissingNode()
              ? "the draft of %s".formatted(run.path("on").asText())
              : "amendment %s of %s, agreed at %s on %s"
                  .formatted(
                      run.path("amendment").asText(),
                      run.path("proposer").path("name").asText("somebody"),
                      where(run),
                      run.path("on").asText());
      out.printf("%-52s <- %s%n", "\"" + run.path("text").asText() + "\"", from);
    }
  }

  private void whatElse() {
    title("What is still open");
    for (JsonNode amendment : client.get(PLAN + "/amendments?status=pending").path("amendments")) {
      out.printf(
          "Pending    %s on %s%n",
          amendment.path("id").asText(), amendment.path("provision").asText());
    }
    for (JsonNode action : client.get("/api/actions?status=open").path("actions")) {
      out.printf(
          "Action     %s (due %s)%n",
          shortened(action.path("text").asText()),
          action.path("due").path("meeting").asText("at any time"));
    }
    for (JsonNode deadline : client.get(PLAN + "/deadlines").path("deadlines")) {
      out.printf(
          "Deadline   draft text to be published by %s (%s)%n",
          deadline.path("due").asText(), deadline.path("state").asText());
    }
    for (JsonNode consultation : client.get("/api/consultations").path("consultations")) {
      JsonNode postponed = consultation.path("postponed");
      if (consultation.path("state").asText().equals("postponed")) {
        out.printf(
            "Postponed  %s, until after %s: %s%n",
            consultation.path("title").path("en").asText(),
            postponed.path("afterMeeting").asText(),
            postponed.path("reason").asText());
      }
    }
  }

  private void correction() {
    title("What was known of the next meeting, before and after paragraph 8.1 was corrected");
    JsonNode now = client.get("/api/meetings/CWG-SFP-3");
    JsonNode first = now.path("corrections").path(0);
    Instant corrected = Instant.parse(first.path("recordedAt").asText());
    meeting("before", client.get("/api/meetings/CWG-SFP-3?knownAt=" + corrected.minusMillis(1)));
    meeting("after", now);
    out.printf("why: %s%n", first.path("reason").asText());
  }

  private void meeting(String when, JsonNode meeting) {
    out.printf(
        "%-7s %s, meeting %s, %s to %s%n        %s%n",
        when + ":",
        meeting.path("body").asText(),
        meeting.path("number").asText(),
        meeting.path("from").asText(),
        meeting.path("to").asText(),
        meeting.path("place").asText());
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= WIDTH
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDTH - 1)) + "…";
  }
}
