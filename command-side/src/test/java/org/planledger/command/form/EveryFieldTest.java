package org.planledger.command.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.planledger.Vocabulary;
import org.planledger.form.DocumentNumber;
import org.planledger.form.First;
import org.planledger.form.Id;
import org.planledger.form.Kind;
import org.planledger.form.LanguageTag;
import org.planledger.form.Name;
import org.planledger.form.NonEmpty;
import org.planledger.form.Prose;
import org.planledger.log.Command;
import org.planledger.meeting.command.CorrectMeetingRecord;
import org.planledger.plan.command.Change;
import org.planledger.problem.FieldError;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** Every field of every command, made wrong in each way it can be, and right at its limits. */
class EveryFieldTest {
  private static final CommandReader READER = new CommandReader();
  private static final String WIDE = "\uD83D\uDD8B";

  @TestFactory
  Stream<DynamicNode> everyFieldOfEveryCommand() {
    return Vocabulary.COMMANDS.stream()
        .map(
            type ->
                dynamicContainer(
                    type.getSimpleName(),
                    changes(type).flatMap(change -> new Walk(type, change).tests().stream())));
  }

  private static Stream<Class<?>> changes(Class<?> command) {
    return Arrays.stream(command.getRecordComponents()).anyMatch(c -> c.getType() == Change.class)
        ? Arrays.stream(Change.class.getPermittedSubclasses())
        : Stream.of(Change.Remove.class);
  }

  /** Goes through the members of one command, those within members too. */
  private static final class Walk {
    private final Class<? extends Command> command;
    private final ObjectNode right;
    private final Class<?> change;
    private final List<DynamicTest> tests = new ArrayList<>();

    Walk(Class<? extends Command> command, Class<?> change) {
      this.command = command;
      this.change = change;
      right = Bodies.of(command, change);
    }

    List<DynamicTest> tests() {
      tests.add(test("as a whole", () -> isRight(right)));
      members(command, "");
      return tests;
    }

    private void members(Class<?> type, String pointer) {
      tests.add(test(pointer + "/*", () -> unknownMembers(type, pointer)));
      for (RecordComponent component : type.getRecordComponents()) {
        String at = pointer + "/" + component.getName();
        boolean isOptional = isOptional(component);
        tests.add(test(at + " absent or null", () -> absent(component, at, isOptional)));
        value(component, component.getGenericType(), at);
      }
    }

    private void unknownMembers(Class<?> type, String pointer) {
      isWrong(
          changed(pointer, "quite/an~other", TextNode.valueOf("x")),
          pointer + "/quite~1an~0other",
          "is unknown; the members are ");
      for (RecordComponent component : type.getRecordComponents()) {
        String misspelt = component.getName().toUpperCase(Locale.ROOT) + "x";
        isWrong(
            changed(pointer, misspelt, NullNode.getInstance()),
            pointer + "/" + misspelt,
            "is unknown; %s is probably meant".formatted(component.getName()));
      }
    }

    private void absent(RecordComponent component, String at, boolean isOptional) {
      JsonNode none = changed(at, NullNode.getInstance());
      JsonNode absent = without(at);
      // Without it the other CorrectRecord is addressed.
      boolean chooses = command == CorrectMeetingRecord.class && at.equals("/meetingId");
      if (isOptional) {
        assertThat(isRight(none)).isEqualTo(isRight(absent));
        if (component.getType() == List.class || component.getType() == java.util.Map.class) {
          JsonNode empty =
              component.getType() == List.class
                  ? Bodies.JSON.createArrayNode()
                  : Bodies.JSON.createObjectNode();
          assertThat(isRight(changed(at, empty))).isEqualTo(isRight(absent));
        }
      } else {
        isWrong(none, at, "is missing; give ");
        if (!chooses) {
          isWrong(absent, at, "is missing; give ");
        }
      }
    }

