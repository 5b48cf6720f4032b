package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.MeetingPapers;
import org.planledger.paper.word.Returned.Asked;
import org.planledger.paper.word.Returned.Rewording;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What LibreOffice makes of the documents, and gives back. */
class LibreOfficeIT {
  @TempDir static Path folder;
  private static LibreOffice office;
  private static Path saved;

  private static final Map<String, byte[]> WRITTEN =
      Map.of(
          "english.docx", Samples.written(Samples.english()),
          "six.docx", Samples.written(Samples.inSixLanguages()),
          "redline.docx", Samples.written(Samples.redline()),
          "six-redline.docx", Samples.written(Samples.redlineInSixLanguages()),
          "strange.docx", Samples.written(Samples.strange()),
          "empty.docx", Samples.written(Samples.draft(List.of("ar"), List.of())));

  /** What is to be read in them once they are printed, without white space; Arabic apart. */
  private static final Map<String, List<String>> PRINTED =
      Map.of(
          "english.docx", List.of("Enableaccesstotelecoms.", "In2023,65%ofhouseholdsonline."),
          "six.docx",
              List.of(
                  "Aninformationsociety.Secondline.",
                  "Unesociétédel’information«ouverte».",
                  "Unasociedaddelainformación.",
                  "Информационноеобщество.",
                  "信息社会互联互通的世界"),
          "redline.docx", List.of("Aknowledge", "Aninformation", "Nolonger."),
          "six-redline.docx",
              List.of(
                  "OneAninformationsociety.",
                  "CetteUnesociété",
                  "EstaUnasociedad",
                  "ГлобальноеИнформационноеобщество.",
                  "知识信息社会"),
          "strange.docx",
              List.of(
                  "<script>alert('1')</script>&]]>",
                  "=HYPERLINK(\"http://a.example\",\"b\")",
                  "{DDEAUTOcmd}«+1+1»@SUM(1)",
                  "desrever",
                  "👩👩👧🇨🇭"),
          "empty.docx", List.of("latest:revision12ofitu-2020"),
          "meeting.docx", List.of("Weagreed.", "我们。"));

  @BeforeAll
  static void start() throws Exception {
    office = LibreOffice.in(folder);
    for (Map.Entry<String, byte[]> each : WRITTEN.entrySet()) {
      Files.write(folder.resolve(each.getKey()), each.getValue());
    }
    saved = converted("docx");
    office.allowMacros();
  }

  private static Path converted(String format) throws Exception {
    return office.converted(format, WRITTEN.keySet().stream().map(folder::resolve).toList());
  }

  @Test
  void savedAgainByLibreOfficeADocumentAsksForNothingAndItsChangesAreStillThere() throws Exception {
    for (String name : WRITTEN.keySet()) {
      Returned returned = WordAmendments.read(Files.readAllBytes(saved.resolve(name)));
      assertThat(returned.asked()).as(name).isEmpty();
      assertThat(returned.notes()).as(name).isEmpty();
      assertThat(returned.revision()).isEqualTo(12);
    }
    for (String name : List.of("redline.docx", "six-redline.docx")) {
      Document before = Docx.of(WRITTEN.get(name)).document();
      Document after = Docx.of(Files.readAllBytes(saved.resolve(name))).document();
      for (boolean accepted : new boolean[] {true, false}) {
        assertThat(Resolved.lines(after, accepted)).isEqualTo(Resolved.lines(before, accepted));
      }
      assertThat(authors(after)).isEqualTo(authors(before));
    }
  }

  private static Map<String, String> authors(Document document) {
    return Stream.of("ins", "del")
        .flatMap(kind -> Docx.all(document, kind).stream())
        .collect(
            Collectors.toMap(
                (Element change) -> Docx.value(change, "author"),
                change -> Docx.value(change, "date"),
                (one, other) -> one,
                TreeMap::new));
  }

  @Test
  void libreOfficePrintsEveryDocument() throws Exception {
    Path meeting = folder.resolve("meeting.docx");
    Files.write(meeting, Samples.written(MeetingPapers.saying("We agreed. 我们。 نحن.")));
    List<Path> all =
        Stream.concat(WRITTEN.keySet().stream().map(folder::resolve), Stream.of(meeting)).toList();
    Path printed = office.converted("pdf", all);
    SoftAssertions printouts = new SoftAssertions();
    for (Path document : all) {
      String name = document.getFileName().toString();
      String text = read(printed.resolve(name.replace(".docx", ".pdf")));
      printouts.assertThat(text).as(name).contains(PRINTED.get(name));
      printouts.assertThat(arabic(text)).as(name).isEqualTo(arabic(said(document)));
    }
    printouts.assertAll();
  }

  private static String said(Path docx) throws IOException {
    Document document = Docx.of(Files.readAllBytes(docx)).document();
    return Stream.of("t", "delText")
        .flatMap(kind -> Docx.all(document, kind).stream())
        .map(Element::getTextContent)
        .collect(Collectors.joining());
  }

  /** Its letters, whose order nobody can tell from where they stand on paper. */
  private static String arabic(String text) {
    return text.codePoints()
        .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.ARABIC)
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** Without white space, and each character as it is whatever its glyph. */
  private static String read(Path pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
      PDFTextStripper reader = new PDFTextStripper();
      return Normalizer.normalize(reader.getText(document), Normalizer.Form.NFKC)
          .replaceAll("[\\s\\p{Cf}]", "");
    }
  }

  @Test
  void whatSomebodyChangesInLibreOfficeIsTheirAmendment() throws Exception {
    for (String name : List.of("english.docx", "redline.docx")) {
      Asked tracked = edited(name, "yes");
      assertThat(tracked.by()).extracting(Hand::author).containsOnly("Anna Berg");
      assertThat(tracked.by()).allSatisfy(hand -> assertThat(hand.at()).isNotNull());
      assertThat(tracked.notes()).isEmpty();
      assertThat(edited(name, "no").notes()).hasSize(1);
    }
  }

  @Test
  void whatSomebodyChangesInAnyLanguageIsAnAmendmentOfTheTextInThatLanguage() throws Exception {
    Returned returned = returned("six-redline.docx", "yes");
    assertThat(returned.asked())
        .extracting(
            asked -> asked.provisionId(),
            asked -> ((Rewording) asked).wordings().stream().map(Returned.Wording::lang).toList(),
            asked -> ((Rewording) asked).wordings().stream().map(Returned.Wording::now).toList())
        .containsExactly(
            tuple("vision", List.of("ar"), List.of("مجتمع اقتصاد \u200f(2023)\u200e ITU.")),
            tuple("goal-1", List.of("zh"), List.of("发展")));
    assertThat(returned.asked())
        .flatExtracting(Asked::by)
        .extracting(Hand::author)
        .containsOnly("Anna Berg");
  }

  private static Asked edited(String name, String tracked) throws Exception {
    Returned returned = returned(name, tracked);
    assertThat(returned.asked()).as("%s", returned).hasSize(1);
    Asked asked = returned.asked().getFirst();
    assertThat(asked.provisionId()).isEqualTo("goal-1");
    assertThat(((Rewording) asked).wordings())
        .extracting(Returned.Wording::now)
        .containsExactly("Enable access to telecommunications.");
    return asked;
  }

  private static Returned returned(String name, String tracked) throws Exception {
    Path target = folder.resolve(tracked + "-" + name);
    office.macro(
        "Edit", folder.resolve(name).toUri().toString(), target.toUri().toString(), tracked);
    Returned returned = WordAmendments.read(Files.readAllBytes(target));
    assertThat(returned.notes()).isEmpty();
    return returned;
  }
}
