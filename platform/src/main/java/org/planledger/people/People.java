package org.planledger.people;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Names of persons and delegations, and the ids that stand for them in the record. */
public final class People {
  private static final Pattern ID = Pattern.compile("p-[a-z2-7]{16}");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int NAMES_PER_QUESTION = 500;

  private final JdbcClient database;
  private final SecureRandom random = new SecureRandom();

  People(JdbcClient database) {
    this.database = database;
  }

  /**
   * The id of a person or delegation; a name not yet known is registered.
   *
   * @param nameOrId a name of at most 200 code points, NFC-normalised, or an id given before
   * @throws Refused when it has the form of an id and no one has it
   */
  public String idOf(String nameOrId) {
    return known(nameOrId).orElseGet(() -> register(nameOrId));
  }

  /** Ids for a trial: those of known names, and passing ones for names it would register. */
  public UnaryOperator<String> onTrial() {
    Map<String, String> passing = new HashMap<>();
    return nameOrId ->
        known(nameOrId).orElseGet(() -> passing.computeIfAbsent(nameOrId, name -> newId()));
  }

  private Optional<String> known(String nameOrId) {
    boolean looksLikeId = ID.matcher(nameOrId).matches();
    Optional<String> id =
        database
            .sql("SELECT id FROM person WHERE " + (looksLikeId ? "id" : "name") + " = ?")
            .param(nameOrId)
            .query(String.class)
            .optional();
    if (looksLikeId && id.isEmpty()) {
      throw new Refused(
          ProblemType.INVALID_FIELDS,
          "Nobody has the id %s; give a name, or the id of one who is registered."
              .formatted(nameOrId));
    }
    return id;
  }

  private String register(String name) {
    try {
      String id = newId();
      database
          .sql("INSERT INTO person (id, name, since) VALUES (?, ?, ?)")
          .params(id, name, Instant.now().atOffset(ZoneOffset.UTC))
          .update();
      return id;
    } catch (DuplicateKeyException registeredMeanwhile) {
      return known(name).orElseThrow(() -> registeredMeanwhile);
    }
  }

  /** 80 random bits: nobody can guess whose they are. */
  private String newId() {
    return random
        .ints(16, 0, LETTERS.length())
        .collect(
            () -> new StringBuilder("p-"),
            (id, letter) -> id.append(LETTERS.charAt(letter)),
            StringBuilder::append)
        .toString();
  }

  /** The names of those who are registered and not erased, by id. */
  public Map<String, String> names(Collection<String> ids) {
    List<String> all = ids.stream().distinct().toList();
    Map<String, String> names = new HashMap<>();
    for (int from = 0; from < all.size(); from += NAMES_PER_QUESTION) {
      database
          .sql("SELECT id, name FROM person WHERE name IS NOT NULL AND id IN (:ids)")
          .param("ids", all.subList(from, Math.min(from + NAMES_PER_QUESTION, all.size())))
          .query(
              row -> {
                names.put(row.getString("id"), row.getString("name"));
              });
    }
    return names;
  }
}
