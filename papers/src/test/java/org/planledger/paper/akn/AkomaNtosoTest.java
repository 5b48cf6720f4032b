package org.planledger.paper.akn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.LongTexts;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Change;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.paper.akn.AknDocument.As;
import org.planledger.plan.Amendment;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;
import org.w3c.dom.Element;

/** What tools find in the documents, and at what point of them. */
class AkomaNtosoTest {
  private static final LocalDate OPENED = LocalDate.of(2017, 1, 25);
  private static final LocalDate SEPTEMBER = LocalDate.of(2017, 9, 12);
  private static final Instant KNOWN = Instant.parse("2017-10-01T08:00:00Z");
  private static final DraftPaper.Since ENTERED =
      new DraftPaper.Since(3, null, null, OPENED.plusDays(1));
  private static final DraftPaper.Since AGREED =
      new DraftPaper.Since(17, "CWG-SFP-2", "CWG-SFP-2/10", SEPTEMBER);
  private static final Reason REASON =
      new Reason(
          17,
          "ProvisionallyAgreed",
          "A-1",
          "Ruritania",
          "CWG-SFP-2/10",
          "CWG-SFP-2",
          "4.1",
          "6.3",
          SEPTEMBER,
          Instant.parse("2017-09-13T08:00:00Z"));

  private static DraftPaper draft(List<String> languages, DraftPaper.Item... items) {
    return new DraftPaper(
        "itu-2020",
        Map.of("en", "Strategic plan"),
        OPENED,
        languages,
        "en",
        "date:2017-09-12",
        17,
        "2017-09-12",
        KNOWN,
        List.of(items),
        List.of());
  }

  private static DraftPaper.Item item(
      String id, String number, String text, Status status, DraftPaper.Since since) {
    return new DraftPaper.Item(
        id,
        "goal",
        number,
        (int) number.chars().filter(c -> c == '.').count() + 1,
        Map.of(),
        Map.of("en", text),
        status,
        status.cappedBy(Status.PROVISIONALLY_AGREED),
        since);
  }

