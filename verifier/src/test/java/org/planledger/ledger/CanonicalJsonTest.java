package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "unicode", "weird"})
  void theTestDataOfTheFormat(String name) throws IOException {
    assertThat(CanonicalJson.of(data("input/" + name))).isEqualTo(data("output/" + name));
    assertThat(CanonicalJson.of(data("output/" + name))).isEqualTo(data("output/" + name));
  }

  /** What has fractions in it is refused, and is the same without them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          structures | 43 | 56.0 | 56 | 56
          values     | 25 | 333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001 \
          | 333333333.3333333,1e+30,4.5,0.002,1e-27 | 9007199254740991,0,-1
          """)
  void theTestDataOfTheFormatWithoutItsFractions(
      String name, long offset, String fractions, String canonical, String integers)
      throws IOException {
    byte[] input = data("input/" + name);
    refused(input, offset, "only integers");
    canonical(
        new String(input, UTF_8).replace(fractions, integers),
        new String(data("output/" + name), UTF_8).replace(canonical, integers));
  }

  private static byte[] data(String name) throws IOException {
    try (InputStream in =
        CanonicalJsonTest.class.getResourceAsStream(
            "/json-canonicalization/%s.json".formatted(name))) {
      return in.readAllBytes();
    }
  }

  @Test
  void controlCharactersTakeTheirShortestEscape() {
    canonical(
        "\"\\u0008\\u0009\\u000A\\u000C\\u000D\\u0000\\u001F\\u007f\"",
        "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"a":2}        | 7  | repeated
          {"a":1,"\\u0061":2}  | 7  | repeated
          "\\ud800"            | 1  | lone surrogate
          "\\udc01"            | 1  | lone surrogate
          "\\ud800\\u0041"     | 1  | lone surrogate
          "\\ud800x"           | 1  | lone surrogate
          01                   | 0  | leading zeros
          -01                  | 0  | leading zeros
          -0                   | 0  | without a sign
          1.0                  | 1  | only integers
          1e2                  | 1  | only integers
          [1E2]                | 2  | only integers
          NaN                  | 0  | not a JSON value
          Infinity             | 0  | not a JSON value
          -                    | 0  | not a JSON value
          +1                   | 0  | not a JSON value
          9007199254740992     | 0  | beyond 2^53-1
          -9007199254740992    | 0  | beyond 2^53-1
          9007199254740993     | 0  | beyond 2^53-1
          99999999999999999999 | 0  | beyond 2^53-1
          {} x                 | 3  | after the value
          {}{}                 | 2  | after the value
          {"é":01}             | 6  | leading zeros
          {"a":1,}             | 7  | name in quotes
          [1,]                 | 3  | not a JSON value
          [1 2]                | 3  | comma
          {"a" 1}              | 5  | colon
          {a:1}                | 1  | name in quotes
          'a'                  | 0  | not a JSON value
          "a                   | 2  | within a string
          "\\x"                | 1  | not an escape
          "\\u00g0"            | 1  | four hexadecimal
          tru                  | 0  | not a JSON value
          // x                 | 0  | not a JSON value
          """)
  void whatReadersCouldUnderstandDifferentlyIsRefused(String json, long offset, String what) {
    refused(json.getBytes(UTF_8), offset, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22c32822", // an unfinished sequence
        "22c0af22", // overlong
        "22eda08022", // a surrogate in UTF-8
        "22f490808022", // beyond U+10FFFF
        "ff"
      })
  void bytesThatAreNoUtf8AreRefused(String hex) {
    refused(HexFormat.of().parseHex(hex), hex.startsWith("ff") ? 0 : 1, "not UTF-8");
  }

  @Test
  void otherFormsThatAreRefused() {
    refused("\ufeff{}".getBytes(UTF_8), 0, "byte order mark");
    refused(new byte[0], 0, "ends early");
    refused("\"a\nb\"".getBytes(UTF_8), 2, "control character");
    refused("\u00a01".getBytes(UTF_8), 0, "not a JSON value");
    assertThatThrownBy(() -> CanonicalJson.parse("\"\ud800\"")).isInstanceOf(Malformed.class);
  }

  @Test
  void sixtyFourLevelsAreRead() {
    String deepest = "[".repeat(64) + "]".repeat(64);
    canonical(deepest, deepest);
    refused(("[" + deepest + "]").getBytes(UTF_8), 64, "deeper than 64");
    refused("[".repeat(100_000).getBytes(UTF_8), 64, "deeper than 64");
    refused("{\"a\":".repeat(65).getBytes(UTF_8), 64 * 5, "deeper than 64");
  }

  @Property
  void canonicalBytesAreTheirOwnCanonicalForm(@ForAll("values") Object value) {
    byte[] once = CanonicalJson.write(value);
    assertThat(CanonicalJson.of(once)).isEqualTo(once);
    assertThat(CanonicalJson.parse(once)).isEqualTo(value);
  }

  @Property
  void anotherReaderUnderstandsTheSame(@ForAll("values") Object value) throws Exception {
    ObjectMapper jackson = new ObjectMapper();
    byte[] json = jackson.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    assertThat(CanonicalJson.of(json)).isEqualTo(CanonicalJson.write(value));
    assertThat(jackson.readTree(CanonicalJson.of(json))).isEqualTo(jackson.readTree(json));
  }

  @Property
  void differentValuesHaveDifferentBytes(
      @ForAll("values") Object one, @ForAll("values") Object other) {
    Assume.that(!one.equals(other));
    assertThat(CanonicalJson.write(one)).isNotEqualTo(CanonicalJson.write(other));
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<String> strings =
        Arbitraries.strings().ofMaxLength(8).filter(text -> UTF_8.newEncoder().canEncode(text));
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            strings.map(text -> text),
            Arbitraries.longs()
                .between(-CanonicalJson.MAX_INTEGER, CanonicalJson.MAX_INTEGER)
                .map(number -> number),
            Arbitraries.of(true, false));
    return Arbitraries.recursive(
        () -> leaves,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(list -> list),
                Arbitraries.maps(strings, inner).ofMaxSize(3).map(map -> map)),
        0,
        3);
  }

  private static void canonical(String json, String expected) {
    assertThat(new String(CanonicalJson.of(json), UTF_8)).isEqualTo(expected);
    assertThat(CanonicalJson.of(expected)).isEqualTo(expected.getBytes(UTF_8));
  }

  private static void refused(byte[] json, long offset, String what) {
    assertThatThrownBy(() -> CanonicalJson.of(json))
        .hasMessageContaining(what)
        .asInstanceOf(InstanceOfAssertFactories.type(Malformed.class))
        .returns(offset, Malformed::offset);
  }
}
