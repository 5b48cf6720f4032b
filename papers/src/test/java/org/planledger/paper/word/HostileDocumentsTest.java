package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

class HostileDocumentsTest {
  private static final Docx GOOD = Docx.of(Samples.written(Samples.english()));

  private static ProblemType refusal(byte[] bytes) {
    Refused refused = catchThrowableOfType(Refused.class, () -> WordAmendments.read(bytes));
    assertThat(refused).isNotNull();
    return refused.problem().type();
  }

  private static ProblemType refusal(Docx docx) {
    return refusal(docx.bytes());
  }

  @Test
  void whatIsNoDocumentOfWordIsNotSupported() {
    assertThat(refusal(new byte[0])).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(refusal("%PDF-1.7".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    byte[] old = new byte[512];
    System.arraycopy(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0}, 0, old, 0, 4);
    assertThat(refusal(old)).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(
            refusal(
                GOOD.with(
                    "[Content_Types].xml",
                    xml ->
                        xml.replace("wordprocessingml.document.main", "spreadsheetml.sheet.main"))))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void macrosAreNotSupported() {
    assertThat(
            refusal(
                GOOD.with(
                    "[Content_Types].xml",
                    xml ->
                        xml.replace(
                            WordDocument.MEDIA_TYPE + ".main+xml",
                            "application/vnd.ms-word.document.macroEnabled.main+xml"))))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(
            refusal(
                GOOD.with("word/vbaProject.bin", new byte[] {1})
                    .with(
                        "[Content_Types].xml",
                        xml ->
                            xml.replace(
                                "</Types>",
                                "<Override PartName=\"/word/vbaProject.bin\""
                                    + " ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>"))))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void whatDoesNotSayWhereItIsFromIsRefused() {
    assertThat(refusal(GOOD.with("customXml/item1.xml", xml -> "<other/>")))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(
            refusal(GOOD.with("customXml/item1.xml", xml -> xml.replace(" revision=\"12\"", ""))))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(
            refusal(
                GOOD.with(
                    "customXml/item1.xml",
                    xml -> xml.replace("revision=\"12\"", "revision=\"x\""))))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void damagedDocumentsAreRefusedWhereverTheyAreCutOff() {
    byte[] bytes = GOOD.bytes();
    for (int length : new int[] {4, 100, bytes.length / 2, bytes.length - 10}) {
      assertThat(refusal(Arrays.copyOf(bytes, length))).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
    assertThat(refusal(GOOD.with(Docx.DOCUMENT, xml -> xml.substring(0, 2_000))))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(refusal(GOOD.with("word/_rels/document.xml.rels", xml -> "<Relationships")))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(refusal(GOOD.without("[Content_Types].xml")))
        .isIn(ProblemType.MALFORMED_REQUEST, ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(
            refusal(
                GOOD.with(
                    Docx.DOCUMENT,
                    xml -> xml.replace("<w:body>", "<w:body>" + "<w:sdt>".repeat(100_000)))))
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  /** Whatever a document type could do, nobody is asked and no file is read. */
  @Test
  void documentTypesAndEntitiesAreRefusedAndNothingIsFetched(@TempDir Path folder)
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
      Path secret = Files.writeString(folder.resolve("secret"), "secret");
      for (String type :
          new String[] {
            "<!DOCTYPE w SYSTEM \"" + url + "\">",
            "<!DOCTYPE w [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
            "<!DOCTYPE w [<!ENTITY % x SYSTEM \"" + url + "\"> %x;]>",
            "<!DOCTYPE w [<!ENTITY a \"a\"><!ENTITY b \"&a;&a;&a;\">]>"
          }) {
        UnaryOperator<String> declare = xml -> xml.replaceFirst("\\?>", "?>" + type);
        for (String part : new String[] {Docx.DOCUMENT, "customXml/item1.xml", "word/styles.xml"}) {
          assertThat(refusal(GOOD.with(part, declare)))
              .as("%s in %s", type, part)
              .isEqualTo(ProblemType.MALFORMED_REQUEST);
        }
        // What POI reads it takes for missing or damaged.
        for (String part :
            new String[] {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml"}) {
          try {
            assertThat(WordAmendments.read(GOOD.with(part, declare).bytes()).asked()).isEmpty();
          } catch (Refused refused) {
            assertThat(refused.problem().type())
                .isIn(ProblemType.MALFORMED_REQUEST, ProblemType.UNSUPPORTED_MEDIA_TYPE);
          }
        }
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatUnpacksWithoutBoundIsTooLarge() throws Exception {
    assertThat(refusal(with(GOOD, "word/media/bomb", 65 << 20))).isEqualTo(ProblemType.TOO_LARGE);
    assertThat(refusal(with(GOOD, "word/_rels/bomb.rels", 2 << 20)))
        .isEqualTo(ProblemType.TOO_LARGE);
    Docx many = GOOD;
    byte[] nothing = new byte[0];
    for (int i = 0; i < 1_001; i++) {
      many = many.with("word/media/" + i, nothing);
    }
    assertThat(refusal(many)).isEqualTo(ProblemType.TOO_LARGE);
    byte[] long_ = new byte[WordAmendments.limit() + 1];
    System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, long_, 0, 4);
    assertThat(refusal(long_)).isEqualTo(ProblemType.TOO_LARGE);
  }

  private static byte[] with(Docx docx, String name, int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String each : docx.names()) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write(docx.part(each).getBytes(StandardCharsets.UTF_8));
      }
      zip.putNextEntry(new ZipEntry(name));
      byte[] block = new byte[1 << 20];
      for (int written = 0; written < zeros; written += block.length) {
        zip.write(block);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    // Of sizes that no other test sends.
    Docx odd = GOOD.with("word/odd.xml", new byte[12_345]);
    byte[] good = odd.bytes();
    byte[] broken = odd.with(Docx.DOCUMENT, xml -> "<").bytes();
    byte[] cut = Arrays.copyOf(good, good.length - 99);
    WordAmendments.read(good);
    refusal(broken);
    refusal(cut);
    List<Long> sizes = List.of((long) good.length, (long) broken.length, (long) cut.length);
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.filter(file -> file.getFileName().toString().matches("planledger.*docx")))
          .noneMatch(file -> sizes.contains(file.toFile().length()));
    }
  }
}
