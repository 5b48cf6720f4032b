package org.planledger.command.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.command.decision.Request;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.command.CorrectMeetingRecord;
import org.planledger.meeting.command.RequestAction;
import org.planledger.plan.Citation;
import org.planledger.plan.RecordFields;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.problem.FieldError;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

class CommandReaderTest {
  private static final String UNKNOWN_ID = "p-aaaabbbbccccdddd";
  private final CommandReader reader = new CommandReader();

  @Test
  void textsAreNormalisedAndOtherwiseKeptExactly() {
    AddProvision read =
        (AddProvision)
            read(
                    "AddProvision",
                    """
                    {"planId": "itu-2020", "provisionId": "goal/1(a)", "kind": "goal", "after": "",
                     "heading": {"FR": "E\\u0301galite\\u0301"},
                     "text": {"en": " a\\r\\nb\\rc\\t d \\u00a0", "zh-hant": "\\ud83d\\ude00 \\u6587"},
                     "references": [{"citation": "Constitution 142", "uri": null}],
                     "parentId": null}
                    """)
                .command();
    assertThat(read)
        .isEqualTo(
            new AddProvision(
                "itu-2020",
                "goal/1(a)",
                "goal",
                null,
                "",
                Map.of("fr", "\u00C9galit\u00E9"),
                Map.of("en", " a\nb\nc\t d \u00a0", "zh-Hant", "\uD83D\uDE00 \u6587"),
                List.of(new Citation("Constitution 142", null)),
                null));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            refused(
                () ->
                    read(
                        "ProposeAmendment",
                        """
                        {"planId": "..", "amendmendId": "a-1", "baseRevision": "3", "proposer": "",
                         "change": {"type": "insert", "provision":
                           {"provisionId": "v", "kind": "Value", "text": {"en": "a\\u0000b"}}},
                         "on": "11.9.2017"}
                        """)))
        .isEqualTo(
            new Problem(
                ProblemType.INVALID_FIELDS,
                "/amendmendId is unknown; amendmentId is probably meant. 7 other fields are wrong.",
                Map.of(
                    "errors",
                    List.of(
                        new FieldError("/amendmendId", "is unknown; amendmentId is probably meant"),
                        new FieldError(
                            "/planId",
                            "must be an id: 1 to 120 ASCII letters, digits and - . _ ( ) /"),
                        new FieldError(
                            "/amendmentId",
                            "is missing; give an id: 1 to 120 ASCII letters, digits and - . _ ( )"
                                + " /"),
                        new FieldError(
                            "/baseRevision",
                            "must be a whole number from 0 to 9223372036854775807"),
                        new FieldError(
                            "/change/provision/kind",
                            "must be a kind: one lower-case word of at most 60 letters such as goal"
                                + " or structural-part"),
                        new FieldError(
                            "/change/provision/text/en",
                            "holds a control character (U+0000) as character 2; take it out"),
                        new FieldError(
                            "/proposer",
                            "must be the name or id of a person or delegation: one line of 1 to"
                                + " 200 characters"),
                        new FieldError("/on", "must be a day such as 2017-09-12")))));
  }

  @Test
  void ofVeryManyFaultsTheFirstHundredAreToldAndTheOthersCounted() {
    StringBuilder body = new StringBuilder("{\"planId\":\"p\",\"amendmentId\":\"a\"");
    for (int n = 0; n < 50_000; n++) {
      body.append(",\"member").append(n).append("\":0");
    }
    Problem problem = refused(() -> read("WithdrawAmendment", body + "}"));
    assertThat((List<?>) problem.members().get("errors")).hasSize(100);
    assertThat(problem.members()).containsEntry("untold", 49_900);
    assertThat(problem.detail()).endsWith("49999 other fields are wrong.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AgreeProvisionaly | There is no command AgreeProvisionaly. AgreeProvisionally is probably"
            + " meant.",
        "addprovision | There is no command addprovision. AddProvision is probably meant.",
        "CorrectMeetingRecord | There is no command CorrectMeetingRecord. The commands are",
        "Sing | There is no command Sing. The commands are AddProvision, AddReference,"
            + " AdoptAgenda,",
        "PlanOpened | There is no command PlanOpened."
      })
  void aCommandThatDoesNotExist(String name, String sentence) {
    Problem problem = refused(() -> read(name, "{}"));
    assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(problem.detail()).startsWith(sentence);
  }

  @Test
  void whatTheSenderWroteIsQuotedInASentenceOnlyAsFarAsItIsLegible() {
    Problem problem =
        refused(() -> read("OpenMeeting", "{\"\\n\\u001b[2J\": 1, \"meetingId\": \"m\"}"));
    assertThat(problem.detail()).isEqualTo("/??[2J is unknown; the members are meetingId, on.");
    assertThat(problem.members().get("errors"))
        .isEqualTo(
            List.of(new FieldError("/\n\u001b[2J", "is unknown; the members are meetingId, on")));
    assertThat(refused(() -> read("\n\ud800" + "x".repeat(300), "{}")).detail())
        .startsWith("There is no command ??" + "x".repeat(198) + ".... The commands are ");
  }

  @Test
  void theMemberThatIsGivenTellsWhoseRecordIsCorrected() {
    assertThat(
            read(
                    "CorrectRecord",
                    """
                    {"planId": "itu-2020", "revision": 7, "set": {"paragraph": "8.1"},
                     "reason": "A slip."}
                    """)
                .command())
        .isEqualTo(
            new CorrectRecord(
                "itu-2020", 7, new RecordFields(null, null, "8.1", null), null, "A slip.", null));
    assertThat(
            read(
                    "CorrectRecord",
                    """
                    {"meetingId": "CWG-SFP-2", "revision": 7, "set": {"place": "Geneva"},
                     "reason": "A slip."}
                    """)
                .command())
        .isEqualTo(
            new CorrectMeetingRecord(
                "CWG-SFP-2",
                7,
                new MeetingFields(null, null, null, null, "Geneva", null, null, null, null),
                null,
                "A slip.",
                null));
    assertThat(
            pointers(
                () ->
                    read(
                        "CorrectRecord",
                        """
                        {"planId": "p", "meetingId": "m", "revision": 7, "reason": "A slip."}
                        """)))
        .containsExactly("/meetingId");
    assertThat(pointers(() -> read("CorrectRecord", "{\"revision\": 7, \"reason\": \"A slip.\"}")))
        .containsExactly("/planId");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | The body is empty; send a JSON object. | 1 | 1",
        "` ` | The body is empty; send a JSON object. | 1 | 1",
        "{ | The JSON ends before it is complete. | 1 | 2",
        "{\"a\": \"b | The JSON ends before it is complete. | 1 | 9",
        "{\"a\":1,~\"a\":2} | This is no JSON: Duplicate field 'a'. | 2 | 4",
        "{\"\\u0000\":1,\"\\u0000\":2} | This is no JSON: Duplicate field '?'. | 1 | 21",
        "{} {} | Something follows the end of the JSON value. | 1 | 4",
        "{}~ x | This is no JSON: Unrecognized token 'x' | 2 | 2",
        "{\"a\": NaN} | This is no JSON: Non-standard token 'NaN'. | 1 | 10",
        "{\"a\": Infinity} | This is no JSON: Non-standard token 'Infinity'. | 1 | 15",
        "{\"a\": 01} | This is no JSON: Invalid numeric value: Leading zeroes not allowed | 1 | 8",
        "{\"a\": +1} | This is no JSON: | 1 | 8",
        "{\"a\": 1,} | This is no JSON: Unexpected character ('}' (code 125)) | 1 | 9",
        "{'a': 1} | This is no JSON: Unexpected character (''' (code 39)) | 1 | 2",
        "{a: 1} | This is no JSON: Unexpected character ('a' (code 97)) | 1 | 2",
        "// x~{} | This is no JSON: Unexpected character ('/' (code 47)). | 1 | 1",
        "{} # x | This is no JSON: Unexpected character ('#' (code 35)) | 1 | 4",
        "{\"a\": \"b~c\"} | This is no JSON: Illegal unquoted character | 1 | 9",
        "{\"a\": \"\\x\"} | This is no JSON: Unrecognized character escape 'x' (code 120) | 1 | 9",
        "{\"a\": \"\\u12g4\"} | This is no JSON: Unexpected character ('g' (code 103)) | 1 | 12",
        "{\"\\ud800\": 1} | This is no JSON: the name of a member holds half a character, | 1 | 13",
        "\uFEFF{} | This is no JSON: Unexpected character | 1 | 1"
      })
  void aBodyThatIsNoJson(String body, String sentence, int line, int column) {
    Problem problem = refused(() -> read("OpenMeeting", body.replace('~', '\n')));
    assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_JSON);
    assertThat(problem.detail()).startsWith(sentence);
    assertThat(problem.detail()).endsWith(". It is at line %d, column %d.".formatted(line, column));
  }

  @Test
  void aBodyThatIsNotUtf8() {
    byte[] latin = "{\"planId\":\n \"caf\u00E9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(() -> reader.read("OpenPlan", latin, UnaryOperator.identity())).detail())
        .isEqualTo("Byte 17 is not UTF-8; send the text in UTF-8. It is at line 2, column 6.");
    for (byte[] wrong :
        List.of(
            new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'},
            new byte[] {(byte) 0xFE, (byte) 0xFF, 0, '{', 0, '}'},
            new byte[] {'"', (byte) 0xE6})) {
      assertThat(refused(() -> reader.read("OpenPlan", wrong, UnaryOperator.identity())).type())
          .isEqualTo(ProblemType.MALFORMED_JSON);
    }
  }

  @Test
  void aBodyNestedTooDeepOrWithANameOrNumberBeyondAllUse() {
    for (String wrong :
        List.of(
            "[".repeat(33) + "]".repeat(33),
            "{\"a\":".repeat(100_000),
            "[".repeat(1_000_000),
            "{\"%s\": 1}".formatted("n".repeat(2_000)),
            "{\"a\": %s}".formatted("9".repeat(2_000)))) {
      assertThat(refused(() -> read("OpenMeeting", wrong)).detail())
          .startsWith(
              "The JSON is nested more than 32 deep, or holds a name or number of more than 1000"
                  + " characters. It is at line 1, column ");
    }
    assertThat(pointers(() -> read("OpenMeeting", "[".repeat(32) + "]".repeat(32))))
        .containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "\"text\"", "null", "true"})
  void aBodyThatIsNoObject(String body) {
    Problem problem = refused(() -> read("OpenMeeting", body));
    assertThat(problem.detail()).isEqualTo("The command must be an object.");
    assertThat(problem.members())
        .containsEntry("errors", List.of(new FieldError("", "must be an object")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e2", "1E400", "1e99999999999", "-1e-99999999999", "0.0", "-0.0", "3.000", "1e0"})
  void aNumberThatIsWrittenAsAFractionIsNoWholeNumber(String number) {
    assertThat(
            pointers(
                () ->
                    read(
                        "IssueDraft",
                        "{\"planId\":\"p\",\"document\":\"2/6\",\"revision\":%s}"
                            .formatted(number))))
        .containsExactly("/revision");
  }

  @Test
  void aTextAsLongAsABodyCanBeIsReportedWithItsField() {
    String body =
        "{\"planId\":\"p\",\"amendmentId\":\"a\",\"reason\":\"%s\"}"
            .formatted("x".repeat(1_000_000));
    assertThat(pointers(() -> read("WithdrawAmendment", body))).containsExactly("/reason");
  }

  @Test
  void namesAreReplacedByIdsAndEachIsAskedForOnce() {
    List<String> asked = new ArrayList<>();
    RequestAction read =
        (RequestAction)
            reader
                .read(
                    "RequestAction",
                    bytes(
                        """
                        {"meetingId": "m", "actionId": "a", "agendaItem": "8",
                         "assignees": ["The secretariat", "Ms Diallo", "The secretariat",
                                       "p-aaaabbbbccccdddd"],
                         "text": "Send it."}
                        """),
                    name -> {
                      asked.add(name);
                      return "p-" + name.length();
                    })
                .command();
    assertThat(read.assignees()).containsExactly("p-15", "p-9", "p-15", "p-18");
    assertThat(asked).containsExactly(UNKNOWN_ID, "The secretariat", "Ms Diallo");
  }

  @Test
  void anIdOfNobodyIsReportedWithItsFieldBeforeAnyNameIsRegistered() {
    List<String> registered = new ArrayList<>();
    UnaryOperator<String> register =
        name -> {
          if (name.equals(UNKNOWN_ID)) {
            throw new Refused(ProblemType.INVALID_FIELDS, "Nobody has it.");
          }
          registered.add(name);
          return "p-" + name;
        };
    String line =
        """
        {"command": "RequestAction", "id": "1", "actor": "%s", "body":
         {"meetingId": "m", "actionId": "a", "agendaItem": "8", "text": "Send it.",
          "assignees": ["Ms Diallo", "%s"]}}
        """
            .formatted(UNKNOWN_ID, UNKNOWN_ID)
            .replace("\n", " ");
    Problem problem = refused(() -> reader.readLine(bytes(line), register));
    String detail = "is the id of nobody; give a name, or the id of one who is registered";
    assertThat(problem.members())
        .containsEntry(
            "errors",
            List.of(new FieldError("/actor", detail), new FieldError("/body/assignees/1", detail)));
    assertThat(registered).isEmpty();
  }

  @Test
  void aRegisterThatIsAwayIsNoFaultOfTheSender() {
    Refused away = new Refused(ProblemType.UNAVAILABLE, "Away.");
    assertThat(
            catchThrowableOfType(
                Refused.class,
                () ->
                    reader.read(
                        "SubmitContribution",
                        bytes(
                            """
                            {"contributionId": "c", "submitter": "p-aaaabbbbccccdddd",
                             "title": {"en": "T"}, "document": "2/6"}
                            """),
                        name -> {
                          throw away;
                        })))
        .isSameAs(away);
  }

  @Test
  void aLineTellsItsKeyItsActorAndItsCommand() {
    CommandReader.Line line =
        reader.readLine(
            bytes(
                """
                {"command":"ProposeAmendment","id":"m2/3.3 a)","actor":"Ms Diallo","body":
                {"planId":"p","amendmentId":"a","proposer":"Brazil",
                "change":{"type":"remove","provisionId":"v"},"on":"2017-09-11"}}
                """),
            name -> "p-" + name);
    assertThat(line.id()).isEqualTo("m2/3.3 a)");
    assertThat(line.actor()).isEqualTo("p-Ms Diallo");
    assertThat(line.read().command())
        .isEqualTo(
            new ProposeAmendment(
                "p",
                "a",
                null,
                new Change.Remove("v"),
                "p-Brazil",
                null,
                null,
                LocalDate.parse("2017-09-11")));
  }

  @Test
  void faultsOfALineAndOfItsCommandAreToldTogether() {
    assertThat(
            pointers(
                () ->
                    reader.readLine(
                        bytes(
                            """
                            {"command":"OpenMeeting","id":"","actr":"x","body":{"on":"today"}}
                            """),
                        UnaryOperator.identity())))
        .containsExactly("/actr", "/id", "/body/meetingId", "/body/on");
    assertThat(pointers(() -> reader.readLine(bytes("{}"), UnaryOperator.identity())))
        .containsExactly("/command", "/id", "/body");
    assertThat(
            refused(
                    () ->
                        reader.readLine(
                            bytes("{\"command\":\"OpenMeting\",\"id\":\"1\",\"body\":{}}"),
                            UnaryOperator.identity()))
                .type())
        .isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void theKeyOfALineHasUpToTwoHundredCharacters() {
    String line = "{\"command\":\"OpenMeeting\",\"id\":\"%s\",\"body\":{\"meetingId\":\"m\"}}";
    String longest = "\uD83D\uDE00".repeat(200);
    assertThat(reader.readLine(bytes(line.formatted(longest)), UnaryOperator.identity()).id())
        .isEqualTo(longest);
    for (String wrong : List.of(longest + "a", "", " ", "a\\nb", "a\\u0000")) {
      assertThat(
              pointers(
                  () -> reader.readLine(bytes(line.formatted(wrong)), UnaryOperator.identity())))
          .containsExactly("/id");
    }
  }

  /** Keys are kept for ever: this digest must never change. */
  @Test
  void theDigestIsTakenFromTheCommandInItsCanonicalForm() {
    assertThat(
            read(
                    "ProposeAmendment",
                    """
                    {"proposer": "Brazil", "rationale": "", "planId": "itu-2020",
                     "amendmentId": "a-1", "baseRevision": 0, "on": "2017-09-11",
                     "change": {"heading": {}, "type": "text", "provisionId": "vision",
                                "text": {"fr": "B", "en": "A"}}}
                    """
                        .replace("\"rationale\": \"\",", ""))
                .digest())
        .isEqualTo(
            Request.sha256(
                "ProposeAmendment{\"amendmentId\":\"a-1\",\"baseRevision\":0,"
                    + "\"change\":{\"type\":\"text\",\"provisionId\":\"vision\","
                    + "\"text\":{\"en\":\"A\",\"fr\":\"B\"}},\"on\":\"2017-09-11\","
                    + "\"planId\":\"itu-2020\",\"proposer\":\"Brazil\"}"));
  }

  @Test
  void twoBodiesThatAskForTheSameHaveTheSameDigest() {
    String digest =
        read("MoveProvision", "{\"planId\":\"p\",\"provisionId\":\"v\",\"after\":\"\"}").digest();
    assertThat(
            List.of(
                "{\"after\":\"\",\"provisionId\":\"v\",\"planId\":\"p\",\"on\":null}",
                "{ \"provisionId\":\"\\u0076\","
                    + " \"planId\":\"p\",\"after\":\"\",\"parentId\":null}"))
        .allSatisfy(body -> assertThat(read("MoveProvision", body).digest()).isEqualTo(digest));
    assertThat(
            List.of(
                "{\"planId\":\"p\",\"provisionId\":\"v\"}",
                "{\"planId\":\"p\",\"provisionId\":\"v\",\"after\":\"a\"}",
                "{\"planId\":\"q\",\"provisionId\":\"v\",\"after\":\"\"}"))
        .allSatisfy(body -> assertThat(read("MoveProvision", body).digest()).isNotEqualTo(digest));
  }

  private CommandReader.Read read(String name, String body) {
    return reader.read(name, bytes(body), UnaryOperator.identity());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> pointers(ThrowingCallable reading) {
    return ((List<?>) refused(reading).members().get("errors"))
        .stream().map(error -> ((FieldError) error).pointer()).toList();
  }

  private static Problem refused(ThrowingCallable reading) {
    Refused refused = catchThrowableOfType(Refused.class, reading);
    assertThat(refused).isNotNull();
    return refused.problem();
  }
}
