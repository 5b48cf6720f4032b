package org.planledger.query.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.paper.page.HtmlPage;
import org.planledger.paper.page.MarkdownPage;
import org.planledger.paper.page.PdfPage;
import org.planledger.paper.page.PlainText;
import org.planledger.paper.word.WordDocument;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.texts.Papers.Found;
import org.planledger.web.JsonAnswers;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** The formats that papers of one kind are to be had in. JSON is that of the interface itself. */
final class Formats<P> {
  static final Formats<DraftPaper> OF_DRAFTS =
      new Formats<DraftPaper>(
          HtmlPage::write,
          MarkdownPage::write,
          PlainText::write,
          PdfPage::write,
          WordDocument::write,
          Map.of(Format.AKOMA_NTOSO, AkomaNtoso::write));
  static final Formats<RedlinePaper> OF_REDLINES =
      new Formats<RedlinePaper>(
          HtmlPage::write,
          MarkdownPage::write,
          PlainText::write,
          PdfPage::write,
          WordDocument::write,
          Map.of(Format.AKOMA_NTOSO, AkomaNtoso::write));
  static final Formats<MeetingPaper> OF_MEETINGS =
      new Formats<MeetingPaper>(
          HtmlPage::write,
          MarkdownPage::write,
          PlainText::write,
          PdfPage::write,
          WordDocument::write,
          Map.of());

  private final Map<Format, Writer<Found<P>>> writers = new EnumMap<>(Format.class);

  /** Writes something as it is to be had. */
  @FunctionalInterface
  private interface Writer<T> {
    void write(T what, OutputStream out) throws IOException;
  }

  private Formats(
      Writer<P> html,
      Writer<P> markdown,
      Writer<P> text,
      Writer<P> pdf,
      Writer<P> docx,
      Map<Format, Writer<P>> more) {
    writers.put(Format.JSON, (found, out) -> JsonAnswers.write(found.answer().get(), out));
    add(Format.HTML, html);
    add(Format.MARKDOWN, markdown);
    add(Format.TEXT, text);
    add(Format.PDF, pdf);
    add(Format.DOCX, docx);
    more.forEach(this::add);
  }

  private void add(Format format, Writer<P> writer) {
    writers.put(format, (found, out) -> writer.write(found.paper().get(), out));
  }

  /** A format that there is instead. */
  record Available(String type, String href) {}

  /**
   * As a whole before the first byte is sent: the tag of an answer stands before it, what cannot be
   * written becomes a problem, and what writes PDF holds the file in memory anyway.
   */
  byte[] written(Format format, Found<P> found) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Objects.requireNonNull(writers.get(format)).write(found, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The format that a name asks for. */
  Format named(String suffix, String what) {
    return writers.keySet().stream()
        .filter(format -> format.suffix().equals(suffix))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    ProblemType.NOT_FOUND,
                    "There is no %s.%s; there is %s."
                        .formatted(
                            what,
                            suffix,
                            writers.keySet().stream()
                                .map(format -> what + "." + format.suffix())
                                .collect(Collectors.joining(", ")))));
  }

  /** The format that is wanted most; of several the first, and then as they stand in order. */
  Format negotiated(String accept, Format first, String what, String query)
      throws HttpMediaTypeNotAcceptableException {
    if (accept.isBlank()) {
      return first;
    }
    List<MediaType> ranges;
    try {
      ranges = MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException e) {
      throw new HttpMediaTypeNotAcceptableException(String.valueOf(e.getMessage()));
    }
    Format best = first;
    for (Format format : writers.keySet()) {
      if (format.quality(ranges) > best.quality(ranges)) {
        best = format;
      }
    }
    if (best.quality(ranges) == 0) {
      throw new Refused(
          ProblemType.NOT_ACCEPTABLE,
          "None of what Accept names is to be had; ask for %s."
              .formatted(
                  writers.keySet().stream()
                      .map(Format::typeName)
                      .collect(Collectors.joining(" or "))),
          Map.of(
              "available",
              writers.keySet().stream()
                  .map(
                      format ->
                          new Available(
                              format.typeName(), "%s.%s%s".formatted(what, format.suffix(), query)))
                  .toList()));
    }
    return best;
  }

  /** Links to the other formats. */
  List<String> alternates(String what, String query, Format but) {
    List<String> links = new ArrayList<>();
    for (Format format : writers.keySet()) {
      if (format != but) {
        links.add(
            Link.to(
                "%s.%s%s".formatted(what, format.suffix(), query),
                "alternate",
                format.type(),
                List.of()));
      }
    }
    return links;
  }
}
