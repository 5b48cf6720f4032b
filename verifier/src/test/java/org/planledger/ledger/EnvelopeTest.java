package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
  private static final LoggedEvent EVENT = TestLog.event(20, 2, 6, "text");
  private static final String LEAF = new String(EVENT.envelope().leaf(), UTF_8);

  @Test
  void leavesAndLinesAreReadBack() {
    assertThat(Envelope.read(LEAF.getBytes(UTF_8))).isEqualTo(EVENT.envelope());
    assertThat(LEAF).contains("\"onBehalfOf\":\"d-1\"", "\"commandId\":\"command-20\"");
    assertThat(LoggedEvent.read(EVENT.line())).isEqualTo(EVENT);
    assertThat(EVENT.isIntact()).isTrue();
    assertThat(new LoggedEvent(EVENT.envelope(), "{}").isIntact()).isFalse();
    assertThat(new LoggedEvent(EVENT.envelope(), "{").isIntact()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "v":1                    | "v":2
          "v":1                    | "v":"1"
          "v":1                    | "v":1,"w":1
          ,"v":1                   | ``
          "sequence":"6"           | "sequence":6
          "sequence":"6"           | "sequence":"06"
          "sequence":"6"           | "sequence":"-6"
          "sequence":"6"           | "sequence":"9223372036854775808"
          "sequence":"6"           | "sequence":null
          "meeting":"CWG-SFP-2",   | ``
          "meeting":"CWG-SFP-2"    | "meeting":2
          "commandId":"command-20" | "commandId":null
          "onBehalfOf":"d-1"       | "onBehalfOf":null
          "role":"secretariat"     | "role":"secretariat","x":""
          .000Z                    | .000+00:00
          .000Z                    | Z
          .000Z                    | .000000Z
          2017-09-11               | 2017-09-31
          2017-09-11               | +12017-09-11
          {"actor"                 | { "actor"
          """)
  void otherFormsAreRefused(String from, String to) {
    String text = LEAF.replace(from, to);
    assertThat(text).isNotEqualTo(LEAF);
    assertThatThrownBy(() -> Envelope.read(text.getBytes(UTF_8))).isInstanceOf(Malformed.class);
  }

  @Test
  void hashesAreLowerCaseHexadecimal() {
    String hash = EVENT.envelope().payloadHash().toString();
    for (String other :
        new String[] {hash.toUpperCase(Locale.ROOT), hash.substring(1), hash + "0"}) {
      assertThatThrownBy(() -> Envelope.read(LEAF.replace(hash, other).getBytes(UTF_8)))
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aLeafHasAtMost65535Bytes() {
    Envelope envelope = withAggregate("x".repeat(70_000));
    assertThatThrownBy(envelope::leaf)
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("event-1");
    int rest = withAggregate("").leaf().length;
    assertThat(withAggregate("x".repeat(Envelope.MAX_BYTES - rest)).leaf()).hasSize(65_535);
  }

  @Test
  void timesAreCutToMilliseconds() {
    assertThat(at("2026-01-02T03:04:05.678999Z")).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(at("2026-01-02T03:04:05Z")).isEqualTo("2026-01-02T03:04:05.000Z");
    assertThat(at("0000-01-01T00:00:00Z")).isEqualTo("0000-01-01T00:00:00.000Z");
    assertThatThrownBy(() -> at("+10000-01-01T00:00:00Z")).isInstanceOf(Malformed.class);
  }

  private static String at(String time) {
    Envelope envelope = envelope("a", Instant.parse(time));
    return (String) envelope.json().get("timestamp");
  }

  private static Envelope withAggregate(String id) {
    return envelope(id, Instant.EPOCH);
  }

  private static Envelope envelope(String aggregate, Instant time) {
    return new Envelope(
        new Envelope.Actor("p-1", "chair", null),
        aggregate,
        "Plan",
        "event-1",
        1,
        null,
        Merkle.EMPTY,
        "PlanOpened",
        1,
        0,
        time,
        null,
        null);
  }
}
