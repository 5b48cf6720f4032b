package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
          "empty.docx", Samples.written(Samples.draft(List.of("ar"), List.of())));

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
    Document before = Docx.of(WRITTEN.get("redline.docx")).document();
    Document after = Docx.of(Files.readAllBytes(saved.resolve("redline.docx"))).document();
    for (boolean accepted : new boolean[] {true, false}) {
      assertThat(Resolved.lines(after, accepted)).isEqualTo(Resolved.lines(before, accepted));
    }
    assertThat(authors(after)).isEqualTo(authors(before));
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
    for (Path document : all) {
      String name = document.getFileName().toString();
      byte[] pdf = Files.readAllBytes(printed.resolve(name.replace(".docx", ".pdf")));
      assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
          .as(name)
          .isEqualTo("%PDF-");
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

  private static Asked edited(String name, String tracked) throws Exception {
    Path target = folder.resolve(tracked + "-" + name);
    office.macro(
        "Edit", folder.resolve(name).toUri().toString(), target.toUri().toString(), tracked);
    Returned returned = WordAmendments.read(Files.readAllBytes(target));
    assertThat(returned.asked()).as("%s", returned).hasSize(1);
    assertThat(returned.notes()).isEmpty();
    Asked asked = returned.asked().getFirst();
    assertThat(asked.provisionId()).isEqualTo("goal-1");
    assertThat(((Rewording) asked).wordings())
        .extracting(Returned.Wording::now)
        .containsExactly("Enable access to telecommunications.");
    return asked;
  }
}
