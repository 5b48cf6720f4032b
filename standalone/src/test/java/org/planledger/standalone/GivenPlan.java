package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** A plan over HTTP, sat on by two meetings of its own; it reads what it has written. */
final class GivenPlan {
  private final Running planledger;
  private final String id;
  private long position;

  GivenPlan(Running planledger, String id) {
    this(planledger, id, "en,zh,ar");
  }

  GivenPlan(Running planledger, String id, String languages) {
    this.planledger = planledger;
    this.id = id;
    send(
        "OpenPlan",
        "'planId':'%s','title':{'en':'Plan'},'timeZone':'Europe/Zurich','languages':['%s'],'authoritativeLanguage':'en','on':'2017-05-01'"
            .formatted(id, languages.replace(",", "','")));
    meeting(id + "-1", "2017-09-11", "2017-09-12");
    meeting(id + "-2", "2018-01-15", "2018-01-16");
  }

  private void meeting(String meeting, String from, String to) {
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

  GivenPlan provision(String provision, String more) {
    plan(
        "AddProvision",
        "'provisionId':'%s','kind':'goal',%s,'on':'2017-05-02'".formatted(provision, more));
    return this;
  }

  GivenPlan text(String provision, String english) {
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

  String id() {
    return id;
  }

  /** The position of the last command. */
  long position() {
    return position;
  }

  String knownNow() {
    return get("/draft").path("knownAt").asText();
  }

  List<JsonNode> changes(String query) {
    return list(get("/diff?" + query).path("changes"));
  }

  JsonNode send(String command, String fields) {
    JsonNode answer = send(planledger, command, fields);
    position = answer.path("position").asLong();
    return answer;
  }

  /** Sends a command that is to be carried out. */
  static JsonNode send(Running planledger, String command, String fields) {
    Running.Answer answer =
        planledger.command(command, "{%s}".formatted(fields).replace('\'', '"'));
    assertThat(answer.status()).as("%s: %s", command, answer.body()).isEqualTo(200);
    return answer.body();
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** That it was refused, with these words. */
  static void refused(Running.Answer answer, int status, String... words) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(words);
  }
}
