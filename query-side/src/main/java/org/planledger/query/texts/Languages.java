package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * The languages that texts are asked for in, in that order.
 *
 * @param tags empty: all there are
 */
public record Languages(List<String> tags) {
  /** It is repeated in each link of an answer. */
  private static final int LONGEST = 200;

  /** As a request has them: tags parted by commas; null: all. */
  public static Languages of(@Nullable String lang) {
    if (lang == null) {
      return new Languages(List.of());
    }
    if (lang.length() > LONGEST) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "lang has %d characters, more than %d; give languages such as en or en,fr, or leave it out for all."
              .formatted(lang.length(), LONGEST));
    }
    List<String> tags = Arrays.stream(lang.split(",", -1)).map(String::strip).distinct().toList();
    if (tags.contains("")) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "lang is \"%s\"; give languages such as en or en,fr, or leave it out for all."
              .formatted(lang));
    }
    return new Languages(tags);
  }

  /** Whether this one is asked for. */
  boolean has(String tag) {
    return tags.isEmpty() || tags.contains(tag);
  }

  /** The one that is asked for, whose texts then stand alone; null: all, or several. */
  @Nullable String alone() {
    return tags.size() == 1 ? tags.getFirst() : null;
  }

  /** Texts as they are answered: a map by language, or the one, or null when there is none. */
  @Nullable Object of(Map<String, String> texts) {
    String alone = alone();
    if (alone != null) {
      return texts.get(alone);
    }
    return some(texts);
  }

  /** Those of some texts that are asked for. */
  Map<String, String> some(Map<String, String> texts) {
    if (tags.isEmpty()) {
      return texts;
    }
    Map<String, String> some = new TreeMap<>(texts);
    some.keySet().retainAll(tags);
    return some;
  }

  /**
   * Those that a paper has side by side: what is asked for, else those of the plan in its order,
   * then any other, as far as there are texts.
   *
   * @param languages of the plan
   * @param texts languages that there is a text in
   * @throws Refused when one is asked for that is none of these
   */
  public List<String> shown(List<String> languages, Set<String> texts) {
    List<String> known = new ArrayList<>(languages);
    texts.stream().filter(tag -> !known.contains(tag)).forEach(known::add);
    for (String tag : tags) {
      if (!known.contains(tag)) {
        throw Refused.notFound("text of the plan in", tag);
      }
    }
    if (!tags.isEmpty()) {
      return tags;
    }
    List<String> shown = known.stream().filter(texts::contains).toList();
    return shown.isEmpty() ? List.of(languages.getFirst()) : shown;
  }
}
