package org.planledger.people;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Names of persons and delegations, and the ids that stand for them in the record. */
public final class People {
  /** The processing group that erases names once that is recorded. */
  public static final String ERASURES = "erasures";

  private static final Pattern ID = Pattern.compile("p-[a-z2-7]{16}");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LONGEST_NAME = 200;
  private static final int REMEMBERED = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
  private static final int NAMES_PER_QUESTION = 500;

  private final JdbcClient database;
  private final TransactionTemplate alone;
  private final SecureRandom random = new SecureRandom();

  /** An id, and until when it may be taken for that of the name without asking the register. */
  private record Known(String id, long until) {}

  /** Ids by the names and ids that were asked for last. Other nodes may erase names. */
  private final Map<String, Known> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
              return size() > REMEMBERED;
            }
          });

  People(JdbcClient database, PlatformTransactionManager transactions) {
    this.database = database;
    alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Whether a text has the form of an id, and so is never taken for a name. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * The id of a person or delegation; a name not yet known is registered, whatever becomes of the
   * transaction of the caller.
   *
   * @param nameOrId a name of at most 200 code points, or an id given before
   * @throws Refused 422 when the name is too long, or when it has the form of an id and no one has
   *     it
   */
  public String idOf(String nameOrId) {
    return known(nameOrId).orElseGet(() -> register(checked(nameOrId)));
  }

  /**
   * Ids for a trial: those of known names, and passing ones for names that it would register.
   *
   * @see #idOf
   */
  public UnaryOperator<String> onTrial() {
    Map<String, String> passing = new HashMap<>();
    return nameOrId ->
        known(nameOrId)
            .orElseGet(() -> passing.computeIfAbsent(checked(nameOrId), name -> newId()));
  }

  private Optional<String> known(String nameOrId) {
    String text = Normalizer.normalize(nameOrId, Normalizer.Form.NFC);
    Known remembers = remembered.get(text);
    if (remembers != null && System.nanoTime() - remembers.until() < 0) {
      return Optional.of(remembers.id());
    }
    Optional<String> id = find(text);
    if (id.isEmpty() && isId(text)) {
      throw new Refused(
          ProblemType.INVALID_FIELDS,
          "Nobody has the id %s; give a name, or the id of one who is registered.".formatted(text));
    }
    id.ifPresent(found -> remember(text, found));
    return id;
  }

  private void remember(String nameOrId, String id) {
    remembered.put(nameOrId, new Known(id, System.nanoTime() + REMEMBERED_FOR.toNanos()));
  }

  /** In a transaction of its own, which sees what others have committed by now. */
  private Optional<String> find(String nameOrId) {
    return Objects.requireNonNull(
        alone.execute(
            transaction ->
                database
                    .sql("SELECT id FROM person WHERE " + (isId(nameOrId) ? "id" : "name") + " = ?")
                    .param(nameOrId)
                    .query(String.class)
                    .optional()));
  }

  private static String checked(String written) {
    String name = Normalizer.normalize(written, Normalizer.Form.NFC);
    if (name.isBlank() || name.codePointCount(0, name.length()) > LONGEST_NAME) {
      throw new Refused(
          ProblemType.INVALID_FIELDS,
          "The name of a person or delegation has 1 to %d characters.".formatted(LONGEST_NAME));
    }
    return name;
  }

  private String register(String name) {
    String id = newId();
    try {
      alone.executeWithoutResult(
          transaction ->
              database
                  .sql("INSERT INTO person (id, name, since) VALUES (?, ?, CURRENT_TIMESTAMP)")
                  .params(id, name)
                  .update());
    } catch (DuplicateKeyException registeredMeanwhile) {
      return known(name).orElseThrow(() -> registeredMeanwhile);
    }
    remember(name, id);
    return id;
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

  /** Erases the name of an id; whoever comes with it later is registered anew. */
  public void erase(String id) {
    database.sql("UPDATE person SET name = NULL WHERE id = ?").param(id).update();
    remembered.values().removeIf(known -> known.id().equals(id));
  }

  /** The names of those who are registered and not erased, by id. */
  public Map<String, String> names(Collection<String> ids) {
    Map<String, String> names = new HashMap<>();
    ask(
        "SELECT id, name FROM person WHERE name IS NOT NULL AND id IN (:ids)",
        ids,
        row -> {
          names.put(row.getString("id"), row.getString("name"));
        });
    return names;
  }

  /** Those of some ids whose names were erased. */
  public Set<String> erased(Collection<String> ids) {
    Set<String> erased = new HashSet<>();
    ask(
        "SELECT id FROM person WHERE name IS NULL AND id IN (:ids)",
        ids,
        row -> {
          erased.add(row.getString("id"));
        });
    return erased;
  }

  private void ask(String question, Collection<String> ids, RowCallbackHandler answer) {
    List<String> all = ids.stream().distinct().toList();
    for (int from = 0; from < all.size(); from += NAMES_PER_QUESTION) {
      database
          .sql(question)
          .param("ids", all.subList(from, Math.min(from + NAMES_PER_QUESTION, all.size())))
          .query(answer);
    }
  }
}
