package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.word.Returned.Asked;
import org.planledger.paper.word.Returned.Rewording;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What LibreOffice makes of the documents, and gives back. */
class LibreOfficeIT {
  private static final Path SOFFICE = Path.of("/usr/bin/soffice");

  /** Replaces a word, tracked or not, as somebody called Anna Berg. */
  private static final String MACRO =
      """
      Sub Edit(source As String, target As String, tracked As String)
        Dim hidden(0) As New com.sun.star.beans.PropertyValue
        hidden(0).Name = "Hidden"
        hidden(0).Value = True
        document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
        document.RecordChanges = (tracked = "yes")
        replacement = document.createReplaceDescriptor()
        replacement.SearchString = "telecoms"
        replacement.ReplaceString = "telecommunications"
        document.replaceAll(replacement)
        Dim word(0) As New com.sun.star.beans.PropertyValue
        word(0).Name = "FilterName"
        word(0).Value = "MS Word 2007 XML"
        document.storeToURL(target, word())
        document.close(True)
        StarDesktop.terminate()
      End Sub
      """;

  @TempDir static Path folder;
  private static Path saved;

  private static final Map<String, byte[]> WRITTEN =
      Map.of(
          "english.docx", Samples.written(Samples.english()),
          "six.docx", Samples.written(Samples.inSixLanguages()),
          "redline.docx", Samples.written(Samples.redline()),
          "empty.docx", Samples.written(Samples.draft(List.of("ar"), List.of())));

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Files.isExecutable(SOFFICE),
        "LibreOffice is not installed, so nothing here is tested: apt-get install"
            + " libreoffice-writer-nogui");
    for (Map.Entry<String, byte[]> each : WRITTEN.entrySet()) {
      Files.write(folder.resolve(each.getKey()), each.getValue());
    }
    Path user = Files.createDirectories(folder.resolve("profile/user"));
    Files.writeString(
        user.resolve("registrymodifications.xcu"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry">
        <item oor:path="/org.openoffice.UserProfile/Data"><prop oor:name="givenname" oor:op="fuse"><value>Anna</value></prop></item>
        <item oor:path="/org.openoffice.UserProfile/Data"><prop oor:name="sn" oor:op="fuse"><value>Berg</value></prop></item>
        </oor:items>
        """);
    // Its first run lays out the rest of the profile, with a module for macros.
    saved = converted("docx");
    Files.writeString(
        user.resolve("basic/Standard/Module1.xba"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">%s</script:module>
        """
            .formatted(MACRO.replace("\"", "&quot;")));
  }

  private static void soffice(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                SOFFICE.toString(),
                "--headless",
                "--norestore",
                "-env:UserInstallation=" + folder.resolve("profile").toUri()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("soffice.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s", command).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(log)).isZero();
  }

  private static Path converted(String format) throws Exception {
    Path into = Files.createDirectories(folder.resolve(format));
    List<String> arguments =
        new ArrayList<>(List.of("--convert-to", format, "--outdir", into.toString()));
    WRITTEN.keySet().forEach(name -> arguments.add(folder.resolve(name).toString()));
    soffice(arguments.toArray(String[]::new));
    return into;
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
    Path printed = converted("pdf");
    for (String name : WRITTEN.keySet()) {
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
    soffice(
        "macro:///Standard.Module1.Edit(\"%s\",\"%s\",\"%s\")"
            .formatted(folder.resolve(name).toUri(), target.toUri(), tracked));
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
