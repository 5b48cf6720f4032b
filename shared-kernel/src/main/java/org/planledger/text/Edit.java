package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a text: at word {@code at} of the base, {@code removes} leave and {@code brings}
 * come in their place.
 *
 * <p>A list of edits counts in the words of one base and is ascending and free of overlaps: each
 * edit starts at or after the end of what the one before removes. Several edits may thus share
 * {@code at} if all but the last remove nothing; they then bring their words in list order.
 *
 * @param at index in the base, from 0 to its size
 * @param removes the words of the base from {@code at} on that leave
 * @param brings the words that come
 * @param amendment id of the amendment that did it, or null if none is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Edit(int at, List<String> removes, List<String> brings, @Nullable String amendment) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if {@code at} is negative, both lists are empty, or a word is
   *     the empty string
   */
  public Edit {
    removes = List.copyOf(removes);
    brings = List.copyOf(brings);
    if (at < 0) {
      throw new IllegalArgumentException("An edit cannot start at " + at);
    }
    if (removes.isEmpty() && brings.isEmpty()) {
      throw new IllegalArgumentException("The edit at " + at + " neither removes nor brings words");
    }
    if (removes.contains("") || brings.contains("")) {
      throw new IllegalArgumentException("The edit at " + at + " has an empty word");
    }
  }

  /** The index in the base where the removed words end. */
  int end() {
    return at + removes.size();
  }

  /** The same edit against a base that has {@code by} more words before it. */
  Edit shifted(int by) {
    return new Edit(at + by, removes, brings, amendment);
  }
}
