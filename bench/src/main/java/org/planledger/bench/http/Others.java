package org.planledger.bench.http;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The draft of a day from a table of PostgreSQL, and bytes that are there already. */
@RestController
final class Others {
  private final JdbcClient database;
  private byte[] constant = {};

  Others(JdbcClient database) {
    this.database = database;
  }

  void constant(byte[] bytes) {
    constant = bytes;
  }

  record Since(long revision, @Nullable String meeting, @Nullable String document, LocalDate on) {}

  record Structure(String status, String effectiveStatus, Since since) {}

  record Provision(
      String id,
      String kind,
      String number,
      Map<String, String> heading,
      Map<String, String> text,
      String status,
      String effectiveStatus,
      Since since,
      Structure structure,
      List<String> references,
      List<String> behind) {}

  record Draft(
      String plan,
      Map<String, String> title,
      long revision,
      String point,
      String asOf,
      String knownAt,
      List<Provision> provisions,
      List<String> frameworks,
      String status,
      List<String> languages,
      String authoritativeLanguage,
      List<String> route,
      List<String> references,
      List<String> alignments,
      List<String> risks) {}

  @GetMapping(path = "/bench/constant", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] constant() {
    return constant;
  }

  @GetMapping(path = "/bench/postgres", produces = MediaType.APPLICATION_JSON_VALUE)
  Draft postgres(@RequestParam String at, @RequestParam String knownAt) {
    LocalDate day = LocalDate.parse(at);
    List<Provision> provisions = new ArrayList<>();
    long[] revision = {0};
    database
        .sql(
            "SELECT e.id, v.revision, v.valid_from, v.meeting, v.document, v.body FROM element e"
                + " CROSS JOIN LATERAL (SELECT * FROM version WHERE element = e.id"
                + " AND valid_from <= ? ORDER BY valid_from DESC, revision DESC LIMIT 1) v"
                + " ORDER BY e.id")
        .param(day)
        .query(
            row -> {
              int element = row.getInt(1);
              revision[0] = Math.max(revision[0], row.getLong(2));
              boolean drafted = row.getString(4) == null;
              String status = drafted ? "DRAFTED" : "PROVISIONALLY_AGREED";
              provisions.add(
                  new Provision(
                      "e" + element,
                      "element",
                      String.valueOf(element + 1),
                      Map.of(),
                      Map.of("en", row.getString(6)),
                      status,
                      status,
                      new Since(
                          row.getLong(2),
                          row.getString(4),
                          row.getString(5),
                          row.getObject(3, LocalDate.class)),
                      new Structure(
                          "DRAFTED",
                          "DRAFTED",
                          new Since(element + 1L, null, null, LocalDate.of(2000, 1, 1))),
                      List.of(),
                      List.of()));
            });
    return new Draft(
        "workload",
        Map.of("en", "Workload"),
        Math.max(revision[0], 300),
        "date:" + at,
        at,
        knownAt,
        provisions,
        List.of(),
        "DRAFTED",
        List.of("en"),
        "en",
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