    private void value(RecordComponent component, Type type, String at) {
      if (type instanceof ParameterizedType generic) {
        if (generic.getRawType() == List.class) {
          list(component, generic.getActualTypeArguments()[0], at);
        } else {
          texts(component, at);
        }
        return;
      }
      Class<?> plain = (Class<?>) type;
      if (plain.isRecord() || plain == Change.class) {
        tests.add(test(at, () -> wrong(at, "7", "true", "[]", "\"text\"")));
        if (plain == Change.class) {
          tests.add(test(at + "/type", () -> kinds(at + "/type")));
        }
        members(plain.isRecord() ? plain : change, at);
      } else if (plain.isEnum()) {
        tests.add(test(at, () -> constants(plain, at)));
      } else {
        tests.add(test(at, () -> plain(component, plain, at)));
      }
    }

    private void list(RecordComponent component, Type entry, String at) {
      tests.add(test(at, () -> wrong(at, "7", "true", "{}", "\"text\"")));
      if (component.isAnnotationPresent(NonEmpty.class)) {
        tests.add(test(at + " empty", () -> wrong(at, "[]")));
      }
      tests.add(test(at + "/0 null", () -> wrong(at + "/0", "null")));
      value(component, entry, at + "/0");
    }

    private void texts(RecordComponent component, String at) {
      tests.add(test(at, () -> wrong(at, "7", "true", "[]", "\"text\"")));
      if (component.isAnnotationPresent(NonEmpty.class)) {
        tests.add(test(at + " empty", () -> wrong(at, "{}")));
      }
      tests.add(test(at + " named by", () -> languages(at)));
      tests.add(test(at + "/en", () -> text(form(component, true), at + "/en")));
      tests.add(test(at + "/en null", () -> wrong(at + "/en", "null")));
    }

    private void languages(String at) {
      for (String tag :
          List.of("en_US", "e", "", "en-", "two words", "x-" + "abcdefgh-".repeat(4) + "i")) {
        isWrong(
            changed(at, tag, TextNode.valueOf("text")), at + "/" + tag, "must be named by a lang");
      }
      isWrong(
          changed(at, "a/b~c", TextNode.valueOf("text")), at + "/a~1b~0c", "must be named by a");
      isWrong(changed(at, "EN", TextNode.valueOf("text")), at + "/EN", "is the second text in en");
      isRight(changed(at, "zh-Hant", TextNode.valueOf("\u6587")));
    }

    private void kinds(String at) {
      wrong(at, "7", "null", "\"nonsense\"", "\"Text\"", "[]");
      isWrong(without(at), at, "must be one of text, insert, remove, move");
    }

    private void constants(Class<?> type, String at) {
      wrong(at, "0", "true", "[]", "{}", "\"\"", "\"nonsense\"");
      for (Object constant : type.getEnumConstants()) {
        isRight(changed(at, Bodies.JSON.valueToTree(constant)));
        isWrong(changed(at, TextNode.valueOf(constant.toString())), at, "must be one of ");
      }
    }

    private void plain(RecordComponent component, Class<?> type, String at) {
      if (type == String.class) {
        text(form(component, false), at);
      } else if (type == LocalDate.class) {
        wrong(at, "20170912", "true", "[]", "{}", "\"\"", "\"2017-9-12\"", "\"2017-02-29\"");
        wrong(
            at, "\"12.09.2017\"", "\"2017-09-12T00:00:00Z\"", "\" 2017-09-12\"", "\"0999-01-01\"");
        wrong(at, "\"+12017-01-01\"", "\"-2017-01-01\"", "\"\u0662\u0660\u0661\u0667-09-12\"");
        right(at, "\"1000-01-01\"", "\"9999-12-31\"", "\"2016-02-29\"");
      } else if (type == ZoneId.class) {
        wrong(at, "1", "true", "[]", "{}", "\"\"", "\"Zurich\"", "\"+01:00\"", "\"europe/zurich\"");
        wrong(at, "\"Europe/Zurich \"", "\"Z\"");
        right(at, "\"UTC\"", "\"Asia/Shanghai\"");
      } else if (type == Period.class) {
        wrong(at, "1", "true", "[]", "{}", "\"\"", "\"P\"", "\"1M\"", "\"PT1H\"", "\"-P1M\"");
        wrong(at, "\"P-1M\"", "\"P0D\"", "\"p1m\"", "\"P1D1M\"", "\"P1.5M\"", "\"P1000Y\"");
        right(at, "\"P1Y2M3W4D\"", "\"P14D\"", "\"P999Y\"");
      } else if (type == boolean.class || type == Boolean.class) {
        wrong(at, "0", "1", "\"true\"", "\"\"", "[]", "{}");
        right(at, "true", "false");
      } else {
        wrong(at, "-1", "1.0", "1.5", "1e2", "\"3\"", "true", "[]", "{}", "9223372036854775808");
        wrong(at, "9".repeat(60));
        right(at, "0", "2147483647");
        if (type == int.class) {
          wrong(at, "2147483648");
        } else {
          right(at, "9223372036854775807");
        }
      }
    }

