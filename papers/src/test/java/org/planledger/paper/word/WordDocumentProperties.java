package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.text.Redline.Op;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class WordDocumentProperties {

  @Property(tries = 150)
  void acceptedItIsTheLaterDraftAndRejectedTheEarlierOne(@ForAll("redlines") RedlinePaper paper)
      throws Exception {
    byte[] written = Samples.written(paper);
    assertThat(Samples.written(paper)).isEqualTo(written);
    Document document = Docx.of(written).document();
    assertThat(Resolved.nested(document)).isEmpty();

    BothDrafts.require(document, paper, true);
    BothDrafts.require(document, paper, false);

    Set<String> ids = new HashSet<>();
    for (String kind : List.of("ins", "del", "bookmarkStart")) {
      for (Element element : Docx.all(document, kind)) {
        assertThat(ids.add(Docx.value(element, "id"))).isTrue();
      }
    }
    for (Element deletion : Docx.all(document, "del")) {
      assertThat(Docx.all(deletion, "t")).isEmpty();
    }
    assertThat(WordAmendments.read(written).asked()).isEmpty();
  }

  @Provide
  Arbitrary<RedlinePaper> redlines() {
    Arbitrary<List<String>> languages =
        Arbitraries.of(List.of("en"), List.of("ar"), List.of("zh"), Samples.SIX);
    return languages.flatMap(
        shown ->
            item(shown)
                .list()
                .ofMaxSize(5)
                .map(
                    made -> {
                      List<RedlinePaper.Item> items = new ArrayList<>();
                      for (int i = 0; i < made.size(); i++) {
                        items.add(made.get(i).numbered(i));
                      }
                      return new RedlinePaper(
                          draft(shown, items.stream().map(RedlinePaper.Item::before).toList()),
                          draft(shown, items.stream().map(RedlinePaper.Item::after).toList()),
                          items);
                    }));
  }

  private static DraftPaper draft(List<String> languages, List<DraftPaper.Item> items) {
    return Samples.draft(languages, items.stream().filter(java.util.Objects::nonNull).toList());
  }

  /** Not yet at its place. */
  record Made(
      Op fate, int level, List<RedlinePaper.Words> headings, List<RedlinePaper.Words> texts) {
    RedlinePaper.Item numbered(int i) {
      String number = (i + 1) + ".1".repeat(level - 1);
      return new RedlinePaper.Item(
          fate == Op.INSERT ? null : item("x" + i, number, Op.INSERT),
          fate == Op.DELETE ? null : item("x" + i, number, Op.DELETE),
          headings,
          texts,
          i == 0
              ? List.of(new RedlinePaper.Label("moved", Samples.reason("CWG-SFP-1", "A-2")))
              : List.of());
    }

    private DraftPaper.Item item(String id, String number, Op without) {
      return Samples.item(id, number, joined(headings, without), joined(texts, without));
    }

    private static Map<String, String> joined(List<RedlinePaper.Words> words, Op without) {
      Map<String, String> all = new HashMap<>();
      for (RedlinePaper.Words each : words) {
        String text =
            each.runs().stream()
                .filter(run -> run.op() != without)
                .map(RedlinePaper.Run::text)
                .collect(Collectors.joining());
        if (!text.isEmpty()) {
          all.put(each.lang(), text);
        }
      }
      return all;
    }
  }

  private static Arbitrary<Made> item(List<String> languages) {
    return Arbitraries.of(Op.values())
        .flatMap(
            fate ->
                Combinators.combine(
                        Arbitraries.integers().between(1, 11),
                        words(languages, fate, false),
                        words(languages, fate, true))
                    .as((level, headings, texts) -> new Made(fate, level, headings, texts)));
  }

  private static Arbitrary<List<RedlinePaper.Words>> words(
      List<String> languages, Op fate, boolean lines) {
    List<Arbitrary<RedlinePaper.Words>> all = new ArrayList<>();
    for (String language : languages) {
      all.add(runs(fate, lines).map(runs -> new RedlinePaper.Words(language, runs)));
    }
    return Combinators.combine(all).as(List::copyOf);
  }

  /** Of a provision that comes or goes as a whole, all its words do. */
  private static Arbitrary<List<RedlinePaper.Run>> runs(Op fate, boolean lines) {
    Arbitrary<Op> ops = fate == Op.EQUAL ? Arbitraries.of(Op.values()) : Arbitraries.just(fate);
    Arbitrary<RedlinePaper.Run> run =
        Combinators.combine(
                ops,
                lines ? texts() : Arbitraries.of("Growth", " & ", "النمو", "增长"),
                Arbitraries.of("CWG-SFP-1", "CWG-SFP-2", ""))
            .as(
                (op, text, meeting) ->
                    Samples.run(
                        op,
                        text,
                        op == Op.EQUAL || meeting.isEmpty()
                            ? null
                            : Samples.reason(meeting, "A-1")));
    return run.list().ofMaxSize(5);
  }

  /** Words of several scripts, and what XML or Word could take for something else. */
  private static Arbitrary<String> texts() {
    return Arbitraries.of(
            "goal",
            " ",
            "\n",
            "\t",
            "  ",
            "战略计划",
            "الخطة",
            "\u200f",
            "👩‍👩‍👧",
            "🌍",
            "<script>alert(1)</script>",
            "=1+2",
            "&amp;",
            "]]>",
            "«\u00a0été\u00a0»",
            "\n\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(words -> String.join("", words));
  }
}
