package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planledger.ledger.Evidence.Place;
import org.planledger.ledger.Evidence.Proved;
import org.planledger.ledger.Evidence.Run;
import org.planledger.ledger.EvidenceFailed.Reason;

/** The evidence of a text that a meeting agreed, half of it from an amendment. */
public class EvidenceTest {
  private static final Trust TRUST = Trust.in(TestLog.KEY.verifier());
  private static final int SIZE = 300;

  private static final String ADDED =
      "{\"planId\":\"itu-2020\",\"provisionId\":\"vision\",\"text\":{\"en\":\"An information"
          + " society\"}}";
  private static final String PROPOSED =
      "{\"planId\":\"itu-2020\",\"amendmentId\":\"a-1\",\"provisionId\":\"vision\",\"edits\":[{\"brings\":[\",\",\""
          + " \",\"for\",\" \",\"all\"]}]}";
  private static final String AGREED =
      "{\"planId\":\"itu-2020\",\"items\":[{\"provisionId\":\"vision\",\"text\":{\"en\":{\"text\":\"An"
          + " information society, for all\"}}}]}";

  public static TestLog log() {
    List<LoggedEvent> events = new ArrayList<>(TestLog.ofSize(SIZE).events());
    events.set(10, event(10, "PlanOpened", ADDED));
    events.set(20, event(20, "AmendmentProposed", PROPOSED));
    events.set(270, event(270, "ProvisionallyAgreed", AGREED));
    return TestLog.of(events);
  }

  private static LoggedEvent event(int index, String type, String payload) {
    return new LoggedEvent(
        new Envelope(
            new Envelope.Actor("p-abc", "secretariat", null),
            "plan:itu-2020",
            "Plan",
            "event-" + index,
            index + 1,
            "CWG-SFP-2",
            Envelope.hashOf(payload),
            type,
            1,
            0,
            Instant.parse("2017-09-11T09:00:00Z").plusSeconds(index),
            null,
            null),
        payload);
  }

  public static Evidence evidence(TestLog log) {
    return new Evidence(
        "itu-2020",
        "vision",
        "date:2017-09-12",
        Map.of(
            "en",
            new Evidence.Text(
                "An information society, for all",
                new Place("event-270", "/items/0/text/en/text"),
                List.of(
                    new Run("An information society", new Place("event-10", "/text/en")),
                    new Run(", for all", new Place("event-20", "/edits/0/brings"))))),
        List.of(log.proved(10), log.proved(20), log.proved(270)),
        TestLog.cosigned(log.signed(SIZE, TestLog.KEY)));
  }

