package org.planledger.paper.page;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Change;
import org.planledger.text.Redline.Op;

/**
 * How much changed.
 *
 * @param provisions number of those that anything happened to
 * @param counts words by language, then provisions; one that is added or removed is only that
 */
record Summary(int provisions, List<Count> counts) {
  // Loading the rules takes long, a copy does not; an iterator is not safe for two threads.
  private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);

  /**
   * How often something happened.
   *
   * @param first id of the first provision that it happened to; empty: to none
   */
  record Count(int number, String said, String first) {}

  static Summary of(RedlinePaper paper) {
    Counting counting = new Counting();
    paper.items().forEach(counting::take);
    List<Count> counts = new ArrayList<>();
    List<String> languages = paper.to().languages();
    for (String language : languages) {
      String in = languages.size() > 1 ? " (%s)".formatted(language) : "";
      counts.add(counted(counting.inserted.get(language), "word", "added" + in));
      counts.add(counted(counting.deleted.get(language), "word", "removed" + in));
    }
    for (Change change : Change.values()) {
      counts.add(counted(counting.happened.get(change), "provision", said(change)));
    }
    return new Summary(counting.changed, counts);
  }

  private static Count counted(@Nullable Tally tally, String one, String what) {
    int number = tally == null ? 0 : tally.number;
    return new Count(
        number,
        "%d %s%s %s".formatted(number, one, number == 1 ? "" : "s", what),
        tally == null ? "" : tally.first);
  }

  private static String said(Change change) {
    return switch (change) {
      case ADDED -> "added";
      case REMOVED -> "removed";
      case MOVED -> "moved";
      case REWORDED -> "reworded";
      case STATUS -> "with another status";
    };
  }

  /** All of it in one sentence. */
  String sentence() {
    return "%s: %s."
        .formatted(beginning(), counts.stream().map(Count::said).collect(Collectors.joining(", ")));
  }

  /** How many provisions changed. */
  String beginning() {
    return provisions == 1 ? "1 provision changed" : provisions + " provisions changed";
  }

  /** A number that is counted up, and where that began. */
  private static final class Tally {
    private final String first;
    private int number;

    Tally(String first) {
      this.first = first;
    }
  }

  /** Counts what is marked, as it stands on the page. */
  private static final class Counting {
    private final BreakIterator words = WORDS.clone();
    private final Map<String, Tally> inserted = new HashMap<>();
    private final Map<String, Tally> deleted = new HashMap<>();
    private final Map<Change, Tally> happened = new EnumMap<>(Change.class);
    private int changed;

    void take(RedlinePaper.Item item) {
      if (item.labels().isEmpty()) {
        return;
      }
      String id = item.shown().id();
      changed++;
      item.labels().stream()
          .map(RedlinePaper.Label::change)
          .distinct()
          .forEach(change -> happened.computeIfAbsent(change, any -> new Tally(id)).number++);
      Stream.concat(item.headings().stream(), item.texts().stream())
          .forEach(
              said -> {
                for (RedlinePaper.Run run : said.runs()) {
                  if (run.op() != Op.EQUAL) {
                    count(run, run.op() == Op.INSERT ? inserted : deleted, said.lang(), id);
                  }
                }
              });
    }

    private void count(RedlinePaper.Run run, Map<String, Tally> to, String language, String id) {
      words.setText(run.text());
      int number = 0;
      while (words.next() != BreakIterator.DONE) {
        if (words.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT) {
          number++;
        }
      }
      if (number > 0) {
        to.computeIfAbsent(language, any -> new Tally(id)).number += number;
      }
    }
  }
}
