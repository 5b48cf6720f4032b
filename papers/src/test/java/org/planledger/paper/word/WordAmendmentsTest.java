package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.paper.word.Docx.all;
import static org.planledger.paper.word.Docx.bookmark;
import static org.planledger.paper.word.Docx.bookmarkEnd;
import static org.planledger.paper.word.Docx.change;
import static org.planledger.paper.word.Docx.element;
import static org.planledger.paper.word.Docx.paragraph;
import static org.planledger.paper.word.Docx.run;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.word.Returned.Asked;
import org.planledger.paper.word.Returned.Insertion;
import org.planledger.paper.word.Returned.Move;
import org.planledger.paper.word.Returned.Removal;
import org.planledger.paper.word.Returned.Rewording;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class WordAmendmentsTest {
  private static final String DAY = "2017-10-02T10:12:00Z";
  private static final Hand ANNA = new Hand("Anna", LocalDateTime.of(2017, 10, 2, 10, 12));
  private static final Hand BEN = new Hand("Ben", LocalDateTime.of(2017, 10, 2, 10, 12));

  private static Returned returned(Consumer<Document> edit) throws IOException {
    return WordAmendments.read(Docx.of(Samples.written(Samples.english())).edited(edit).bytes());
  }

  private static Asked only(Returned returned) {
    assertThat(returned.asked()).as("%s", returned).hasSize(1);
    return returned.asked().getFirst();
  }

  private static String now(Asked asked) {
    assertThat(asked).isInstanceOf(Rewording.class);
    assertThat(((Rewording) asked).wordings()).hasSize(1);
    return ((Rewording) asked).wordings().getFirst().now();
  }

  @Test
  void whatNobodyHasWorkedOnAsksForNothing() throws Exception {
    for (byte[] written :
        List.of(
            Samples.written(Samples.english()),
            Samples.written(Samples.inSixLanguages()),
            Samples.written(Samples.redline()))) {
      Returned returned = WordAmendments.read(written);
      assertThat(returned.asked()).isEmpty();
      assertThat(returned.notes()).isEmpty();
      assertThat(returned.plan()).isEqualTo("itu-2020");
      assertThat(returned.revision()).isEqualTo(12);
    }
  }

  @Test
  void aTrackedChangeIsARewordingOfItsAuthorAndTime() throws Exception {
    Asked asked = only(returned(document -> replace(document, "goal-1", "access", "use", "Anna")));
    assertThat(asked.provisionId()).isEqualTo("goal-1");
    assertThat(asked.by()).containsExactly(ANNA);
    assertThat(asked.notes()).isEmpty();
    assertThat(((Rewording) asked).wordings())
        .containsExactly(
            new Returned.Wording(
                "en",
                false,
                Origin.sha256("Enable access to telecoms."),
                "Enable access to telecoms.",
                "Enable use to telecoms."));
  }

  @Test
  void aPlainEditIsOfWhoSavedTheDocumentLast() throws Exception {
    Docx edited =
        Docx.of(Samples.written(Samples.english()))
            .with(Docx.DOCUMENT, xml -> xml.replace("telecoms.", "“telecoms”."));
    Asked unknown = only(WordAmendments.read(edited.bytes()));
    assertThat(now(unknown)).isEqualTo("Enable access to “telecoms”.");
    assertThat(unknown.by()).isEmpty();
    assertThat(unknown.notes())
        .containsExactly("Not all of it was tracked, and the document does not say who saved it.");

    Asked known =
        only(
            WordAmendments.read(
                edited
                    .with(
                        "docProps/core.xml",
                        xml ->
                            xml.replace(
                                "</cp:coreProperties>",
                                "<cp:lastModifiedBy>Anna</cp:lastModifiedBy><dcterms:modified"
                                    + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                                    + " xsi:type=\"dcterms:W3CDTF\">2017-10-02T10:12:00Z"
                                    + "</dcterms:modified></cp:coreProperties>"))
                    .bytes()));
    assertThat(known.by()).containsExactly(ANNA);
  }

  @Test
  void runsThatAreSplitAndBookmarksThatWanderToTheEndOfTheirParagraphMeanNothing()
      throws Exception {
    Returned returned =
        returned(
            document -> {
              Element paragraph = paragraph(document, "t0_goal_2d1");
              Element run = all(paragraph, "r").getFirst();
              String text = run.getTextContent();
              for (int i = 0; i < text.length(); i++) {
                Element letter = run(document, text.substring(i, i + 1), false);
                letter.setAttributeNS(Docx.W, "w:rsidR", "00A1B2C3");
                paragraph.insertBefore(letter, run);
                paragraph.insertBefore(element(document, "proofErr", "type", "spellStart"), run);
              }
              paragraph.removeChild(run);
              for (String name : List.of("t0_goal_2d1", "t0_vision", "h0_vision", "p_vision")) {
                Element start = bookmark(document, name);
                Node end = bookmarkEnd(document, start);
                start.getParentNode().appendChild(start);
                start.getParentNode().appendChild(end);
              }
            });
    assertThat(returned.asked()).isEmpty();
    assertThat(returned.notes()).isEmpty();
  }

  @Test
  void twoAuthorsAreTwoAmendmentsWhereTheirChangesDoNotMeet() throws Exception {
    Returned returned =
        returned(
            document -> {
              replace(document, "goal-1", "access", "use", "Anna");
              replace(document, "goal-1", "telecoms", "services", "Ben");
            });
    assertThat(returned.asked()).extracting(Asked::by).containsExactly(List.of(ANNA), List.of(BEN));
    assertThat(returned.asked())
        .extracting(WordAmendmentsTest::now)
        .containsExactly("Enable use to telecoms.", "Enable access to services.");
  }

  @Test
  void twoAuthorsAreOneAmendmentWhereOneChangesWhatTheOtherBrought() throws Exception {
    Returned returned =
        returned(
            document -> {
              replace(document, "goal-1", "access", "use", "Anna");
              Element insertion = all(paragraph(document, "t0_goal_2d1"), "ins").getFirst();
              Element run = all(insertion, "r").getFirst();
              insertion.removeChild(run);
              Element deleted = run(document, "use", true);
              insertion.appendChild(change(document, "del", "Ben", DAY, deleted));
              insertion.appendChild(run(document, "reach", false));
            });
    Asked asked = only(returned);
    assertThat(now(asked)).isEqualTo("Enable reach to telecoms.");
    assertThat(asked.by()).containsExactlyInAnyOrder(ANNA, BEN);
    assertThat(asked.notes())
        .containsExactly("The changes of Anna, Ben meet, so they are one amendment.");
  }

  @Test
  void aParagraphThatIsSplitIsANewLineAndOneThatFollowsTooButGuessed() throws Exception {
    Asked split =
        only(
            returned(
                document -> {
                  Element first = paragraph(document, "t0_goal_2d1");
                  Element run = all(first, "r").getFirst();
                  Element second = element(document, "p");
                  second.appendChild(run(document, "to telecoms.", false));
                  second.appendChild(bookmarkEnd(document, bookmark(document, "t0_goal_2d1")));
                  first.replaceChild(run(document, "Enable access ", false), run);
                  Element mark = element(document, "rPr");
                  mark.appendChild(
                      element(document, "ins", "id", "900", "author", "Anna", "date", DAY));
                  all(first, "pPr").getFirst().appendChild(mark);
                  first.getParentNode().insertBefore(second, first.getNextSibling());
                }));
    assertThat(now(split)).isEqualTo("Enable access \nto telecoms.");
    assertThat(((Rewording) split).wordings().getFirst().before())
        .isEqualTo("Enable access to telecoms.");
    assertThat(split.by()).containsExactly(ANNA);

    Asked followed =
        only(
            returned(
                document -> {
                  Element first = paragraph(document, "t0_goal_2d1");
                  Element second = element(document, "p");
                  second.appendChild(run(document, "For all.", false));
                  first.getParentNode().insertBefore(second, first.getNextSibling());
                }));
    assertThat(now(followed)).isEqualTo("Enable access to telecoms.\nFor all.");
    assertThat(followed.notes()).contains("A new paragraph was taken for a new line of this text.");
  }

  @Test
  void aNewHeadingIsANewProvisionWithWhatFollows() throws Exception {
    Asked asked =
        only(
            returned(
                document -> {
                  Element after = paragraph(document, "t0_target_2d1");
                  Node next = after.getNextSibling();
                  Element heading = styled(document, "Heading2");
                  heading.appendChild(
                      change(document, "ins", "Anna", DAY, run(document, "Speed", false)));
                  Element text = styled(document, "ProvisionText");
                  text.appendChild(
                      change(
                          document,
                          "ins",
                          "Anna",
                          DAY,
                          run(document, "In 2023, 1 Gbit/s.", false)));
                  after.getParentNode().insertBefore(heading, next);
                  after.getParentNode().insertBefore(text, next);
                }));
    assertThat(asked).isInstanceOf(Insertion.class);
    Insertion insertion = (Insertion) asked;
    assertThat(insertion.parentId()).isEqualTo("goal-1");
    assertThat(insertion.after()).isEqualTo("target-1");
    assertThat(insertion.kind()).isEqualTo("goal");
    assertThat(insertion.heading()).isEqualTo(Map.of("en", "Speed"));
    assertThat(insertion.text()).isEqualTo(Map.of("en", "In 2023, 1 Gbit/s."));
    assertThat(insertion.by()).containsExactly(ANNA);
    assertThat(insertion.provisionId()).matches("word-[0-9a-f]{12}-p1");
  }

  @Test
  void aProvisionThatIsTakenOutIsARemovalTrackedOrNot() throws Exception {
    Asked tracked =
        only(
            returned(
                document -> {
                  for (String name : List.of("p_goal_2d2", "t0_goal_2d2")) {
                    delete(document, paragraph(document, name), "Anna");
                  }
                }));
    assertThat(tracked).isEqualTo(new Removal("goal-2", List.of(ANNA), List.of()));

    Asked plain =
        only(
            returned(
                document -> {
                  for (String name : List.of("p_goal_2d2", "t0_goal_2d2")) {
                    Element paragraph = paragraph(document, name);
                    paragraph.getParentNode().removeChild(paragraph);
                  }
                }));
    assertThat(plain).isInstanceOf(Removal.class);
    assertThat(plain.provisionId()).isEqualTo("goal-2");
    assertThat(plain.notes()).hasSize(1);
  }

  @Test
  void aTextThatIsEmptiedIsNoRemoval() throws Exception {
    Asked asked =
        only(returned(document -> delete(document, paragraph(document, "t0_goal_2d2"), "Anna")));
    assertThat(now(asked)).isEmpty();
  }

  @Test
  void aProvisionThatStandsElsewhereIsAMoveAndItsChildrenGoWithIt() throws Exception {
    Asked asked =
        only(
            returned(
                document -> {
                  Node first = paragraph(document, "p_goal_2d1");
                  for (String id : List.of("goal_2d2")) {
                    Element line = paragraph(document, "p_" + id);
                    Node status = line.getNextSibling();
                    Node text = paragraph(document, "t0_" + id);
                    first.getParentNode().insertBefore(line, first);
                    first.getParentNode().insertBefore(status, first);
                    first.getParentNode().insertBefore(text, first);
                  }
                }));
    assertThat(asked).isInstanceOf(Move.class);
    Move move = (Move) asked;
    assertThat(move.provisionId()).isEqualTo("goal-2");
    assertThat(move.parentId()).isNull();
    assertThat(move.after()).isEqualTo("vision");
  }

  @Test
  void whatIsDeletedHereAndInsertedThereWithTheSameWordsWasMoved() throws Exception {
    Asked asked =
        only(
            returned(
                document -> {
                  Node before = paragraph(document, "p_goal_2d1");
                  Element heading = styled(document, "Heading1");
                  heading.appendChild(
                      change(document, "moveTo", "Anna", DAY, run(document, "Inclusion", false)));
                  Element text = styled(document, "ProvisionText");
                  text.appendChild(
                      change(
                          document,
                          "moveTo",
                          "Anna",
                          DAY,
                          run(document, "Bridge the divide.", false)));
                  before.getParentNode().insertBefore(heading, before);
                  before.getParentNode().insertBefore(text, before);
                  for (String name : List.of("p_goal_2d2", "t0_goal_2d2")) {
                    delete(document, paragraph(document, name), "Anna");
                  }
                }));
    assertThat(asked).isInstanceOf(Move.class);
    assertThat(asked.provisionId()).isEqualTo("goal-2");
    assertThat(((Move) asked).after()).isEqualTo("vision");
    assertThat(asked.by()).containsExactly(ANNA);
  }

  @Test
  void anotherLevelIsAnotherPlace() throws Exception {
    Asked asked =
        only(
            returned(
                document ->
                    all(paragraph(document, "p_goal_2d2"), "pStyle")
                        .getFirst()
                        .setAttributeNS(Docx.W, "w:val", "Heading2")));
    assertThat(asked).isInstanceOf(Move.class);
    assertThat(((Move) asked).parentId()).isEqualTo("goal-1");
    assertThat(((Move) asked).after()).isEqualTo("target-2");
  }

  @Test
  void aHeadingIsRewordedAndNeverEmptied() throws Exception {
    Returned reworded =
        returned(
            document -> {
              Element line = paragraph(document, "h0_goal_2d1");
              Element run = all(line, "r").getLast();
              line.replaceChild(
                  change(document, "ins", "Anna", DAY, run(document, "Growth for all", false)),
                  run);
              line.appendChild(change(document, "del", "Anna", DAY, run(document, "Growth", true)));
            });
    Asked asked = only(reworded);
    assertThat(((Rewording) asked).wordings().getFirst().heading()).isTrue();
    assertThat(now(asked)).isEqualTo("Growth for all");

    Returned emptied =
        returned(
            document -> {
              Element line = paragraph(document, "h0_goal_2d1");
              line.removeChild(all(line, "r").getLast());
            });
    assertThat(emptied.asked()).isEmpty();
    assertThat(emptied.notes())
        .containsExactly(
            "The heading of goal-1 (en) was taken out; a heading can only be replaced.");
  }

  @Test
  void withoutBookmarksProvisionsAreKnownByTheirWordsOrTheirPlace() throws Exception {
    Consumer<Document> strip =
        document ->
            all(document, "bookmarkStart")
                .forEach(start -> start.getParentNode().removeChild(start));
    assertThat(returned(strip).asked()).isEmpty();

    Asked asked =
        only(
            returned(
                strip.andThen(
                    document ->
                        all(document, "t").stream()
                            .filter(text -> text.getTextContent().startsWith("Bridge"))
                            .forEach(text -> text.setTextContent("Close the divide.")))));
    assertThat(asked.provisionId()).isEqualTo("goal-2");
    assertThat(now(asked)).isEqualTo("Close the divide.");
    assertThat(asked.notes()).contains("Known by its place: its bookmark is gone.");
  }

  @Test
  void footnotesFieldsAndPicturesAreToldAndNotRead() throws Exception {
    Returned returned =
        returned(
            document -> {
              Element paragraph = paragraph(document, "t0_goal_2d1");
              Element note = element(document, "r");
              note.appendChild(element(document, "footnoteReference", "id", "1"));
              Element field = element(document, "r");
              field.appendChild(element(document, "fldChar", "fldCharType", "begin"));
              Element code = element(document, "r");
              Element instruction = element(document, "instrText");
              instruction.setTextContent(" DATE ");
              code.appendChild(instruction);
              Element picture = element(document, "r");
              Element drawing = element(document, "drawing");
              drawing.appendChild(run(document, "a text box", false));
              picture.appendChild(drawing);
              for (Element odd : List.of(note, field, code, picture)) {
                paragraph.appendChild(odd);
              }
            });
    assertThat(returned.asked()).isEmpty();
    assertThat(returned.notes())
        .containsExactly(
            "In goal-1 there is a footnote.",
            "In goal-1 there is a field, whose result counts as text.",
            "In goal-1 there is a picture, a drawing or another object.");
  }

  @Test
  void aParagraphThatBelongsNowhereIsToldAndIgnored() throws Exception {
    Returned returned =
        returned(
            document -> {
              Element title = all(document, "p").getFirst();
              Element note = element(document, "p");
              note.appendChild(run(document, "Dear colleagues, please comment.", false));
              title.getParentNode().insertBefore(note, title);
            });
    assertThat(returned.asked()).isEmpty();
    assertThat(returned.notes())
        .containsExactly(
            "The paragraph “Dear colleagues, please comment.” belongs to no provision and is"
                + " ignored.");
  }

  @Test
  void onARedlineWhatItShowsIsNoProposalWhetherItIsAcceptedOrNotAndWhatIsDoneToItIs()
      throws Exception {
    Docx redline = Docx.of(Samples.written(Samples.redline()));
    assertThat(WordAmendments.read(redline.edited(WordAmendmentsTest::acceptAll).bytes()).asked())
        .isEmpty();

    Asked asked =
        only(
            WordAmendments.read(
                redline
                    .edited(
                        document -> {
                          Element insertion =
                              all(paragraph(document, "t0_vision"), "ins").getFirst();
                          Element run = all(insertion, "r").getFirst();
                          insertion.removeChild(run);
                          insertion.appendChild(
                              change(
                                  document,
                                  "del",
                                  "Anna",
                                  DAY,
                                  run(document, "An information", true)));
                          insertion
                              .getParentNode()
                              .insertBefore(
                                  change(document, "ins", "Anna", DAY, run(document, "The", false)),
                                  insertion);
                        })
                    .bytes()));
    assertThat(asked.by()).containsExactly(ANNA);
    Returned.Wording wording = ((Rewording) asked).wordings().getFirst();
    assertThat(wording.before())
        .isEqualTo("An information society,\nempowered by\tthe interconnected world.");
    assertThat(wording.now()).isEqualTo("The society,\nempowered by\tthe interconnected world.");
  }

  @Test
  void whoeverRejectsAMoveIsToldToProposeIt() throws Exception {
    RedlinePaper redline = Samples.redline();
    List<DraftPaper.Item> before = new ArrayList<>(redline.from().items());
    before.addFirst(before.remove(3));
    assertThat(before.getFirst().id()).isEqualTo("goal-2");
    RedlinePaper moved =
        new RedlinePaper(Samples.draft(List.of("en"), before), redline.to(), redline.items());
    BothDrafts.requireIn(moved);

    Docx docx = Docx.of(Samples.written(moved));
    assertThat(WordAmendments.read(docx.bytes()).asked()).isEmpty();
    Returned back =
        WordAmendments.read(
            docx.edited(
                    document -> {
                      for (Element element : all(document, "p")) {
                        if (element.getTextContent().contains("Bridge the divide.")
                            || element.getTextContent().contains("Inclusion")) {
                          reject(element);
                        }
                      }
                    })
                .bytes());
    assertThat(back.asked()).isEmpty();
    assertThat(back.notes())
        .containsExactly(
            "goal-2 had been moved in the draft of revision 12 and stands at its earlier place"
                + " again; that is ignored: propose to move it back.");
  }

  private static void reject(Element paragraph) {
    for (Element inserted : all(paragraph, "ins")) {
      inserted.getParentNode().removeChild(inserted);
    }
    for (Element deleted : all(paragraph, "del")) {
      Node parent = deleted.getParentNode();
      while (deleted.getFirstChild() != null) {
        parent.insertBefore(deleted.getFirstChild(), deleted);
      }
      parent.removeChild(deleted);
    }
    for (Element text : all(paragraph, "delText")) {
      paragraph.getOwnerDocument().renameNode(text, Docx.W, "w:t");
    }
  }

  private static void acceptAll(Document document) {
    for (Element deletion : all(document, "del")) {
      Node parent = deletion.getParentNode();
      if (parent != null) {
        parent.removeChild(deletion);
      }
    }
    for (Element insertion : all(document, "ins")) {
      Node parent = insertion.getParentNode();
      while (insertion.getFirstChild() != null) {
        parent.insertBefore(insertion.getFirstChild(), insertion);
      }
      parent.removeChild(insertion);
    }
  }

  @Test
  void inSeveralLanguagesOnlyTheOneThatWasWorkedOnIsAskedFor() throws Exception {
    Returned returned =
        WordAmendments.read(
            Docx.of(Samples.written(Samples.inSixLanguages()))
                .edited(
                    document -> {
                      Element chinese = paragraph(document, "t5_vision");
                      all(chinese, "t").getFirst().setTextContent("知识社会");
                      paragraph(document, "t1_goal_2d1")
                          .appendChild(
                              change(
                                  document,
                                  "ins",
                                  "Anna",
                                  DAY,
                                  run(document, "Croissance.", false)));
                    })
                .bytes());
    assertThat(returned.asked())
        .extracting(asked -> ((Rewording) asked).wordings().getFirst().lang())
        .containsExactly("zh", "fr");
    assertThat(returned.asked())
        .extracting(WordAmendmentsTest::now)
        .containsExactly("知识社会\t互联互通的世界 👩‍👩‍👧", "Croissance.");
  }

  private static Element styled(Document document, String style) {
    Element paragraph = element(document, "p");
    Element properties = element(document, "pPr");
    properties.appendChild(element(document, "pStyle", "val", style));
    paragraph.appendChild(properties);
    return paragraph;
  }

  /** Replaces a word of a text as somebody does who tracks it. */
  private static void replace(Document document, String id, String word, String by, String author) {
    Element paragraph = paragraph(document, "t0_" + id.replace("-", "_2d"));
    for (Element run : all(paragraph, "r")) {
      String text = run.getTextContent();
      int at = text.indexOf(word);
      if (at >= 0 && paragraph.isSameNode(run.getParentNode())) {
        paragraph.insertBefore(run(document, text.substring(0, at), false), run);
        paragraph.insertBefore(
            change(document, "del", author, DAY, run(document, word, true)), run);
        paragraph.insertBefore(change(document, "ins", author, DAY, run(document, by, false)), run);
        paragraph.insertBefore(run(document, text.substring(at + word.length()), false), run);
        paragraph.removeChild(run);
        return;
      }
    }
    throw new AssertionError(word);
  }

  /** Takes all of a paragraph out, and its end. */
  private static void delete(Document document, Element paragraph, String author) {
    for (Element run : all(paragraph, "r")) {
      Element deletion = element(document, "del", "id", "901", "author", author, "date", DAY);
      run.getParentNode().insertBefore(deletion, run);
      deletion.appendChild(run);
    }
    Element mark = element(document, "rPr");
    mark.appendChild(element(document, "del", "id", "902", "author", author, "date", DAY));
    all(paragraph, "pPr").getFirst().appendChild(mark);
  }
}
