package org.planledger.paper.akn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingAmendmentsPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.paper.akn.AknDocument.As;
import org.planledger.paper.akn.AknDocument.Provision;
import org.planledger.text.Redline.Op;
import org.w3c.dom.Element;

/** Whatever papers say: what is written is valid, and gives it back exactly. */
class AkomaNtosoProperties {
  @Property(tries = 100)
  void aDraftComesBack(@ForAll Random random) throws IOException {
    DraftPaper draft = new RandomPapers(random).draft();

    assertThat(written(draft).provisions(As.IT_IS)).isEqualTo(expected(draft));
  }

  @Property(tries = 75)
  void bothDraftsOfARedlineComeBack(@ForAll Random random) throws IOException {
    RedlinePaper redline = new RandomPapers(random).redline();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(redline, bytes);

    AknDocument document = AknDocument.valid(bytes.toByteArray());

    assertThat(document.provisions(As.IT_IS)).isEqualTo(expected(redline, As.IT_IS));
    // Removed provisions stand where they can, and numbers are those of today.
    Map<String, Map<String, String>> texts = new HashMap<>();
    document.provisions(As.IT_WAS).forEach(was -> texts.put(was.id(), was.text()));
    assertThat(texts)
        .isEqualTo(
            expected(redline, As.IT_WAS).stream()
                .collect(Collectors.toMap(Provision::id, Provision::text)));
    assertThat(
            document.all("textualMod").stream()
                .flatMap(change -> ids(change, "old", "new").stream())
                .filter(id -> id.startsWith("#ins_") || id.startsWith("#del_")))
        .hasSize(document.all("ins").size() + document.all("del").size())
        .doesNotHaveDuplicates();
  }

  @Property(tries = 100)
  void whatAnAmendmentProposesComesBack(@ForAll Random random) throws IOException {
    AmendmentPaper amendment = new RandomPapers(random).amendment(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(amendment, bytes);

    AknDocument document = AknDocument.valid(bytes.toByteArray());

    switch (amendment.change()) {
      case TEXT -> {
        List<Words> all = new ArrayList<>(amendment.headings());
        all.addAll(amendment.texts());
        List<Element> mods = document.all("mod");
        assertThat(mods).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
          List<String> quoted = quoted(mods.get(i));
          assertThat(quoted.getLast()).isEqualTo(text(all.get(i), As.IT_IS));
          String was = text(all.get(i), As.IT_WAS);
          assertThat(quoted.size() == 1 ? "" : quoted.getFirst()).isEqualTo(was);
        }
      }
      case INSERT, REMOVE -> {
        Element provision = document.one("hcontainer");
        As as = amendment.change() == AmendmentPaper.Change.INSERT ? As.IT_IS : As.IT_WAS;
        assertThat(AknDocument.headings(provision, as)).isEqualTo(texts(amendment.headings(), as));
        assertThat(AknDocument.texts(provision, as)).isEqualTo(texts(amendment.texts(), as));
      }
      case MOVE -> assertThat(document.one("mod").getTextContent()).startsWith("Move ");
    }
    assertThat(document.all("textualMod")).hasSameSizeAs(document.all("mod"));
    String rationale = amendment.rationale();
    if (rationale != null) {
      List<String> lines = new ArrayList<>();
      Element justification = document.one("amendmentJustification");
      for (Element line : AknDocument.valid(bytes.toByteArray()).all("p")) {
        if (line.getParentNode().getLocalName().equals(justification.getLocalName())) {
          lines.add(line.getTextContent());
        }
      }
      assertThat(String.join("\n", lines)).isEqualTo(rationale);
    }
  }

  @Property(tries = 100)
  void anAmendmentListHoldsThemAll(@ForAll Random random) throws IOException {
    RandomPapers papers = new RandomPapers(random);
    List<AmendmentPaper> all = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      all.add(papers.amendment(i));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(
        new MeetingAmendmentsPaper("CWG-SFP-2", RandomPapers.OPENED.plusDays(100), all), bytes);

    AknDocument document = AknDocument.valid(bytes.toByteArray());

    assertThat(document.all("docNumber").stream().map(Element::getTextContent))
        .containsExactlyElementsOf(all.stream().map(AmendmentPaper::id).toList());
  }

  private static AknDocument written(DraftPaper draft) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(draft, bytes);
    return AknDocument.valid(bytes.toByteArray());
  }

  private static List<Provision> expected(DraftPaper draft) {
    return draft.items().stream()
        .map(
            item ->
                new Provision(item.id(), item.number(), item.level(), item.heading(), item.text()))
        .toList();
  }

  private static List<Provision> expected(RedlinePaper redline, As as) {
    return redline.items().stream()
        .filter(item -> (as == As.IT_IS ? item.after() : item.before()) != null)
        .map(
            item ->
                new Provision(
                    item.shown().id(),
                    item.shown().number(),
                    item.shown().level(),
                    texts(item.headings(), as),
                    texts(item.texts(), as)))
        .toList();
  }

  private static Map<String, String> texts(List<Words> all, As as) {
    Map<String, String> texts = new LinkedHashMap<>();
    all.forEach(words -> texts.put(words.lang(), text(words, as)));
    return texts;
  }

  private static String text(Words words, As as) {
    Op other = as == As.IT_IS ? Op.DELETE : Op.INSERT;
    return words.runs().stream()
        .filter(run -> run.op() != other)
        .map(Run::text)
        .collect(Collectors.joining());
  }

  private static List<String> quoted(Element mod) {
    List<String> quoted = new ArrayList<>();
    for (var child = mod.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        As as = quoted.isEmpty() && element.getNextSibling() != null ? As.IT_WAS : As.IT_IS;
        quoted.add(AknDocument.text(element, as));
      }
    }
    return quoted;
  }

  private static List<String> ids(Element change, String... elements) {
    List<String> ids = new ArrayList<>();
    for (String element : elements) {
      var found = change.getElementsByTagNameNS("*", element);
      for (int i = 0; i < found.getLength(); i++) {
        ids.add(((Element) found.item(i)).getAttribute("href"));
      }
    }
    return ids;
  }
}
