package org.planledger.command.form;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.planledger.Vocabulary;
import org.planledger.command.decision.Request;
import org.planledger.form.Name;
import org.planledger.log.Command;
import org.planledger.meeting.command.CorrectMeetingRecord;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.request.Faults;
import org.planledger.request.FormReader;
import org.planledger.request.Json;
import org.planledger.request.Nearest;
import org.planledger.request.TextForm;

/** Reads commands: the only way from outside to a {@link Command}. */
public final class CommandReader {
  private static final int LONGEST_KEY = 200;

  /** Leaves out what is not given, so that a member added to a command changes no digest. */
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(included(JsonInclude.Include.NON_EMPTY))
          .withConfigOverride(
              String.class, as -> as.setInclude(included(JsonInclude.Include.NON_NULL)))
          .withConfigOverride(
              boolean.class, as -> as.setInclude(included(JsonInclude.Include.NON_DEFAULT)))
          .build();

  private final Map<String, Class<? extends Command>> types = new TreeMap<>();

  /** Reads all commands of the vocabulary. */
  public CommandReader() {
    for (Class<? extends Command> type : Vocabulary.COMMANDS) {
      types.put(type.getSimpleName(), type);
    }
    types.remove(CorrectMeetingRecord.class.getSimpleName());
  }

  /**
   * A command as it was read.
   *
   * @param digest hexadecimal SHA-256 of what was read: the same for two bodies that ask for the
   *     same
   */
  public record Read(Command command, String digest) {}

  /**
   * Reads a command from a body in JSON.
   *
   * @param ids gives the id that stands for the name of a person or delegation; asked only when
   *     everything is in order, for ids before names
   * @throws Refused 400 when the body is no JSON, 404 when there is no such command, 422 with all
   *     {@code errors} when fields are wrong
   */
  public Read read(String name, byte[] body, UnaryOperator<String> ids) {
    Class<? extends Command> named = type(name);
    JsonNode node = Json.read(body);
    Class<? extends Command> type = addressed(named, node);
    Faults faults = new Faults();
    Persons persons = new Persons(faults);
    new FormReader(faults, persons::given).read(type, node, "");
    faults.refuseAny();
    persons.replace(ids);
    return again(type, node, "", persons);
  }

  /**
   * A line of an import as it was read.
   *
   * @param id idempotency key
   * @param actor id of the one on whose behalf the command was entered, or null
   */
  public record Line(String id, @Nullable String actor, Read read) {}

  /** A line before its body is read. */
  public record Envelope(String command, String id, @Nullable @Name String actor, JsonNode body) {}

  /**
   * Reads one line of an import: {@code {"command":..,"id":..,"actor":..,"body":{..}}}.
   *
   * @throws Refused as {@link #read} does; pointers are from the root of the line
   */
  public Line readLine(byte[] line, UnaryOperator<String> ids) {
    JsonNode node = Json.read(line);
    Faults faults = new Faults();
    Persons persons = new Persons(faults);
    FormReader form = new FormReader(faults, persons::given);
    Optional<Envelope> read = Optional.ofNullable(form.read(Envelope.class, node, ""));
    JsonNode body = node.path("body");
    if (node.path("id").isTextual()
        && node.path("id").textValue().codePoints().count() > LONGEST_KEY) {
      faults.add("/id", () -> "must be one line of 1 to %d characters".formatted(LONGEST_KEY));
    }
    if (node.path("command").isTextual() && !body.isMissingNode() && !body.isNull()) {
      form.read(addressed(type(node.path("command").textValue()), body), body, "/body");
    }
    faults.refuseAny();
    Envelope envelope = read.orElseThrow();
    persons.replace(ids);
    return new Line(
        envelope.id(),
        envelope.actor() == null ? null : persons.id("/actor", envelope.actor()),
        again(addressed(type(envelope.command()), body), body, "/body", persons));
  }

  /** Reads what was in order once more, now with ids in the place of names. */
  private static Read again(
      Class<? extends Command> type, JsonNode body, String pointer, Persons persons) {
    Command command = new FormReader(new Faults(), persons::id).read(type, body, pointer);
    if (command == null) {
      throw new IllegalStateException("The same body read differently the second time");
    }
    return new Read(command, digest(command));
  }

  /** Two commands share a name: the member that is given tells whose record is corrected. */
  private static Class<? extends Command> addressed(Class<? extends Command> named, JsonNode body) {
    return named == CorrectRecord.class && body.has("meetingId") && !body.has("planId")
        ? CorrectMeetingRecord.class
        : named;
  }

  private static JsonInclude.Value included(JsonInclude.Include what) {
    return JsonInclude.Value.construct(what, JsonInclude.Include.ALWAYS);
  }

  private Class<? extends Command> type(String name) {
    Class<? extends Command> type = types.get(name);
    if (type == null) {
      throw new Refused(
          ProblemType.NOT_FOUND,
          "There is no command %s. %s"
              .formatted(
                  TextForm.legible(name),
                  Nearest.to(name, types.keySet())
                      .map("%s is probably meant."::formatted)
                      .orElse("The commands are " + String.join(", ", types.keySet()) + ".")));
    }
    return type;
  }

  private static String digest(Command command) {
    try {
      return Request.sha256(
          command.getClass().getSimpleName() + CANONICAL.writeValueAsString(command));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A command is not written as JSON", e);
    }
  }
}