  @Test
  void evidenceHoldsInLessThan20Kilobytes() {
    Evidence evidence = evidence(log());
    byte[] bytes = evidence.bytes();
    assertThat(bytes.length).isLessThan(20_000);
    assertThat(Evidence.isEvidence(bytes)).isTrue();
    Evidence read = Evidence.read(bytes);
    assertThat(read.bytes()).isEqualTo(bytes);
    assertThat(read.verify(TRUST).checkpoint().size()).isEqualTo(SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ],"text":"An information society,      | ],"text":"An information society     | TEXT_MISMATCH
          "text":"An information society"      | "text":"The information society"    | TEXT_MISMATCH
          "/items/0/text/en/text"              | "/items/1/text/en/text"             | TEXT_MISMATCH
          "/items/0/text/en/text"              | "/items/00/text/en/text"            | TEXT_MISMATCH
          "/items/0/text/en/text"              | "items/0/text/en/text"              | TEXT_MISMATCH
          "/edits/0/brings"                    | "/edits/0"                          | TEXT_MISMATCH
          "provision":"vision"                 | "provision":"mission"               | TEXT_MISMATCH
          "plan":"itu-2020"                    | "plan":"itu-2024"                   | TEXT_MISMATCH
          "event":"event-20"                   | "event":"event-30"                  | TEXT_MISMATCH
          "event":"event-270"                  | "event":"event-271"                 | TEXT_MISMATCH
          "for"," ","all"                      | "of"," ","all"                      | LEAF_MISMATCH
          "meeting":"CWG-SFP-2"                | "meeting":"CWG-SFP-3"               | PROOF_MISMATCH
          "index":"20"                         | "index":"21"                        | PROOF_MISMATCH
          "index":"20"                         | "index":"300"                       | PROOF_MISMATCH
          """)
  void whatDoesNotFitIsNamed(String from, String to, Reason reason) {
    String text = new String(evidence(log()).bytes(), UTF_8);
    String changed = text.replace(from, to);
    assertThat(changed).isNotEqualTo(text);
    assertThatThrownBy(() -> Evidence.read(changed.getBytes(UTF_8)).verify(TRUST))
        .isInstanceOfSatisfying(
            EvidenceFailed.class, failed -> assertThat(failed.reason()).isEqualTo(reason));
  }

  /** Anybody can propose a text, or quote it in a reason; only some events decide it. */
  @ParameterizedTest
  @CsvSource({
    "AmendmentProposed, /items/0/text/en/text",
    "ProvisionallyAgreed, /items/0/reason",
    "ProvisionallyAgreed, /items/0/text/fr/text",
  })
  void aTextStandsWhereItIsDecided(String type, String pointer) {
    List<LoggedEvent> events = new ArrayList<>(log().events());
    String payload =
        AGREED.replace(
            "\"text\":{",
            "\"reason\":\"An information society, for all\",\"text\":{\"fr\":{\"text\":\"An"
                + " information society, for all\"},");
    events.set(270, event(270, type, payload));
    TestLog forged = TestLog.of(events);
    String text = new String(evidence(forged).bytes(), UTF_8);
    byte[] bytes = text.replace("/items/0/text/en/text", pointer).getBytes(UTF_8);
    assertThatThrownBy(() -> Evidence.read(bytes).verify(TRUST))
        .isInstanceOfSatisfying(
            EvidenceFailed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.TEXT_MISMATCH));
  }

  /** A translation is a text in the one language that it says. */
  @Test
  void aTranslationIntoAnotherLanguageProvesNoText() {
    byte[] english = translated("en");
    assertThat(Evidence.read(english).verify(TRUST).checkpoint().size()).isEqualTo(SIZE);
    byte[] french = translated("fr");
    assertThatThrownBy(() -> Evidence.read(french).verify(TRUST))
        .isInstanceOfSatisfying(
            EvidenceFailed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.TEXT_MISMATCH));
  }

  /** Evidence of the text in English that a translation into a language brought. */
  private static byte[] translated(String language) {
    List<LoggedEvent> events = new ArrayList<>(log().events());
    String payload =
        "{\"planId\":\"itu-2020\",\"provisionId\":\"vision\",\"language\":\"%s\",\"text\":{\"text\":\"An information society, for all\"}}"
            .formatted(language);
    events.set(270, event(270, "TranslationProvided", payload));
    String text = new String(evidence(TestLog.of(events)).bytes(), UTF_8);
    return text.replace("/items/0/text/en/text", "/text/text").getBytes(UTF_8);
  }

  /** A checkpoint alone proves no text, and neither do events of which no text is made. */
  @ParameterizedTest
  @CsvSource({"texts, {}", "events, []"})
  void evidenceOfNothingIsNone(String member, String nothing) {
    Map<String, Object> file = new TreeMap<>();
    ((Map<?, ?>) CanonicalJson.parse(evidence(log()).bytes()))
        .forEach((name, value) -> file.put((String) name, value));
    file.put(member, CanonicalJson.parse(nothing));
    assertThatThrownBy(() -> Evidence.read(CanonicalJson.write(file)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("a text, and an event that decided it");
  }

  @Test
  void theCheckpointIsCheckedToo() {
    Evidence evidence = evidence(log());
    Trust other = Trust.in(TestLog.STRANGER.verifier());
    assertThatThrownBy(() -> evidence.verify(other)).isInstanceOf(Untrusted.class);
    String text = new String(evidence.bytes(), UTF_8);
    byte[] shorter = text.replace("\\n300\\n", "\\n299\\n").getBytes(UTF_8);
    assertThatThrownBy(() -> Evidence.read(shorter).verify(TRUST))
        .isInstanceOf(SignatureFailed.class);
    for (String wrong :
        List.of(
            text.substring(1),
            text.replace("evidence/v1", "evidence/v2"),
            text.replace("{\"checkpoint\"", "{\"a\":1,\"checkpoint\""),
            text.replace("\"index\":\"20\"", "\"index\":20"))) {
      assertThatThrownBy(() -> Evidence.read(wrong.getBytes(UTF_8))).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void eachEventHasItsProofInAFileOfItsOwn() {
    Evidence evidence = evidence(log());
    for (Proved proved : evidence.events()) {
      byte[] file = proved.proof(evidence.checkpoint()).toString().getBytes(UTF_8);
      assertThat(TlogProof.isProof(file)).isTrue();
      TlogProof proof = TlogProof.parse(file);
      assertThat(proof).isEqualTo(proved.proof(evidence.checkpoint()));
      byte[] leaf = proved.event().envelope().leaf();
      assertThat(proof.leaf()).isEqualTo(new String(leaf, UTF_8));
      proof.verify(leaf, TRUST);
      byte[] other = log().events().get(11).envelope().leaf();
      assertThatThrownBy(() -> proof.verify(other, TRUST)).isInstanceOf(ProofFailed.class);
    }
  }

  @Test
  void otherTextsAreNoProofs() {
    TlogProof proof = log().proved(20).proof(log().signed(SIZE, TestLog.KEY));
    String text = proof.toString();
    for (String wrong :
        List.of(
            text.replace("@v1", "@v2"),
            text.replace("index 20\n", ""),
            text.replace("index 20\n", "index 020\n"),
            text.replace("index 20\n", "index 20\n\n"),
            text.replace("index 20\n", "index 20\nAAAA\n"),
            text.replace("extra ", "extra  "),
            text.replace("\n\n", "\n"),
            "\n" + text,
            text + "\n")) {
      assertThatThrownBy(() -> TlogProof.parse(wrong.getBytes(UTF_8)).verify(new byte[0], TRUST))
          .isInstanceOf(Malformed.class);
    }
  }
}
