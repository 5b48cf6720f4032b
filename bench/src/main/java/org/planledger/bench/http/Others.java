package org.planledger.bench.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The draft of a day from a table of PostgreSQL, and bytes that are there already. */
@RestController
final class Others {
  private static final String DRAFTED = "DRAFTED";
  private static final JsonFactory JSON = new JsonFactory();

  private final JdbcClient database;
  private byte[] constant = {};

  Others(JdbcClient database) {
    this.database = database;
  }

  void constant(byte[] bytes) {
    constant = bytes;
  }

  /** A version of an element. */
  private record Version(
      int element,
      long revision,
      LocalDate on,
      @Nullable String meeting,
      @Nullable String document,
      String text) {}

  @GetMapping(path = "/bench/constant", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] constant() {
    return constant;
  }

  /** Written as a generator does it: no class is looked into. */
  @GetMapping(path = "/bench/postgres", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] postgres(@RequestParam String at, @RequestParam String knownAt) throws IOException {
    List<Version> versions =
        database
            .sql(
                "SELECT e.id, v.revision, v.valid_from, v.meeting, v.document, v.body"
                    + " FROM element e CROSS JOIN LATERAL (SELECT * FROM version"
                    + " WHERE element = e.id AND valid_from <= ?"
                    + " ORDER BY valid_from DESC, revision DESC LIMIT 1) v ORDER BY e.id")
            .param(LocalDate.parse(at))
            .query(
                (row, number) ->
                    new Version(
                        row.getInt(1),
                        row.getLong(2),
                        row.getObject(3, LocalDate.class),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)))
            .list();
    ByteArrayOutputStream draft = new ByteArrayOutputStream(1 << 18);
    try (JsonGenerator json = JSON.createGenerator(draft)) {
      json.writeStartObject();
      json.writeStringField("plan", "workload");
      text(json, "title", "Workload");
      json.writeNumberField(
          "revision", versions.stream().mapToLong(Version::revision).reduce(300, Math::max));
      json.writeStringField("point", "date:" + at);
      json.writeStringField("asOf", at);
      json.writeStringField("knownAt", knownAt);
      json.writeArrayFieldStart("provisions");
      for (Version version : versions) {
        provision(json, version);
      }
      json.writeEndArray();
      empty(json, "frameworks");
      json.writeStringField("status", DRAFTED);
      json.writeArrayFieldStart("languages");
      json.writeString("en");
      json.writeEndArray();
      json.writeStringField("authoritativeLanguage", "en");
      empty(json, "route");
      empty(json, "references");
      empty(json, "alignments");
      empty(json, "risks");
      json.writeEndObject();
    }
    return draft.toByteArray();
  }

  private static void provision(JsonGenerator json, Version version) throws IOException {
    String status = version.meeting() == null ? DRAFTED : "PROVISIONALLY_AGREED";
    json.writeStartObject();
    json.writeStringField("id", "e" + version.element());
    json.writeStringField("kind", "element");
    json.writeStringField("number", String.valueOf(version.element() + 1));
    json.writeObjectFieldStart("heading");
    json.writeEndObject();
    text(json, "text", version.text());
    statuses(json, status);
    since(json, version.revision(), version.meeting(), version.document(), version.on());
    json.writeObjectFieldStart("structure");
    statuses(json, DRAFTED);
    since(json, version.element() + 1L, null, null, LocalDate.of(2000, 1, 1));
    json.writeEndObject();
    empty(json, "references");
    empty(json, "behind");
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String text) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("en", text);
    json.writeEndObject();
  }

  private static void statuses(JsonGenerator json, String status) throws IOException {
    json.writeStringField("status", status);
    json.writeStringField("effectiveStatus", status);
  }

  private static void since(
      JsonGenerator json,
      long revision,
      @Nullable String meeting,
      @Nullable String document,
      LocalDate on)
      throws IOException {
    json.writeObjectFieldStart("since");
    json.writeNumberField("revision", revision);
    if (meeting != null) {
      json.writeStringField("meeting", meeting);
    }
    if (document != null) {
      json.writeStringField("document", document);
    }
    json.writeStringField("on", on.toString());
    json.writeEndObject();
  }

  private static void empty(JsonGenerator json, String name) throws IOException {
    json.writeArrayFieldStart(name);
    json.writeEndArray();
  }
}
