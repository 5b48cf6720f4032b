package org.planledger.web;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.people.PeopleConfiguration;
import org.planledger.problem.FieldError;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.EventStoreConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application that answers, refuses and fails when asked to. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({EventStoreConfiguration.class, PeopleConfiguration.class, WebConfiguration.class})
@RestController
public class Probe {
  private final People people;
  private final EventStore events;

  Probe(People people, EventStore events) {
    this.people = people;
    this.events = events;
  }

  record Answer(
      String plan,
      String id,
      LocalDate on,
      Instant at,
      @Nullable String none,
      Map<String, String> texts,
      @JsonSerialize(using = ToStringSerializer.class) long counted) {}

  @GetMapping("/api/plans/{plan}/provisions/{id}")
  Answer provision(@PathVariable String plan, @PathVariable String id) {
    Map<String, String> texts = new HashMap<>();
    IntStream.range(0, 20).forEach(n -> texts.put("l" + (char) ('z' - n), "\u6587"));
    return new Answer(
        plan,
        id,
        LocalDate.parse("2017-09-12"),
        Instant.parse("2017-09-12T10:00:00.500Z"),
        null,
        texts,
        7);
  }

  @GetMapping("/api/lists")
  List<Integer> list(
      @RequestParam int limit, @RequestParam(defaultValue = "false") boolean newestFirst) {
    Stream<Integer> numbers = IntStream.range(0, limit).boxed();
    return numbers.sorted((a, b) -> newestFirst ? b - a : a - b).toList();
  }

  @PostMapping(path = "/api/commands", consumes = MediaType.APPLICATION_JSON_VALUE)
  int command(HttpServletRequest request) throws IOException {
    return request.getInputStream().readAllBytes().length;
  }

  @PostMapping(path = "/api/names")
  String register(@RequestParam String name) {
    return people.idOf(name);
  }

  @GetMapping("/api/events")
  List<String> events() {
    return events.readEvents("plan:x").asStream().map(e -> e.getIdentifier()).toList();
  }

  @GetMapping("/api/refused")
  String refuse() {
    throw new Refused(
        ProblemType.INVALID_FIELDS,
        "/on is no day.",
        Map.of("errors", List.of(new FieldError("/on", "is no day"))));
  }

  @GetMapping("/api/broken")
  String breakDown() {
    throw new IllegalStateException("the secret is out");
  }

  @GetMapping("/api/endless")
  String endless() {
    throw new StackOverflowError("the secret is out");
  }

  record Unwritable(String half) {
    @Override
    public String half() {
      throw new IllegalStateException("the secret is out");
    }
  }

  @GetMapping("/api/unwritable")
  Unwritable unwritable() {
    return new Unwritable("");
  }
}
