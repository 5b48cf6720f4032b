package org.planledger.standalone;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The OpenAPI document of the repository. */
final class OpenApi {
  static final Path FILE = Path.of("../docs/openapi.json");
  static final ObjectMapper JSON = new ObjectMapper();

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  final ObjectNode root;

  OpenApi(ObjectNode root) {
    this.root = root;
  }

  static OpenApi read() throws IOException {
    return new OpenApi((ObjectNode) JSON.readTree(Files.readString(FILE)));
  }

  void write() throws IOException {
    DefaultPrettyPrinter lines =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    Files.writeString(FILE, JSON.writer(lines).writeValueAsString(root) + "\n");
  }

  /** A question and an answer of one name. */
  record Example(
      String path, String method, ObjectNode operation, String status, String media, String name) {
    @Override
    public String toString() {
      return "%s %s, %s".formatted(method, path, name);
    }

    /** What the document says is answered; missing: its form alone is told. */
    JsonNode answer() {
      return content().path("examples").path(name).path("value");
    }

    ObjectNode content() {
      return (ObjectNode) operation.at("/responses/%s/content".formatted(status)).path(media);
    }
  }

  /** All examples, in the order of the document. */
  List<Example> examples() {
    List<Example> all = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.addAll(
                                examples(
                                    path.getKey(),
                                    method.getKey(),
                                    (ObjectNode) method.getValue()))));
    return all;
  }

  private List<Example> examples(String path, String method, ObjectNode operation) {
    List<Example> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
      JsonNode content = answer.getValue().path("content");
      for (Map.Entry<String, JsonNode> media : content.properties()) {
        for (Map.Entry<String, JsonNode> named : media.getValue().path("examples").properties()) {
          all.add(
              new Example(
                  path, method, operation, answer.getKey(), media.getKey(), named.getKey()));
        }
      }
    }
    return all;
  }

  /** Path and query of an example's question. */
  String target(Example example) {
    String path = example.path();
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : example.operation().path("parameters")) {
      JsonNode value = parameter.path("examples").path(example.name()).path("value");
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("path")) {
        String text = value.asText();
        path = path.replace("{" + name + "}", name.equals("path") ? text : encoded(text));
      } else if (parameter.path("in").asText().equals("query") && !value.isMissingNode()) {
        (value.isArray() ? value : JSON.createArrayNode().add(value))
            .forEach(each -> query.add(name + "=" + encoded(each.asText())));
      }
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  /** Names and values of the headers of an example's question. */
  List<String> headers(Example example) {
    List<String> headers = new ArrayList<>();
    for (JsonNode parameter : example.operation().path("parameters")) {
      JsonNode value = parameter.path("examples").path(example.name()).path("value");
      if (parameter.path("in").asText().equals("header") && !value.isMissingNode()) {
        headers.add(parameter.path("name").asText());
        headers.add(value.asText());
      }
    }
    return headers;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * What is wrong with a value.
   *
   * @param complete whether a member that the schema does not name is wrong too
   */
  Set<String> faults(JsonNode schema, JsonNode value, boolean complete) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", root.path("components"));
    whole = whole.deepCopy();
    if (complete) {
      whole.path("components").path("schemas").forEach(OpenApi::close);
      whole.path("allOf").forEach(OpenApi::close);
    }
    return SCHEMAS.getSchema(whole, STRICT).validate(value).stream()
        .map(ValidationMessage::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      boolean open = object.has("additionalProperties") || object.has("unevaluatedProperties");
      if (!open && object.path("properties").isObject()) {
        object.put(object.has("allOf") ? "unevaluatedProperties" : "additionalProperties", false);
      }
    }
    schema.forEach(OpenApi::close);
  }

  /** Every path and method, such as {@code get /api/plans/{}}. */
  Set<String> operations() {
    Set<String> all = new TreeSet<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> all.add(method + " " + shape(path.getKey()))));
    return all;
  }

  static String shape(String path) {
    return path.replaceAll("\\{[^}]*}|\\*\\*", "{}");
  }

  /** Names of schemas that something leads to. */
  Set<String> used() {
    return root.findValues("$ref").stream()
        .map(JsonNode::asText)
        .filter(ref -> ref.startsWith("#/components/schemas/"))
        .map(ref -> ref.substring(ref.lastIndexOf('/') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What differs from run to run: instants, ids and hashes, and places in the log. */
  static JsonNode lasting(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              member ->
                  copy.set(
                      member.getKey(),
                      VARYING.contains(member.getKey()) && member.getValue().isValueNode()
                          ? JSON.getNodeFactory().textNode("...")
                          : lasting(member.getValue())));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(each -> copy.add(lasting(each)));
      return copy;
    }
    return value.isTextual()
        ? JSON.getNodeFactory().textNode(value.asText().replaceAll(VARIES, "..."))
        : value;
  }

  private static final Set<String> VARYING =
      Set.of(
          "position",
          "head",
          "lag",
          "size",
          "checkpoint",
          "since",
          "sha256",
          "leafHash",
          "hash",
          "incident",
          "index",
          "max",
          "free",
          "total",
          "value",
          "from",
          "fromRoot",
          "toRoot",
          "signature");

  private static final String VARIES =
      String.join(
          "|",
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z",
          "p-[0-9A-Za-z-]{8,}",
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}",
          "[0-9a-f]{64}",
          "[A-Za-z0-9+/]{43}=",
          "whsec_[A-Za-z0-9+/=]+");
}
