package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "en", List.of("growth ", "of the Union's ", "goals."),
          "fr", List.of("l’élan ", "« société » ", "à l’œuvre."),
          "es", List.of("¿crecimiento? ", "acción ", "señal."),
          "ru", List.of("развитие ", "общества ", "ещё."),
          "ar", List.of("نمو ", "مجتمع المعلومات ", "2020، كله."),
          "zh", List.of("增长", "信息社会，", "全体人民。"));

  @Property(tries = 150)
  void acceptedItIsTheLaterDraftAndRejectedTheEarlierOne(@ForAll("redlines") RedlinePaper paper)
      throws Exception {
    requireBoth(paper);
  }

  @Property(tries = 40)
  void soItIsInSixLanguagesThatWereAllEdited(@ForAll("inSixLanguages") RedlinePaper paper)
      throws Exception {
    for (String language : Samples.SIX) {
      assertThat(paper.items())
          .flatExtracting(RedlinePaper.Item::texts)
          .filteredOn(words -> words.lang().equals(language))
          .flatExtracting(RedlinePaper.Words::runs)
          .extracting(RedlinePaper.Run::op)
          .contains(Op.DELETE, Op.INSERT);
    }
    requireBoth(paper);
  }

  private static void requireBoth(RedlinePaper paper) throws Exception {
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
  Arbitrary<RedlinePaper> inSixLanguages() {
    return Combinators.combine(
            item(Samples.SIX, Op.EQUAL), item(Samples.SIX).list().ofMaxSize(4), moves())
        .as(
            (edited, more, moves) -> {
              List<Made> all = new ArrayList<>(more);
              all.add(more.size() / 2, edited);
              return redline(Samples.SIX, all, moves);
            });
  }

  @Provide
  Arbitrary<RedlinePaper> redlines() {
    Arbitrary<List<String>> languages =
        Arbitraries.of(List.of("en"), List.of("ar"), List.of("zh"), Samples.SIX);
    return languages.flatMap(
        shown ->
            Combinators.combine(item(shown).list().ofMaxSize(5), moves())
                .as((made, moves) -> redline(shown, made, moves)));
  }

  private static final RedlinePaper.Label MOVED =
      new RedlinePaper.Label(
          RedlinePaper.Change.MOVED, "Moved from 7 to 8", Samples.reason("CWG-SFP-1", "A-2"));

  /** For each provision, where it stood in the earlier draft; 0: where it stands. */
  private static Arbitrary<List<Integer>> moves() {
    return Arbitraries.integers().between(-3, 6).map(at -> Math.max(0, at)).list().ofSize(5);
  }

  private static RedlinePaper redline(List<String> shown, List<Made> made, List<Integer> moves) {
    List<RedlinePaper.Item> items = new ArrayList<>();
    List<DraftPaper.Item> before = new ArrayList<>();
    List<DraftPaper.Item> moved = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      int from = made.get(i).fate() == Op.EQUAL ? moves.get(i) : 0;
      RedlinePaper.Item item = made.get(i).numbered(i, from);
      items.add(item);
      (from == 0 ? before : moved).add(item.before());
    }
    for (DraftPaper.Item item : moved) {
      before.add(item.level() % (before.size() + 1), item);
    }
    return new RedlinePaper(
        draft(shown, before),
        draft(shown, items.stream().map(RedlinePaper.Item::after).toList()),
        items);
  }

  private static DraftPaper draft(List<String> languages, List<DraftPaper.Item> items) {
    return Samples.draft(languages, items.stream().filter(java.util.Objects::nonNull).toList());
  }

  /** Not yet at its place. */
  record Made(
      Op fate, int level, List<RedlinePaper.Words> headings, List<RedlinePaper.Words> texts) {
    RedlinePaper.Item numbered(int i, int from) {
      String number = (i + 1) + ".1".repeat(level - 1);
      String earlier = from == 0 ? number : "7" + ".1".repeat(from - 1);
      return new RedlinePaper.Item(
          fate == Op.INSERT ? null : item("x" + i, earlier, Op.INSERT),
          fate == Op.DELETE ? null : item("x" + i, number, Op.DELETE),
          headings,
          texts,
          from == 0 ? List.of() : List.of(MOVED));
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
    return Arbitraries.of(Op.values()).flatMap(fate -> item(languages, fate));
  }

  private static Arbitrary<Made> item(List<String> languages, Op fate) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 11),
            words(languages, fate, false),
            words(languages, fate, true))
        .as((level, headings, texts) -> new Made(fate, level, headings, texts));
  }

  private static Arbitrary<List<RedlinePaper.Words>> words(
      List<String> languages, Op fate, boolean lines) {
    List<Arbitrary<RedlinePaper.Words>> all = new ArrayList<>();
    for (String language : languages) {
      all.add(runs(language, fate, lines).map(runs -> new RedlinePaper.Words(language, runs)));
    }
    return Combinators.combine(all).as(List::copyOf);
  }

  /** Of a provision that comes or goes as a whole, all its words do; else some of each text. */
  private static Arbitrary<List<RedlinePaper.Run>> runs(String language, Op fate, boolean lines) {
    if (fate != Op.EQUAL) {
      return run(language, Arbitraries.just(fate), lines).list().ofMaxSize(5);
    }
    Arbitrary<List<RedlinePaper.Run>> some =
        run(language, Arbitraries.of(Op.values()), lines).list().ofMaxSize(2);
    if (!lines) {
      return some;
    }
    return Combinators.combine(
            some,
            run(language, Arbitraries.just(Op.DELETE), true),
            run(language, Arbitraries.just(Op.INSERT), true),
            some)
        .as(
            (first, taken, brought, last) ->
                Stream.of(first, List.of(taken, brought), last).flatMap(List::stream).toList());
  }

  private static Arbitrary<RedlinePaper.Run> run(
      String language, Arbitrary<Op> ops, boolean lines) {
    return Combinators.combine(
            ops,
            lines ? texts(language) : Arbitraries.of("Growth", " & ", "النمو", "增长"),
            Arbitraries.of("CWG-SFP-1", "CWG-SFP-2", ""))
        .as(
            (op, text, meeting) ->
                Samples.run(
                    op,
                    text,
                    op == Op.EQUAL || meeting.isEmpty() ? null : Samples.reason(meeting, "A-1")));
  }

  /**
   * Words of the language and of several scripts, and what XML or Word could take for something
   * else.
   */
  private static Arbitrary<String> texts(String language) {
    Arbitrary<String> hard =
        Arbitraries.of(
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
            "\n\n");
    return Arbitraries.oneOf(Arbitraries.of(WORDS.getOrDefault(language, List.of())), hard)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(words -> String.join("", words));
  }
}
