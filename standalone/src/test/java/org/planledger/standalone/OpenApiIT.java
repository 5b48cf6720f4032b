package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.Vocabulary;
import org.planledger.feed.FeedType;
import org.planledger.log.Command;
import org.planledger.query.reading.Reads;
import org.planledger.request.RecordSchemas;
import org.planledger.standalone.OpenApi.Example;
import org.planledger.store.TestDatabases;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * {@code docs/openapi.json} says what the server does, example by example. With {@code
 * -Dopenapi.write=true} its schemas and answers are written anew.
 */
class OpenApiIT {
  private static final boolean WRITE = Boolean.getBoolean("openapi.write");

  /** What is written by hand, or stands below a member of any type. */
  private static final Map<String, String> BY_HAND =
      Map.of(
          "org.planledger.query.texts.ProvisionView", "Provision",
          "org.planledger.text.Redline$Run", "Run");

  private static final List<String> BESIDE =
      List.of(
          "org.planledger.query.texts.DraftView",
          "org.planledger.query.texts.Since",
          "org.planledger.query.texts.Provenance$Text",
          "org.planledger.query.texts.TextsEndpoint$AllLanguages",
          "org.planledger.query.publication.Manifest",
          "org.planledger.query.feed.CloudEvent");

  @TempDir private static Path folder;
  private static Running planledger;
  private static OpenApi document;
  private static String position;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    document = OpenApi.read();
    Map<String, String> settings = new HashMap<>(TestDatabases.h2(folder));
    settings.put("planledger.ledger.origin", "planledger.example/itu");
    planledger = Running.on(settings);
    position = planledger.importExample().body().path("position").asText();
    // What is published is recorded in a while of its own, and stands in the feed then.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> planledger.get("/api/plans/itu-2020/publications/CWG-SFP-2%2F6(Rev.2)").status(),
            status -> status == 200);
    if (WRITE) {
      document = made();
      document.root.at("/components/schemas").properties().removeIf(isUnused());
    }
  }

  private static Predicate<Map.Entry<String, JsonNode>> isUnused() {
    Set<String> used = document.used();
    return schema -> !used.contains(schema.getKey());
  }

  @AfterAll
  static void stop() throws IOException {
    planledger.close();
    if (WRITE) {
      document.write();
    }
  }

  /** What is mapped to a method of ours or of the framework. */
  private static Map<String, HandlerMethod> mapped() {
    Map<String, HandlerMethod> all = new TreeMap<>();
    for (RequestMappingInfoHandlerMapping mapping :
        planledger.parts(RequestMappingInfoHandlerMapping.class)) {
      mapping
          .getHandlerMethods()
          .forEach(
              (info, handler) ->
                  info.getPatternValues()
                      .forEach(
                          path ->
                              methods(info)
                                  .forEach(
                                      method ->
                                          all.put(method + " " + OpenApi.shape(path), handler))));
    }
    all.keySet().removeIf(path -> path.endsWith(" /error"));
    return all;
  }

  private static List<String> methods(RequestMappingInfo info) {
    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
    return methods.isEmpty()
        ? List.of("any")
        : methods.stream().map(method -> method.name().toLowerCase(java.util.Locale.ROOT)).toList();
  }

  @Test
  void everyMappingIsDescribedAndNothingElseIs() {
    Set<String> described = document.operations();
    Set<String> mapped = new TreeSet<>(mapped().keySet());
    assertThat(mapped.remove("post /api/commands/{}")).isTrue();
    commands().keySet().forEach(name -> mapped.add("post /api/commands/" + name));
    assertThat(described).isEqualTo(mapped);
  }

  /** The commands by the names of the interface. */
  private static Map<String, List<Class<? extends Command>>> commands() {
    Map<String, List<Class<? extends Command>>> all = new TreeMap<>();
    for (Class<? extends Command> type : Vocabulary.COMMANDS) {
      String name = type.getSimpleName().replace("CorrectMeetingRecord", "CorrectRecord");
      all.computeIfAbsent(name, any -> new ArrayList<>()).add(type);
    }
    return all;
  }

  @Test
  void everyParameterIsDescribedAndNothingElseIs() {
    Map<String, Set<String>> described = new TreeMap<>();
    document
        .root
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            described
                                .computeIfAbsent(
                                    method.getKey()
                                        + " "
                                        + OpenApi.shape(
                                            path.getKey()
                                                .replaceFirst("(/api/commands/).*", "$1{name}")),
                                    any -> new TreeSet<>())
                                .addAll(parameters(method.getValue()))));
    Map<String, Set<String>> mapped = new TreeMap<>();
    mapped()
        .forEach(
            (path, handler) -> {
              if (!path.contains("/actuator")) {
                mapped.put(path, parameters(handler));
              }
            });
    described.keySet().removeIf(path -> path.contains("/actuator"));
    mapped.get("post /api/commands/{}").remove("name in path, required");
    assertThat(described).isEqualTo(mapped);
  }

  private static Set<String> parameters(JsonNode operation) {
    Set<String> all = new TreeSet<>();
    for (JsonNode given : operation.path("parameters")) {
      String reference = given.path("$ref").asText();
      JsonNode parameter = reference.isEmpty() ? given : document.root.at(reference.substring(1));
      all.add(
          parameter(
              parameter.path("name").asText(),
              parameter.path("in").asText(),
              parameter.path("required").asBoolean()));
    }
    if (operation.path("responses").has("304")) {
      assertThat(all.remove("If-None-Match in header")).isTrue();
    }
    return all;
  }

  private static String parameter(String name, String where, boolean required) {
    return "%s in %s%s".formatted(name, where, required ? ", required" : "");
  }

  private static Set<String> parameters(HandlerMethod handler) {
    Set<String> all = new TreeSet<>();
    for (MethodParameter given : handler.getMethodParameters()) {
      given.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
      String own = given.getParameterName();
      if (given.hasParameterAnnotation(PathVariable.class)) {
        all.add(parameter(own, "path", true));
      }
      RequestParam query = given.getParameterAnnotation(RequestParam.class);
      if (query != null) {
        all.add(
            parameter(
                query.name().isEmpty() ? own : query.name(),
                "query",
                query.required()
                    && query
                        .defaultValue()
                        .equals(
                            org.springframework.web.bind.annotation.ValueConstants.DEFAULT_NONE)));
      }
      RequestHeader header = given.getParameterAnnotation(RequestHeader.class);
      // Of Accept, the content of the answers tells, and a 304 of what is sent for one.
      if (header != null && !header.name().equals("Accept")) {
        all.add(parameter(header.name(), "header", false));
      }
    }
    if (handler.getBeanType().isAnnotationPresent(Reads.class)) {
      all.add(parameter("minPosition", "query", false));
      all.add(parameter("Min-Position", "header", false));
    }
    return all;
  }

  @Test
  void theSchemasAreThoseOfTheRecordsThatAreReadAndWritten() throws Exception {
    OpenApi made = made();
    assertThat(made.root)
        .as("CONTRIBUTING.md says how docs/openapi.json is written anew")
        .isEqualTo(document.root);
    assertThat(made.used())
        .containsExactlyElementsOf(
            made.root.at("/components/schemas").properties().stream()
                .map(Map.Entry::getKey)
                .toList());
  }

  /** The document with what it says of records as they are. */
  private static OpenApi made() throws ClassNotFoundException {
    OpenApi made = new OpenApi(document.root.deepCopy());
    RecordSchemas schemas = new RecordSchemas(byHand());
    commands().forEach((name, types) -> describe(made, name, types, schemas));
    schemas.form(Class.forName("org.planledger.query.texts.WhatIfEndpoint$Question"));
    mapped().forEach((path, handler) -> describe(made, path, handler, schemas));
    for (String type : BESIDE) {
      schemas.answer(Class.forName(type));
    }
    ObjectNode all = (ObjectNode) made.root.at("/components/schemas");
    Map<String, JsonNode> sorted = new TreeMap<>();
    all.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    sorted.putAll(schemas.all());
    all.removeAll();
    sorted.forEach(all::set);
    ArrayNode types = ((ObjectNode) all.path("FeedType")).putArray("enum");
    for (FeedType type : FeedType.values()) {
      types.add(type.type());
    }
    return made;
  }

  private static Map<Class<?>, String> byHand() throws ClassNotFoundException {
    Map<Class<?>, String> all = new HashMap<>();
    for (Map.Entry<String, String> each : BY_HAND.entrySet()) {
      all.put(Class.forName(each.getKey()), each.getValue());
    }
    return all;
  }

  private static void describe(
      OpenApi made, String name, List<Class<? extends Command>> types, RecordSchemas schemas) {
    JsonNode operation = made.root.path("paths").path("/api/commands/" + name).path("post");
    ObjectNode content = (ObjectNode) operation.at("/requestBody/content/application~1json");
    List<ObjectNode> forms = types.stream().map(schemas::form).toList();
    ObjectNode schema = forms.getFirst();
    if (forms.size() > 1) {
      schema = OpenApi.JSON.createObjectNode();
      schema.putArray("oneOf").addAll(forms);
    }
    content.set("schema", schema);
    JsonNode sentence = schemas.all().get(types.getFirst().getSimpleName()).path("description");
    ((ObjectNode) operation).set("description", sentence);
  }

  private static void describe(
      OpenApi made, String mapped, HandlerMethod handler, RecordSchemas schemas) {
    Type answered = handler.getMethod().getGenericReturnType();
    if (answered instanceof ParameterizedType wrapped
        && wrapped.getRawType() == ResponseEntity.class) {
      answered = wrapped.getActualTypeArguments()[0];
    }
    if (answered instanceof Class<?> type && type.isRecord()) {
      ObjectNode schema = schemas.answer(type);
      made.root
          .path("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          method -> {
                            String shape = method.getKey() + " " + OpenApi.shape(path.getKey());
                            JsonNode content =
                                method.getValue().at("/responses/200/content/application~1json");
                            if (shape.equals(mapped) && content instanceof ObjectNode json) {
                              json.set("schema", schema);
                            }
                          }));
    }
  }

  @Test
  void theDocumentIsOneOfOpenApi() throws Exception {
    try (InputStream schema = getClass().getResourceAsStream("/openapi-3.1.schema.json")) {
      assertThat(
              com.networknt.schema.JsonSchemaFactory.getInstance(
                      com.networknt.schema.SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(document.root))
          .isEmpty();
    }
    if (!WRITE) {
      assertThat(planledger.get("/api/openapi.json").body()).isEqualTo(document.root);
    }
    document
        .root
        .findValues("$ref")
        .forEach(
            reference ->
                assertThat(document.root.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse());
  }

  @Test
  void everyExampleIsAnsweredAsItSays() throws Exception {
    List<Example> examples = document.examples();
    assertThat(examples.stream().map(Example::path).distinct().count())
        .as("paths without an example: only what may not be, or is an archive that is not whole")
        .isGreaterThan(document.root.path("paths").size() - 3);
    SoftAssertions all = new SoftAssertions();
    for (Example example : examples) {
      answer(example, all);
    }
    all.assertAll();
  }

  private void answer(Example example, SoftAssertions all) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(planledger.url() + document.target(example)))
            .timeout(Duration.ofSeconds(30))
            .header("Min-Position", position)
            .header("Accept", example.status().equals("200") ? example.media() : "*/*");
    List<String> headers = document.headers(example);
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    body(example, request, all);
    boolean endless = example.media().equals("text/event-stream");
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] body = endless && response.statusCode() == 200 ? firstEvent(in) : in.readAllBytes();
      String text = new String(body, StandardCharsets.UTF_8);
      all.assertThat(response.statusCode() + "")
          .as("%s: %s", example, text.length() > 800 ? "..." : text)
          .isEqualTo(example.status());
      String type = response.headers().firstValue("Content-Type").orElse("none");
      all.assertThat(type.replaceFirst(";.*", "")).as("%s", example).isEqualTo(example.media());
      all.assertThat(body.length).as("%s", example).isGreaterThan(0);
      if (type.contains("json") && (response.statusCode() + "").equals(example.status())) {
        answered(example, OpenApi.JSON.readTree(text), all);
      }
      if (endless && response.statusCode() == 200) {
        event(example, text, all);
      }
      told(example, example.status(), response, all);
      if (example.status().equals("200")) {
        conditional(example, request.copy(), response.headers().firstValue("ETag"), all);
        accepting(example, request.copy(), all);
      }
      response
          .headers()
          .firstValue("ETag")
          .filter(tag -> example.path().startsWith("/api/commands/"))
          .ifPresent(tag -> committed(text));
    }
  }

  /**
   * What is said of an answer beside its type. Each of these is sent where the document says so.
   */
  private static final List<String> HEADERS =
      List.of("Cache-Control", "ETag", "Last-Modified", "Link", "Location", "Retry-After", "Vary");

  private static void told(
      Example example, String status, HttpResponse<?> response, SoftAssertions all) {
    ObjectNode answers = (ObjectNode) example.operation().path("responses");
    List<String> sent =
        HEADERS.stream().filter(name -> response.headers().firstValue(name).isPresent()).toList();
    if (WRITE && answers.has(status)) {
      ObjectNode answer = (ObjectNode) answers.path(status);
      answer.remove("headers");
      sent.forEach(
          name ->
              answer
                  .withObject("/headers")
                  .putObject(name)
                  .put("$ref", "#/components/headers/" + name));
    }
    List<String> described = new ArrayList<>();
    answers.path(status).path("headers").fieldNames().forEachRemaining(described::add);
    all.assertThat(described)
        .as("headers of %s: %s", status, example)
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  /** What has a tag is not answered again to those who have it. */
  private void conditional(
      Example example, HttpRequest.Builder request, Optional<String> tag, SoftAssertions all)
      throws Exception {
    boolean read = example.method().equals("get");
    all.assertThat(example.operation().path("responses").has("304"))
        .as("304: %s", example)
        .isEqualTo(read && tag.isPresent());
    if (read && tag.isPresent()) {
      HttpResponse<Void> same =
          http.send(request.header("If-None-Match", tag.get()).build(), BodyHandlers.discarding());
      all.assertThat(same.statusCode()).as("%s", example).isEqualTo(304);
      told(example, "304", same, all);
    }
  }

  /** Asked as the examples are, for what nobody has: refused, or answered all the same. */
  private void accepting(Example example, HttpRequest.Builder request, SoftAssertions all)
      throws Exception {
    HttpResponse<InputStream> other =
        http.send(
            request.setHeader("Accept", "image/x-none").build(), BodyHandlers.ofInputStream());
    other.body().close();
    boolean refused = other.statusCode() == 406;
    if (WRITE && refused) {
      ObjectNode answers = (ObjectNode) example.operation().path("responses");
      answers.putObject("406").put("$ref", "#/components/responses/notAcceptable");
      JsonNode others = answers.remove("default");
      if (others != null) {
        answers.set("default", others);
      }
    }
    all.assertThat(refused)
        .as("406: %s", example)
        .isEqualTo(example.operation().path("responses").has("406"));
  }

  @Test
  void anArchiveThatIsNotWholeIsTheDocumentItself() throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (String path : List.of("/api/feed", "/api/plans/{plan}/feed")) {
      String feed = path.replace("{plan}", "itu-2020");
      ObjectNode archive =
          (ObjectNode) document.root.path("paths").path(path + "/archive/{page}").path("get");
      HttpResponse<Void> answer;
      int page = 0;
      do {
        answer =
            http.send(
                HttpRequest.newBuilder(
                        URI.create("%s%s/archive/%d".formatted(planledger.url(), feed, page++)))
                    .build(),
                BodyHandlers.discarding());
        String status = String.valueOf(answer.statusCode());
        told(new Example(path, "get", archive, status, "", ""), status, answer, all);
      } while (answer.statusCode() == 200);
      all.assertThat(answer.statusCode()).isEqualTo(307);
      all.assertThat(answer.headers().firstValue("Location")).contains(feed);
    }
    all.assertAll();
  }

  private void body(Example example, HttpRequest.Builder request, SoftAssertions all)
      throws Exception {
    JsonNode content = example.operation().at("/requestBody/content");
    if (content.isMissingNode()) {
      if (example.method().equals("post")) {
        request.POST(BodyPublishers.noBody());
      }
      return;
    }
    Map.Entry<String, JsonNode> media = content.properties().iterator().next();
    JsonNode given = media.getValue().path("examples").path(example.name());
    JsonNode value = given.path("value");
    BodyPublisher sent =
        given.has("externalValue")
            ? BodyPublishers.ofByteArray(
                planledger.document(given.path("externalValue").asText(), media.getKey()))
            : BodyPublishers.ofString(value.isTextual() ? value.asText() : value.toString());
    request.header("Content-Type", media.getKey()).POST(sent);
    if (value.isObject()) {
      // Where fields are refused, the document refuses them too.
      all.assertThat(document.faults(media.getValue().path("schema"), value, false).isEmpty())
          .as("%s: %s", example, document.faults(media.getValue().path("schema"), value, false))
          .isEqualTo(!REFUSED_BY_FORM.contains(example.name()));
    }
  }

  private static final int LONGEST = 6_000;

  /** Examples of what is refused by its form alone. */
  private static final Set<String> REFUSED_BY_FORM = Set.of("incomplete", "none");

  private static void answered(Example example, JsonNode answer, SoftAssertions all) {
    JsonNode schema = example.content().path("schema");
    all.assertThat(document.faults(schema, answer, true)).as("%s", example).isEmpty();
    boolean same =
        OpenApi.lasting(answer).equals(OpenApi.lasting(example.answer()))
            || (example.answer().isMissingNode() && !isTold(example, answer));
    if (WRITE && !same) {
      ((ObjectNode) example.content().path("examples").path(example.name())).set("value", answer);
      return;
    }
    if (!same) {
      all.assertThat(OpenApi.lasting(answer).toPrettyString())
          .as("%s", example)
          .isEqualTo(OpenApi.lasting(example.answer()).toPrettyString());
    }
  }

  /** What a node says of itself differs from machine to machine, and a long answer is not read. */
  private static boolean isTold(Example example, JsonNode answer) {
    return answer.toString().length() < LONGEST
        && !example.path().startsWith("/actuator")
        && !example.path().startsWith("/api/ledger/status")
        && !example.path().startsWith("/api/ledger/evidence")
        && !example.path().startsWith("/api/operations/projections")
        && !example.path().equals("/api/openapi.json");
  }

  private static byte[] firstEvent(InputStream in) throws IOException {
    StringBuilder lines = new StringBuilder();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.append(line).append('\n');
      if (line.isEmpty() && lines.indexOf("data:") >= 0) {
        break;
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The body of a webhook is the same. */
  private static void event(Example example, String text, SoftAssertions all) throws IOException {
    String data = text.substring(text.indexOf("data:") + 5).strip();
    JsonNode event = OpenApi.JSON.readTree(data);
    JsonNode schema =
        document.root.at(
            "/webhooks/event/post/requestBody/content/application~1cloudevents+json/schema");
    all.assertThat(document.faults(schema, event, true)).as("%s", example).isEmpty();
    JsonNode told =
        document.root.at(
            "/webhooks/event/post/requestBody/content/application~1cloudevents+json/examples/issued");
    if (event.path("type").asText().equals("org.planledger.draft.issued")) {
      if (WRITE && !OpenApi.lasting(event).equals(OpenApi.lasting(told.path("value")))) {
        ((ObjectNode) told).set("value", event);
      }
      all.assertThat(OpenApi.lasting(told.path("value"))).isEqualTo(OpenApi.lasting(event));
    }
  }

  /** What is asked next is asked of a server that has taken the command. */
  private static void committed(String answer) {
    try {
      position = OpenApi.JSON.readTree(answer).path("position").asText(position);
    } catch (IOException e) {
      throw new AssertionError(answer, e);
    }
  }
}
