package org.planledger.command.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.word.WordDocument;
import org.planledger.plan.Status;

/** Documents as they are downloaded, and as they come back. */
final class WordFiles {
  private WordFiles() {}

  /** A draft of a plan with these texts in English, by provision. */
  static byte[] of(String plan, long revision, Map<String, String> texts) throws IOException {
    List<DraftPaper.Item> items = new ArrayList<>();
    texts.forEach(
        (id, text) ->
            items.add(
                new DraftPaper.Item(
                    id,
                    "goal",
                    String.valueOf(items.size() + 1),
                    1,
                    Map.of(),
                    Map.of("en", text),
                    Status.DRAFTED,
                    Status.DRAFTED,
                    new DraftPaper.Since(revision, null, null, LocalDate.of(2017, 9, 1)))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WordDocument.write(
        new DraftPaper(
            plan,
            Map.of("en", "Plan"),
            LocalDate.of(2017, 1, 25),
            List.of("en"),
            "en",
            "latest",
            revision,
            "2017-09-01",
            Instant.parse("2017-09-01T08:00:00Z"),
            items,
            List.of()),
        out);
    return out.toByteArray();
  }

  /** Edits the main part. */
  static byte[] edited(byte[] docx, UnaryOperator<String> edit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(docx));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] part = in.readAllBytes();
        zip.putNextEntry(new ZipEntry(entry.getName()));
        zip.write(
            entry.getName().equals("word/document.xml")
                ? edit.apply(new String(part, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8)
                : part);
      }
    }
    return out.toByteArray();
  }

  /** Replaces a word as somebody does who tracks it. */
  static UnaryOperator<String> tracked(String word, String by, String author) {
    String mark =
        " w:id=\"900\" w:author=\"%s\" w:date=\"2017-10-02T10:12:00Z\">".formatted(author);
    String text = "<w:t xml:space=\"preserve\">";
    return xml ->
        xml.replaceFirst(
            "(<w:r>(?:(?!<w:r>).)*?" + text + "[^<]*)" + word,
            ("$1</w:t></w:r><w:del" + mark + "<w:r><w:delText xml:space=\"preserve\">" + word)
                + ("</w:delText></w:r></w:del><w:ins" + mark + "<w:r>" + text + by)
                + ("</w:t></w:r></w:ins><w:r>" + text));
  }
}
