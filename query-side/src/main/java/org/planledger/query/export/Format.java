package org.planledger.query.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.paper.page.HtmlPage;
import org.planledger.paper.page.MarkdownPage;
import org.planledger.paper.page.PdfPage;
import org.planledger.paper.page.PlainText;
import org.planledger.paper.word.WordDocument;
import org.planledger.query.texts.Papers.Found;
import org.planledger.web.JsonAnswers;
import org.springframework.http.MediaType;

/** The formats in which a draft and a redline are to be had, by suffix and by media type. */
enum Format {
  JSON("json", "application/json"),
  HTML("html", "text/html;charset=UTF-8", HtmlPage::write, HtmlPage::write),
  MARKDOWN("md", "text/markdown;charset=UTF-8", MarkdownPage::write, MarkdownPage::write),
  TEXT("txt", "text/plain;charset=UTF-8", PlainText::write, PlainText::write),
  PDF("pdf", "application/pdf", PdfPage::write, PdfPage::write),
  DOCX("docx", WordDocument.MEDIA_TYPE, WordDocument::write, WordDocument::write),
  AKOMA_NTOSO("akn", "application/akn+xml", AkomaNtoso::write, AkomaNtoso::write);

  private final String suffix;
  private final MediaType type;
  private final Writer<Found<DraftPaper>> draft;
  private final Writer<Found<RedlinePaper>> redline;

  /** Writes something as it is to be had. */
  @FunctionalInterface
  private interface Writer<T> {
    void write(T what, OutputStream out) throws IOException;
  }

  /** That of the interface itself. */
  Format(String suffix, String type) {
    this.suffix = suffix;
    this.type = MediaType.parseMediaType(type);
    this.draft = (found, out) -> JsonAnswers.write(found.answer().get(), out);
    this.redline = (found, out) -> JsonAnswers.write(found.answer().get(), out);
  }

  /** One that papers are written in. */
  Format(String suffix, String type, Writer<DraftPaper> draft, Writer<RedlinePaper> redline) {
    this.suffix = suffix;
    this.type = MediaType.parseMediaType(type);
    this.draft = (found, out) -> draft.write(found.paper().get(), out);
    this.redline = (found, out) -> redline.write(found.paper().get(), out);
  }

  String suffix() {
    return suffix;
  }

  MediaType type() {
    return type;
  }

  /** The media type without parameters. */
  String typeName() {
    return "%s/%s".formatted(type.getType(), type.getSubtype());
  }

  byte[] ofDraft(Found<DraftPaper> found) {
    return written(draft, found);
  }

  byte[] ofRedline(Found<RedlinePaper> found) {
    return written(redline, found);
  }

  /**
   * As a whole before the first byte is sent: the tag of an answer stands before it, what cannot be
   * written becomes a problem, and what writes PDF holds the file in memory anyway.
   */
  private static <T> byte[] written(Writer<T> writer, T what) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(what, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * How much a reader wants it, as the most particular of the ranges that it falls into says.
   *
   * @return from 0, not at all, to 1
   */
  double quality(List<MediaType> ranges) {
    MediaType closest = null;
    for (MediaType range : ranges) {
      if (range.includes(type) && (closest == null || rank(range) > rank(closest))) {
        closest = range;
      }
    }
    return closest == null ? 0 : closest.getQualityValue();
  }

  private static int rank(MediaType range) {
    return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
  }
}
