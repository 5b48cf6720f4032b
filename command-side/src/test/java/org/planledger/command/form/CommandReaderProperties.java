package org.planledger.command.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.planledger.log.Command;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

class CommandReaderProperties {
  private static final Set<ProblemType> REFUSALS =
      Set.of(ProblemType.MALFORMED_JSON, ProblemType.NOT_FOUND, ProblemType.INVALID_FIELDS);
  private static final ObjectMapper RAW = new ObjectMapper();
  private static final CommandSchemas SCHEMAS = new CommandSchemas();
  private final CommandReader reader = new CommandReader();

  @Property
  void anyValidCommandWrittenAsJsonIsReadBackEqual(
      @ForAll("commands") Command command, @ForAll Random random) {
    JsonNode body = Bodies.JSON.valueToTree(command);
    CommandReader.Read escaped = read(command, Bodies.bytes(body));
    assertThat(escaped.command()).isEqualTo(command);
    CommandReader.Read raw =
        read(command, shuffled(body, random).toPrettyString().getBytes(StandardCharsets.UTF_8));
    assertThat(raw).isEqualTo(escaped);
  }

  @Property
  void differentCommandsHaveDifferentDigests(
      @ForAll("commands") Command one, @ForAll("commands") Command other) {
    assertThat(digest(one).equals(digest(other))).isEqualTo(one.equals(other));
  }

  @Property
  void aCommandDamagedInOnePlaceIsReadOrRefused(
      @ForAll("commands") Command command, @ForAll Random random) {
    byte[] body = Bodies.bytes(Bodies.JSON.valueToTree(command));
    for (int damage = 0; damage < 20; damage++) {
      isReadOrRefused(command, damaged(body, random));
    }
  }

  @Property
  void aCommandWithAnotherValueInOnePlaceIsReadOrRefused(
      @ForAll("commands") Command command, @ForAll("values") String value, @ForAll Random random) {
    JsonNode body = Bodies.JSON.valueToTree(command);
    List<Runnable> replacements = new ArrayList<>();
    replacements(body, parsed(value), replacements);
    replacements.get(random.nextInt(replacements.size())).run();
    isReadOrRefused(command, Bodies.bytes(body));
  }

  /** A schema cannot say all that the reader asks for; it must not ask for more. */
  @Property
  void whatIsReadFitsItsSchema(
      @ForAll("commands") Command command, @ForAll("values") String value, @ForAll Random random) {
    JsonNode body = Bodies.JSON.valueToTree(command);
    assertThat(SCHEMAS.faults(command, body)).isEmpty();
    List<Runnable> replacements = new ArrayList<>();
    JsonNode other = parsed(value);
    replacements(body, other, replacements);
    replacements.get(random.nextInt(replacements.size())).run();
    // Null is read as if it were not there, which no schema says.
    if (!value.contains("null") && isRead(command, body)) {
      assertThat(SCHEMAS.faults(command, body)).as("%s", body).isEmpty();
    }
  }

  @Property
  void whatIsMissingOrUnknownIsRefusedByTheReaderAndTheSchema(
      @ForAll("commands") Command command, @ForAll Random random) {
    ObjectNode body = Bodies.JSON.valueToTree(command);
    List<String> names = new ArrayList<>();
    body.fieldNames().forEachRemaining(names::add);
    body.remove(names.get(random.nextInt(names.size())));
    assertThat(SCHEMAS.faults(command, body).isEmpty())
        .as("%s", body)
        .isEqualTo(isRead(command, body));
    body.put("unknown", 1);
    assertThat(SCHEMAS.faults(command, body)).isNotEmpty();
    assertThat(isRead(command, body)).isFalse();
  }