  private static byte[] written(DraftPaper draft) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(draft, bytes);
    return bytes.toByteArray();
  }

  private static AknDocument read(DraftPaper draft) throws IOException {
    return AknDocument.valid(written(draft));
  }

  private static Element referred(AknDocument document, Element from, String attribute) {
    String id = from.getAttribute(attribute).substring(1);
    return document.all("*").stream()
        .filter(element -> element.getAttribute("eId").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> values(List<Element> elements, String attribute) {
    return elements.stream().map(element -> element.getAttribute(attribute)).toList();
  }

  @Test
  void aProvisionIsKnownByItsNumberAndByItsLastingIdAndStandsSinceADecision() throws IOException {
    AknDocument document =
        read(
            draft(
                List.of("en"),
                item("goals", "1", "All goals.", Status.DRAFTED, ENTERED),
                item("goal/1", "1.1", "We serve.", Status.APPROVED, AGREED)));

    assertThat(values(document.all("hcontainer"), "eId"))
        .containsExactly("hcontainer_1", "hcontainer_1__hcontainer_1");
    assertThat(values(document.all("hcontainer"), "GUID")).containsExactly("goals", "goal/1");
    Element goal = document.all("hcontainer").getLast();
    Element interval =
        (Element) referred(document, goal, "period").getElementsByTagName("timeInterval").item(0);
    assertThat(referred(document, interval, "refersTo").getAttribute("showAs"))
        .isEqualTo("provisionally agreed");
    assertThat(referred(document, interval, "start").getAttribute("date")).isEqualTo("2017-09-12");
    Element step = document.one("step");
    assertThat(step.getAttribute("date")).isEqualTo("2017-09-12");
    assertThat(step.getAttribute("refersTo")).isEqualTo("#hcontainer_1__hcontainer_1");
    assertThat(referred(document, step, "by").getAttribute("showAs")).isEqualTo("CWG-SFP-2");
    assertThat(referred(document, step, "outcome").getAttribute("showAs")).isEqualTo("approved");
    assertThat(referred(document, step, "href").getAttribute("showAs")).isEqualTo("CWG-SFP-2/10");
    assertThat(document.one("doc").getAttribute("contains")).isEqualTo("singleVersion");
    assertThat(values(document.all("FRBRuri"), "value"))
        .containsExactly(
            "/akn/un/doc/plan/2017-01-25/itu-2020",
            "/akn/un/doc/plan/2017-01-25/itu-2020/eng@2017-09-12;2017-10-01T08:00:00Z",
            "/akn/un/doc/plan/2017-01-25/itu-2020/eng@2017-09-12;2017-10-01T08:00:00Z.akn");
  }

  @Test
  void aTextAboveOthersIsTheirIntroduction() throws IOException {
    AknDocument document =
        read(
            draft(
                List.of("en"),
                item("goals", "1", "All goals:\nthey are two.", Status.DRAFTED, ENTERED),
                item("goal/1", "1.1", "We serve.", Status.DRAFTED, ENTERED)));

    assertThat(document.one("intro").getElementsByTagName("p").getLength()).isEqualTo(2);
    assertThat(document.one("content").getTextContent().strip()).isEqualTo("We serve.");
  }

  @Test
  void languagesSideBySideAreAlternativesOfTheFirst() throws IOException {
    DraftPaper.Item item =
        new DraftPaper.Item(
            "a",
            "goal",
            "1",
            1,
            Map.of("en", "Goal", "ar", "هدف"),
            Map.of("en", "We serve.", "ar", "نحن نخدم."),
            Status.DRAFTED,
            Status.DRAFTED,
            ENTERED);

    AknDocument document = read(draft(List.of("en", "ar"), item));

    assertThat(values(document.all("blockContainer"), "alternativeTo"))
        .containsExactly("", "#hcontainer_1__content__blockContainer_1");
    assertThat(values(document.all("heading"), "xml:lang")).containsExactly("en", "ar");
    assertThat(values(document.all("FRBRlanguage"), "language")).containsExactly("eng", "ara");
    assertThat(document.all("FRBRuri").get(1).getAttribute("value")).contains("/mul@");
  }

  @Test
  void languagesHaveThreeLetters() {
    assertThat(
            List.of("en", "fr", "es", "ru", "ar", "zh-Hans", "sr-Latn-RS", "fil", "x-dialect")
                .stream()
                .map(Iri::language))
        .containsExactly("eng", "fra", "spa", "rus", "ara", "zho", "srp", "fil", "und");
    assertThat(Iri.languages(List.of("zh-Hans"))).isEqualTo("zho-Hans");
  }

  @Test
  void aPlanWithoutProvisionsIsADocumentToo() throws IOException {
    AknDocument document = read(draft(List.of("en")));

    assertThat(document.provisions(As.IT_IS)).isEmpty();
    assertThat(document.one("docTitle").getTextContent()).isEqualTo("Strategic plan");
    assertThat(document.all("workflow")).isEmpty();
  }

  @Test
  void theLongestTextComesBackAndTheSameDraftGivesTheSameBytes() throws IOException {
    String text = ("<script>\uD83D\uDE00\u202E ".repeat(10) + "\n").repeat(100_000 / 111);
    DraftPaper draft = draft(List.of("en"), item("a", "1", text, Status.ADOPTED, AGREED));

    byte[] bytes = written(draft);

    assertThat(AknDocument.valid(bytes).provisions(As.IT_IS).getFirst().text())
        .isEqualTo(Map.of("en", text));
    assertThat(written(draft)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void theLongestTextsComeBackAlsoWhenTheyAreReplaced(LongTexts of) throws IOException {
    assertThat(read(of.draft()).provisions(As.IT_IS).getFirst().text())
        .satisfies(texts -> of.requireWhole(of.text(), texts.get(of.language())));
    AknDocument redline = read(of.redline());
    of.requireWhole(of.text(), redline.provisions(As.IT_WAS).getFirst().text().get(of.language()));
    of.requireWhole(of.next(), redline.provisions(As.IT_IS).getFirst().text().get(of.language()));
  }

  @Test
  void everyChangeSaysWhoMadeItAndWhichWordsLeftAndCame() throws IOException {
    DraftPaper.Item before = item("a", "1", "An empowered\nsociety.", Status.DRAFTED, ENTERED);
    DraftPaper.Item after =
        item("a", "2", "An enabled society.", Status.PROVISIONALLY_AGREED, AGREED);
    AknDocument document =
        read(
            redline(
                new RedlinePaper.Item(
                    before,
                    after,
                    List.of(),
                    List.of(
                        words(
                            new Run(Op.EQUAL, "An ", null),
                            new Run(Op.DELETE, "empowered\n", REASON),
                            new Run(Op.INSERT, "enabled ", REASON),
                            new Run(Op.EQUAL, "society.", null))),
                    List.of(
                        new RedlinePaper.Label(Change.MOVED, "Moved from 1 to 2", null),
                        new RedlinePaper.Label(Change.REWORDED, "Edited (en)", null)))));

    assertThat(document.one("doc").getAttribute("contains")).isEqualTo("multipleVersions");
    List<Element> changes = document.all("textualMod");
    assertThat(values(changes, "type")).containsExactly("renumbering", "substitution");
    assertThat(values(document.all("source"), "href"))
        .containsExactly("#secretariat", "#document_1", "#meeting_1");
    Element reason = document.one("reason");
    assertThat(reason.getAttribute("amendment")).isEqualTo("A-1");
    assertThat(reason.getAttribute("paragraph")).isEqualTo("6.3");
    assertThat(document.one("old").getAttribute("href")).isEqualTo("#del_1");
    assertThat(document.one("new").getAttribute("href")).isEqualTo("#ins_1");
    assertThat(document.all("eol")).hasSize(1);
    Element provision = document.one("hcontainer");
    assertThat(provision.getAttribute("eId")).isEqualTo("hcontainer_2");
    assertThat(provision.getAttribute("wId")).isEqualTo("hcontainer_1");
    assertThat(provision.getAttribute("title")).isEqualTo("Moved from 1 to 2; Edited (en)");
    assertThat(document.provisions(As.IT_WAS).getFirst().text())
        .isEqualTo(Map.of("en", "An empowered\nsociety."));
    assertThat(document.provisions(As.IT_IS).getFirst().text())
        .isEqualTo(Map.of("en", "An enabled society."));
  }

  @Test
  void aProvisionThatLeftDoesNotTakeWhatIsBelowAnother() throws IOException {
    AknDocument document =
        read(
            redline(
                added(item("a", "1", "A.", Status.DRAFTED, ENTERED)),
                removed(item("b", "1", "B.", Status.DRAFTED, ENTERED)),
                added(item("c", "1.1", "C.", Status.DRAFTED, ENTERED))));

    Element removed =
        document.all("hcontainer").stream()
            .filter(element -> element.getAttribute("status").equals("removed"))
            .findFirst()
            .orElseThrow();
    assertThat(removed.getAttribute("eId")).isEqualTo("removed_1");
    assertThat(removed.getAttribute("wId")).isEqualTo("hcontainer_1");
    assertThat(removed.getElementsByTagName("hcontainer").getLength()).isZero();
    assertThat(
            document.provisions(As.IT_IS).stream()
                .map(provision -> provision.id() + provision.level()))
        .containsExactly("a1", "c2");
    assertThat(document.provisions(As.IT_WAS).stream().map(AknDocument.Provision::id))
        .containsExactly("b");
    assertThat(values(document.all("textualMod"), "type"))
        .containsExactly("insertion", "insertion", "repeal", "repeal", "insertion", "insertion");
  }

  private static Words words(Run... runs) {
    return new Words("en", List.of(runs));
  }

  private static RedlinePaper.Item added(DraftPaper.Item item) {
    return new RedlinePaper.Item(
        null,
        item,
        List.of(),
        List.of(words(new Run(Op.INSERT, item.text().getOrDefault("en", ""), null))),
        List.of(new RedlinePaper.Label(Change.ADDED, "Added", null)));
  }

  private static RedlinePaper.Item removed(DraftPaper.Item item) {
    return new RedlinePaper.Item(
        item,
        null,
        List.of(),
        List.of(words(new Run(Op.DELETE, item.text().getOrDefault("en", ""), REASON))),
        List.of(new RedlinePaper.Label(Change.REMOVED, "Removed", null)));
  }

  private static RedlinePaper redline(RedlinePaper.Item... items) {
    return new RedlinePaper(draft(List.of("en")), draft(List.of("en")), List.of(items));
  }

  private static AknDocument read(RedlinePaper redline) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(redline, bytes);
    return AknDocument.valid(bytes.toByteArray());
  }

  private static AknDocument read(
      AmendmentPaper.Change change,
      @Nullable String number,
      AmendmentPaper.@Nullable Place place,
      Words... texts)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AkomaNtoso.write(
        new AmendmentPaper(
            "itu-2020",
            OPENED,
            "en",
            "A-1",
            "goal/1",
            "goal",
            number,
            change,
            12,
            Instant.parse("2017-08-01T10:00:00Z"),
            "Ruritania",
            "CWG-SFP-2/10",
            null,
            16,
            LocalDate.of(2017, 8, 11),
            Instant.parse("2017-08-12T10:00:00Z"),
            Amendment.State.AGREED,
            new AmendmentPaper.Outcome(
                17, "CWG-SFP-2", "4.1", "6.3", SEPTEMBER, Instant.parse("2017-09-13T08:00:00Z")),
            List.of(),
            List.of(texts),
            place),
        bytes);
    return AknDocument.valid(bytes.toByteArray());
  }

  @Test
  void anAmendmentNamesTheDraftAndThePlaceItIsWrittenAgainst() throws IOException {
    AknDocument document =
        read(
            AmendmentPaper.Change.TEXT,
            "2.1",
            null,
            words(
                new Run(Op.EQUAL, "We ", null),
                new Run(Op.DELETE, "serve", null),
                new Run(Op.INSERT, "help", null)));

    Element change = document.one("textualMod");
    assertThat(change.getAttribute("type")).isEqualTo("substitution");
    assertThat(document.one("destination").getAttribute("href"))
        .isEqualTo(
            "/akn/un/doc/plan/2017-01-25/itu-2020/eng@2017-08-01T10:00:00Z;12#hcontainer_2__hcontainer_1");
    assertThat(document.one("mod").getTextContent()).isEqualTo("Replace We serve by We help");
    assertThat(values(document.all("step"), "date")).containsExactly("2017-08-11", "2017-09-12");
    assertThat(values(document.all("step"), "outcome")).containsExactly("#pending", "#agreed");
    assertThat(document.one("original").getAttribute("showAs")).isEqualTo("CWG-SFP-2/10");
    assertThat(document.all("FRBRuri").getFirst().getAttribute("value"))
        .isEqualTo("/akn/un/amendment/2017-08-11/itu-2020/A-1");
  }

  @Test
  void aNewProvisionGoesBehindAnotherOrToAnEnd() throws IOException {
    Words text = words(new Run(Op.INSERT, "New.", null));
    AmendmentPaper.Sibling goal = new AmendmentPaper.Sibling("goal/0", "2.3");
    AknDocument behind =
        read(AmendmentPaper.Change.INSERT, null, new AmendmentPaper.Place(null, goal, false), text);
    assertThat(behind.one("destination").getAttribute("pos")).isEqualTo("after");
    assertThat(behind.one("destination").getAttribute("href"))
        .endsWith(";12#hcontainer_2__hcontainer_3");
    assertThat(behind.one("mod").getTextContent()).startsWith("Insert behind 2.3 ");

    AknDocument first =
        read(AmendmentPaper.Change.INSERT, null, new AmendmentPaper.Place(goal, null, false), text);
    assertThat(first.one("destination").getAttribute("pos")).isEqualTo("start");
    assertThat(first.one("mod").getTextContent()).startsWith("Insert to the beginning of 2.3 ");

    AmendmentPaper.Sibling proposed = new AmendmentPaper.Sibling("goal/9", null);
    AknDocument unknown =
        read(
            AmendmentPaper.Change.INSERT,
            null,
            new AmendmentPaper.Place(proposed, null, true),
            text);
    assertThat(unknown.one("destination").getAttribute("pos")).isEqualTo("end");
    assertThat(unknown.one("destination").getAttribute("href"))
        .isEqualTo("/akn/ontology/provision/goal%2F9");
  }

  @Test
  void aProvisionIsMovedOrTakenOut() throws IOException {
    AknDocument moved =
        read(AmendmentPaper.Change.MOVE, "2.1", new AmendmentPaper.Place(null, null, true));
    assertThat(moved.one("textualMod").getAttribute("type")).isEqualTo("renumbering");
    assertThat(moved.one("mod").getTextContent()).isEqualTo("Move to the end of itu-2020");

    AknDocument removed =
        read(
            AmendmentPaper.Change.REMOVE,
            "2.1",
            null,
            words(new Run(Op.DELETE, "We serve.\nAlways.", null)));
    assertThat(removed.one("textualMod").getAttribute("type")).isEqualTo("repeal");
    assertThat(AknDocument.texts(removed.one("hcontainer"), As.IT_WAS))
        .isEqualTo(Map.of("en", "We serve.\nAlways."));
    assertThat(removed.one("hcontainer").getAttribute("wId"))
        .isEqualTo("hcontainer_2__hcontainer_1");
  }

  @Test
  void whyAStreamBreaksIsTold() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("The client is gone");
          }
        };

    assertThatThrownBy(
            () ->
                AkomaNtoso.write(
                    draft(
                        List.of("en"),
                        item("a", "1", "x".repeat(100_000), Status.DRAFTED, ENTERED)),
                    broken))
        .isInstanceOf(IOException.class)
        .hasMessage("The client is gone");
  }
}
