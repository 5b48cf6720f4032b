package org.planledger.command.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Committed;
import org.planledger.command.decision.Request;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.form.CommandReader;
import org.planledger.people.Caller;
import org.planledger.people.People;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.Unaffected;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.request.Body;
import org.planledger.store.ReadOnly;
import org.planledger.store.Written;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes one command. */
@RestController
public final class CommandsEndpoint {
  private static final int LONGEST_KEY = 200;
  private static final Pattern ETAG = Pattern.compile("\"([0-9]{1,18})\"");

  private final CommandReader reader;
  private final Commands commands;
  private final Caller caller;
  private final People people;
  private final Written written;
  private final ReadOnly readOnly;

  /** Carries commands out as the caller. */
  public CommandsEndpoint(
      CommandReader reader,
      Commands commands,
      Caller caller,
      People people,
      Written written,
      ReadOnly readOnly) {
    this.readOnly = readOnly;
    this.reader = reader;
    this.commands = commands;
    this.caller = caller;
    this.people = people;
    this.written = written;
  }

  /**
   * What came of a command.
   *
   * @param position of its event in the global order
   * @param unaffected texts decided for a later day, which stay what they were
   */
  public record Answer(
      String aggregate,
      long revision,
      long position,
      List<String> events,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Unaffected> unaffected) {}

  @PostMapping(
      path = "/api/commands/{name}",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Answer> carryOut(
      @PathVariable String name,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      HttpServletRequest http)
      throws IOException {
    readOnly.refuse();
    Long expected = ifMatch == null ? null : revision(ifMatch);
    requireFit(key);
    CommandReader.Read read = reader.read(name, Body.read(http.getInputStream()), people::idOf);
    String id = caller.id();
    Commands.Carried carried =
        commands.carryOut(
            read.command(),
            new Request(
                id, null, key == null ? null : Request.scoped(id, key), read.digest(), expected));
    Committed committed = carried.committed();
    return ResponseEntity.ok()
        .eTag("\"" + committed.revision() + "\"")
        .body(
            new Answer(
                committed.aggregateId().substring(committed.aggregateId().indexOf(':') + 1),
                committed.revision(),
                written.of(committed.aggregateId(), committed.revision()),
                List.of(carried.event().name()),
                carried.event() instanceof ProvisionallyAgreed agreed
                    ? agreed.unaffected()
                    : List.of()));
  }

  private static void requireFit(@Nullable String key) {
    if (key != null && (key.isBlank() || key.codePointCount(0, key.length()) > LONGEST_KEY)) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST, "An Idempotency-Key has 1 to 200 characters.");
    }
  }

  private static long revision(String ifMatch) {
    Matcher etag = ETAG.matcher(ifMatch.strip());
    if (!etag.matches()) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "If-Match must be the revision that was seen, in quotation marks, such as \"42\".");
    }
    return Long.parseLong(etag.group(1));
  }
}
