package org.planledger.ledger.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.TestLog;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.Finding.Code;

class BundleFilesTest {
  private static final Trust TRUST = Trust.in(TestLog.KEY.verifier());

  private final TestLog log = TestLog.ofSize(300);
  @TempDir private Path temporary;

  @Test
  void theSameLogGivesTheSameBytes() throws IOException {
    byte[] first = zip();
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertThat(zip()).isEqualTo(first);
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void theLargestPayloadThatIsRecordedFitsIntoALineHoweverMuchHasToBeEscaped() throws IOException {
    String payload =
        "{\"a\":\"%s\"}".formatted("\\\"".repeat((LoggedEvent.MAX_PAYLOAD_BYTES - 8) / 2));
    assertThat(payload).hasSize(LoggedEvent.MAX_PAYLOAD_BYTES);
    LoggedEvent event = new LoggedEvent(log.events().getFirst().envelope(), payload);
    byte[] line = event.line();
    int longestLeaf = 65_535;
    assertThat(line.length - event.envelope().leaf().length + longestLeaf)
        .isLessThanOrEqualTo(Lines.MAX_LINE);
    byte[] ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    assertThat(Lines.next(new ByteArrayInputStream(ended), Bundle.EVENTS)).isEqualTo(line);
    assertThat(LoggedEvent.read(line)).isEqualTo(event);
  }

  @Test
  void zipsAndFoldersHoldTheSame() throws IOException {
    Path zip = Files.write(temporary.resolve("b.zip"), zip());
    Path folder = log.write(temporary.resolve("b"));
    try (BundleFiles one = BundleFiles.open(zip);
        BundleFiles other = BundleFiles.open(folder)) {
      assertThat(one.names()).isEqualTo(other.names());
      for (String name : one.names()) {
        assertThat(one.read(name, 1 << 20)).as(name).isEqualTo(other.read(name, 1 << 20));
      }
    }
    assertThat(verify(zip).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void zipsThatWerePackedAgainAreRead() throws IOException {
    Path folder = log.write(temporary.resolve("b"));
    Path zip = temporary.resolve("again.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> !file.equals(folder)).sorted().toList()) {
        String name = folder.relativize(file).toString();
        out.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
        if (Files.isRegularFile(file)) {
          Files.copy(file, out);
        }
      }
    }
    assertThat(verify(zip).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../checkpoint",
        "/checkpoint",
        "tile/../../x",
        "tile/..",
        "checkpoints/100",
        "tile\\0\\000",
        "tile/entries/000",
        "checkpoint ",
        "CHECKPOINT",
        "x/",
        "../",
        "notes.txt"
      })
  void filesThatNoBundleHasAreRefused(String name) throws IOException {
    Path zip = temporary.resolve("b.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(name));
    }
    malformed(zip, "no bundle has a file of this name: " + name);
  }

  @Test
  void aFileThatIsThereTwiceIsRefused() throws IOException {
    byte[] zip = zip();
    byte[] twice =
        new String(zip, StandardCharsets.ISO_8859_1)
            .replace("erasures.json", "manifest.json")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(twice).isNotEqualTo(zip);
    malformed(Files.write(temporary.resolve("b.zip"), twice), "manifest.json is there twice");
  }

  @Test
  void bombsAreNotUnpacked() throws IOException {
    Path zip = temporary.resolve("b.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("manifest.json"));
      out.write(
          "{\"format\":\"planledger-bundle/v1\",\"files\":{\"events.ndjson\":\"\"}}"
              .getBytes(UTF_8));
      out.putNextEntry(new ZipEntry("events.ndjson"));
      byte[] zeros = new byte[1 << 16];
      for (int i = 0; i < 1 << 10; i++) {
        out.write(zeros);
      }
    }
    assertThat(Files.size(zip)).isLessThan(100_000);
    malformed(zip, "unpacks to more than");
  }

  @Test
  void damagedZipsAreRefused() throws IOException {
    byte[] zip = zip();
    Path file = temporary.resolve("b.zip");
    malformed(Files.write(file, Arrays.copyOf(zip, zip.length / 2)), "no zip file");
    malformed(Files.write(file, new byte[0]), "no zip file");
    malformed(Files.writeString(file, "x".repeat(1000)), "no zip file");
  }

  @Test
  void linksInFoldersAreNotFollowed() throws IOException {
    Path folder = log.write(temporary.resolve("b"));
    Path secret = Files.writeString(temporary.resolve("secret"), "x");
    Files.delete(folder.resolve("README"));
    Files.createSymbolicLink(folder.resolve("README"), secret);
    malformed(folder, "README is no plain file");
  }

  @Test
  void longLinesAreRefused() throws IOException {
    Path folder = log.write(temporary.resolve("b"));
    byte[] part = new byte[1 << 20];
    Arrays.fill(part, (byte) 'x');
    try (OutputStream out = Files.newOutputStream(folder.resolve("events.ndjson"))) {
      for (int i = 0; i < 17; i++) {
        out.write(part);
      }
    }
    TestLog.fixManifest(folder);
    malformed(folder, "a line of events.ndjson has more than");
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter.writeZip(log.bundle(TestLog.KEY), out);
    return out.toByteArray();
  }

  private Report verify(Path bundle) throws IOException {
    return BundleVerifier.verify(bundle, TRUST, List.of(TRUST.open(log.signed(300, TestLog.KEY))));
  }

  private void malformed(Path bundle, String detail) throws IOException {
    Report report = verify(bundle);
    assertThat(report.findings()).extracting(Finding::code).containsOnly(Code.MALFORMED);
    assertThat(report.findings().getFirst().detail()).contains(detail);
  }
}
