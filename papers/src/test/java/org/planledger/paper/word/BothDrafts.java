package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.w3c.dom.Document;

/** A redline in Word is its later draft with all changes accepted, and its earlier one without. */
public final class BothDrafts {
  private BothDrafts() {}

  /** Written out and read by the rules of the format. */
  public static void requireIn(RedlinePaper paper) {
    requireIn(Samples.written(paper), paper);
  }

  /** As it was written out by others. */
  public static void requireIn(byte[] docx, RedlinePaper paper) {
    Document document = Docx.of(docx).document();
    for (boolean accepted : new boolean[] {true, false}) {
      require(document, paper, accepted);
    }
  }

  static void require(Document document, RedlinePaper paper, boolean accepted) {
    assertThat(
            Resolved.texts(document, accepted).entrySet().stream()
                .filter(entry -> entry.getKey().matches("[ht][0-9]+_.*"))
                .filter(entry -> !entry.getValue().isEmpty())
                .collect(Collectors.toMap(entry -> name(entry.getKey()), Map.Entry::getValue)))
        .as("%s to %s, accepted: %s", paper.from().point(), paper.to().point(), accepted)
        .isEqualTo(expected(paper, accepted));
    assertThat(Resolved.provisions(document, accepted).stream().map(BothDrafts::name))
        .as("%s to %s, accepted: %s", paper.from().point(), paper.to().point(), accepted)
        .containsExactlyElementsOf(
            lines(paper, accepted ? paper.to().items() : paper.from().items()));
  }

  /** What stood elsewhere has the same name with a line behind it there. */
  private static String name(String bookmark) {
    return bookmark.replaceFirst("_$", "");
  }

  /** As {@link Resolved#provisions} has them. */
  static List<String> lines(RedlinePaper paper, List<DraftPaper.Item> items) {
    Map<String, String> bookmarks = new HashMap<>();
    Origin.Names names = new Origin.Names();
    for (RedlinePaper.Item item : paper.items()) {
      String id = item.shown().id();
      bookmarks.put(id, Origin.placeBookmark(names.of(id)));
    }
    return items.stream()
        .map(item -> "Heading%d %s".formatted(Math.min(item.level(), 9), bookmarks.get(item.id())))
        .toList();
  }

  private static Map<String, String> expected(RedlinePaper paper, boolean accepted) {
    Map<String, String> all = new HashMap<>();
    Origin.Names names = new Origin.Names();
    for (RedlinePaper.Item item : paper.items()) {
      String name = names.of(item.shown().id());
      DraftPaper.Item side = accepted ? item.after() : item.before();
      if (side == null) {
        continue;
      }
      for (int i = 0; i < paper.to().languages().size(); i++) {
        String lang = paper.to().languages().get(i);
        put(all, Origin.textBookmark(name, i, true), side.heading().get(lang));
        put(all, Origin.textBookmark(name, i, false), side.text().get(lang));
      }
    }
    return all;
  }

  private static void put(Map<String, String> all, String name, String text) {
    if (text != null && !text.isEmpty()) {
      all.put(name, text);
    }
  }
}