    private void text(Form form, String at) {
      wrong(at, "7", "true", "[]", "{}", "1.5");
      for (String unrecordable :
          List.of("a\\u0000", "a\\ud800", "\\udc00a", "\\ufffe", "a\\ufdd0", "\\ud83f\\udfff")) {
        isWrong(changed(at, json("\"" + unrecordable + "\"")), at, "holds ");
      }
      for (String control : List.of("\\u0007", "a\\u0085", "\\u007f", "a\\u001bb", "\\u000b")) {
        isWrong(changed(at, json("\"" + control + "\"")), at, "holds a control character");
      }
      form.wrong.forEach(text -> isWrong(changed(at, TextNode.valueOf(text)), at, "must be "));
      form.right.forEach(text -> isRight(changed(at, TextNode.valueOf(text))));
    }

    private void wrong(String at, String... values) {
      for (String value : values) {
        isWrong(changed(at, json(value)), at, "");
      }
    }

    private void right(String at, String... values) {
      for (String value : values) {
        isRight(changed(at, json(value)));
      }
    }

    private ObjectNode changed(String parent, String name, JsonNode value) {
      ObjectNode body = right.deepCopy();
      ((ObjectNode) body.at(parent)).set(name, value);
      return body;
    }

    private JsonNode changed(String at, JsonNode value) {
      ObjectNode body = right.deepCopy();
      JsonPointer pointer = JsonPointer.compile(at);
      JsonNode parent = body.at(pointer.head());
      if (parent instanceof ArrayNode list) {
        list.set(pointer.last().getMatchingIndex(), value);
      } else {
        ((ObjectNode) parent).set(pointer.last().getMatchingProperty(), value);
      }
      return body;
    }

    private JsonNode without(String at) {
      ObjectNode body = right.deepCopy();
      JsonPointer pointer = JsonPointer.compile(at);
      ((ObjectNode) body.at(pointer.head())).remove(pointer.last().getMatchingProperty());
      return body;
    }

    private DynamicTest test(String name, org.junit.jupiter.api.function.Executable check) {
      return dynamicTest(
          "%s %s (%s)".formatted(command.getSimpleName(), name, change.getSimpleName()), check);
    }

    /** Wrong in this one place and nowhere else, and the same as the line of an import. */
    private void isWrong(JsonNode body, String pointer, String detail) {
      FieldError one =
          only(
              () ->
                  READER.read(
                      Bodies.name(command), Bodies.bytes(body), EveryFieldTest::nobodyAsks));
      assertThat(one.pointer()).as("%s of %s", one, body).isEqualTo(pointer);
      assertThat(one.detail()).startsWith(detail).isNotBlank().doesNotEndWith(".");
      ObjectNode line =
          Bodies.JSON.createObjectNode().put("command", Bodies.name(command)).put("id", "1");
      line.set("body", body);
      assertThat(only(() -> READER.readLine(Bodies.bytes(line), EveryFieldTest::nobodyAsks)))
          .isEqualTo(new FieldError("/body" + pointer, one.detail()));
    }