  private boolean isRead(Command command, JsonNode body) {
    try {
      return read(command, Bodies.bytes(body)).command() != null;
    } catch (Refused refused) {
      return false;
    }
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] body, @ForAll("commands") Command command) {
    isReadOrRefused(command, body);
  }

  @Property
  void anyTextOfTheSignsOfJsonIsReadOrRefused(
      @ForAll("signs") String body, @ForAll("commands") Command command) {
    isReadOrRefused(command, body.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<Command> commands() {
    return AnyCommand.commands();
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(
        "null",
        "true",
        "0",
        "-1",
        "-0",
        "0.1",
        "99999999999999999999999999",
        "\"\"",
        "\" \"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"9999-99-99\"",
        "\"P999999999999D\"",
        "\"-18:00\"",
        "[]",
        "[null]",
        "[[]]",
        "[{}]",
        "{}",
        "{\"\":null}",
        "{\"en\":null}",
        "{\"type\":\"move\"}",
        "{\"type\":{}}",
        "{\"~/\":{\"/\":[]}}");
  }

  @Provide
  Arbitrary<String> signs() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                3,
                Arbitraries.of(
                    "{", "}", "[", "]", ":", ",", "\"", "\\", " ", "\n", "\uFEFF", "\u0000")),
            Tuple.of(
                3,
                Arbitraries.of(
                    "\"planId\"", "\"body\"", "\"command\":", "\"OpenPlan\"", "{\"id\":", "\"1\"")),
            Tuple.of(
                1,
                Arbitraries.of(
                    "null", "true", "NaN", "-", "1", "1e9", ".", "\\ud800", "\\u00", "/*")))
        .list()
        .ofMaxSize(40)
        .map(signs -> String.join("", signs));
  }

  private CommandReader.Read read(Command command, byte[] body) {
    return reader.read(Bodies.name(command.getClass()), body, UnaryOperator.identity());
  }

  private String digest(Command command) {
    return read(command, Bodies.bytes(Bodies.JSON.valueToTree(command))).digest();
  }

  private void isReadOrRefused(Command command, byte[] body) {
    try {
      assertThat(read(command, body).digest()).hasSize(64);
    } catch (Refused refused) {
      isToldInFull(refused);
    }
    try {
      assertThat(reader.readLine(body, UnaryOperator.identity()).read().digest()).hasSize(64);
    } catch (Refused refused) {
      isToldInFull(refused);
    }
  }

  /** The answer can be written, and says what is wrong. */
  private static void isToldInFull(Refused refused) {
    assertThat(REFUSALS).contains(refused.problem().type());
    assertThat(refused.problem().detail()).endsWith(".").doesNotContain("\n");
    assertThat(refused.problem().members().containsKey("errors"))
        .isEqualTo(refused.problem().type() == ProblemType.INVALID_FIELDS);
    String answer = RAW.valueToTree(refused.problem()).toString();
    assertThat(new String(answer.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(answer);
  }

  private static byte[] damaged(byte[] body, Random random) {
    int at = random.nextInt(body.length);
    byte[] damaged = body.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged[at] = (byte) random.nextInt(256);
      case 1 -> damaged[at] = (byte) "{}[],:\"\\ 09.-eun".charAt(random.nextInt(16));
      case 2 -> damaged = java.util.Arrays.copyOf(body, at);
      default -> System.arraycopy(body, at, damaged, at / 2, body.length - at);
    }
    return damaged;
  }

  private static void replacements(JsonNode node, JsonNode value, List<Runnable> all) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(member -> replacements(member.getValue(), value, all));
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> all.add(() -> object.set(name, value)));
      all.add(() -> object.set("extra", value));
    } else if (node instanceof ArrayNode array) {
      array.forEach(entry -> replacements(entry, value, all));
      all.add(() -> array.add(value));
    }
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode shuffled = RAW.createObjectNode();
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    Collections.shuffle(names, random);
    names.forEach(name -> shuffled.set(name, shuffled(object.get(name), random)));
    return shuffled;
  }

  private static JsonNode parsed(String value) {
    try {
      return RAW.readTree(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(value, e);
    }
  }
}
