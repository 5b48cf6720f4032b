package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** LibreOffice without a window, as somebody called Anna Berg uses it. */
final class LibreOffice {
  private static final Path PROGRAM = Path.of("/usr/bin/soffice");

  /** Replaces a word of each script, tracked or not. */
  private static final String MACROS =
      """
      Function Opened(source As String)
        Dim hidden(0) As New com.sun.star.beans.PropertyValue
        hidden(0).Name = "Hidden"
        hidden(0).Value = True
        Opened = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
      End Function

      Sub Save(document, target As String)
        Dim word(0) As New com.sun.star.beans.PropertyValue
        word(0).Name = "FilterName"
        word(0).Value = "MS Word 2007 XML"
        document.storeToURL(target, word())
        document.close(True)
      End Sub

      Sub Reword(document, was As String, now As String)
        replacement = document.createReplaceDescriptor()
        replacement.SearchString = was
        replacement.ReplaceString = now
        document.replaceAll(replacement)
      End Sub

      Sub Edit(source As String, target As String, tracked As String)
        ' Else toolbars are shown meanwhile, for which there is no window.
        EnableReschedule(False)
        document = Opened(source)
        document.RecordChanges = (tracked = "yes")
        Reword(document, "telecoms", "telecommunications")
        Reword(document, "معلومات", "اقتصاد")
        Reword(document, "增长", "发展")
        Save(document, target)
        StarDesktop.terminate()
      End Sub
      """;

  private final Path folder;

  private LibreOffice(Path folder) {
    this.folder = folder;
  }

  /**
   * Sets it up.
   *
   * @param folder for its profile
   */
  static LibreOffice in(Path folder) throws IOException {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        "LibreOffice is not installed, so nothing here is tested: apt-get install"
            + " libreoffice-writer-nogui");
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
    // No fonts but those of the module, so that it prints the same wherever it runs.
    Files.writeString(
        folder.resolve("fonts.conf"),
        "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"
            .formatted(
                Path.of("src/main/resources/org/planledger/paper/page/fonts").toAbsolutePath(),
                folder.resolve("fonts")));
    return new LibreOffice(folder);
  }

  /** Its first run lays out the rest of the profile, with a module for macros. */
  void allowMacros() throws IOException {
    Files.writeString(
        folder.resolve("profile/user/basic/Standard/Module1.xba"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">%s</script:module>
        """
            .formatted(
                MACROS
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")));
  }

  void macro(String name, String... arguments) throws IOException, InterruptedException {
    run("macro:///Standard.Module1.%s(\"%s\")".formatted(name, String.join("\",\"", arguments)));
  }

  /** Converts documents into a folder of the format's name. */
  Path converted(String format, Collection<Path> documents)
      throws IOException, InterruptedException {
    Path into = Files.createDirectories(folder.resolve(format));
    List<String> arguments =
        new ArrayList<>(List.of("--convert-to", format, "--outdir", into.toString()));
    documents.forEach(document -> arguments.add(document.toString()));
    run(arguments.toArray(String[]::new));
    return into;
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--headless",
                "--norestore",
                "-env:UserInstallation=" + folder.resolve("profile").toUri()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("soffice.log");
    ProcessBuilder building =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    building.environment().put("FONTCONFIG_FILE", folder.resolve("fonts.conf").toString());
    Process process = building.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s", command).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(log)).isZero();
  }
}