    private CommandReader.Read isRight(JsonNode body) {
      CommandReader.Read read =
          READER.read(Bodies.name(command), Bodies.bytes(body), name -> "p-" + name);
      assertThat(read.command()).isInstanceOf(command);
      assertThat(read.digest()).matches("[0-9a-f]{64}");
      return read;
    }
  }

  private static FieldError only(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    Refused refused = catchThrowableOfType(Refused.class, reading);
    assertThat(refused).isNotNull();
    assertThat(refused.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS);
    List<?> errors = (List<?>) refused.problem().members().get("errors");
    assertThat(errors).hasSize(1);
    return (FieldError) errors.getFirst();
  }

  /** No id may be asked for while anything is wrong. */
  private static String nobodyAsks(String name) {
    throw new AssertionError("Asked for the id of " + name);
  }

  private static JsonNode json(String text) {
    try {
      return Bodies.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static boolean isOptional(RecordComponent component) {
    Class<?> type = component.getType();
    boolean hasNone = type == List.class || type == java.util.Map.class || type == boolean.class;
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || (hasNone && !component.isAnnotationPresent(NonEmpty.class));
  }

  /** Texts that have a form, at its limits, and texts that do not. */
  private record Form(List<String> right, List<String> wrong) {}

  private static Form form(RecordComponent component, boolean isEntryOfTexts) {
    if (component.isAnnotationPresent(Id.class)) {
      boolean first = component.isAnnotationPresent(First.class);
      List<String> wrong = new ArrayList<>();
      wrong.addAll(List.of(" ", ".", "..", "a b", "\u00E9", "a:b", "a\nb", "a".repeat(121)));
      if (!first) {
        wrong.add("");
      }
      return new Form(
          first ? List.of("", "a") : List.of("...", "a".repeat(120), "-._()/", "aZ09"), wrong);
    }
    if (component.isAnnotationPresent(DocumentNumber.class)) {
      return new Form(
          List.of("CWG-SFP-2/6", "INF-1", "a(Rev.999999999)", "a(b)", "a".repeat(120)),
          List.of(
              "",
              "..",
              "2 6",
              "(Rev.1)",
              "2/6(Rev.0)",
              "2/6(Rev.01)",
              "2/6(Rev.x)",
              "2/6(Rev.1)(Rev.2)",
              "2/6(rev.2)",
              "2/6(Rev2)",
              "2/6(Rev.2)a",
              "a".repeat(121)));
    }
    if (component.isAnnotationPresent(Kind.class)) {
      return new Form(
          List.of("a", "structural-part", "a".repeat(60)),
          List.of(
              "", "Goal", "two words", "goal1", "-goal", "goal-", "ziel\u00E9", "a".repeat(61)));
    }
    if (component.isAnnotationPresent(LanguageTag.class)) {
      return new Form(
          List.of("fr", "zh-Hant", "pt-BR", "PT-br", "de-CH-1996", "x-own"),
          List.of(
              "", "e", "en_US", "en-", "two words", "\u00E9n", "x-" + "abcdefgh-".repeat(4) + "i"));
    }
    if (component.isAnnotationPresent(Name.class)) {
      return new Form(
          List.of(WIDE.repeat(200), "e\u0301".repeat(200), "O\u2019Neill, \u738B"),
          List.of("", " ", "a\nb", "a\tb", "a\r\nb", WIDE.repeat(200) + "a"));
    }
    if (component.isAnnotationPresent(Prose.class)) {
      List<String> wrong = new ArrayList<>(List.of("a".repeat(100_001)));
      List<String> right =
          new ArrayList<>(
              List.of("e\u0301".repeat(100_000), "\r\n".repeat(99_999) + "a", "a\tb\nc"));
      (isEntryOfTexts ? right : wrong).addAll(List.of("", " \n"));
      return new Form(right, wrong);
    }
    return new Form(
        List.of(WIDE.repeat(1_000), "e\u0301".repeat(1_000)),
        List.of("", " ", "a\nb", "a\rb", "a\tb", WIDE.repeat(1_000) + "a"));
  }
}
