package org.planledger.bench.papers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.page.HtmlPage;
import org.planledger.paper.page.PdfPage;
import org.planledger.paper.word.WordDocument;

/** What is written. LibreOffice makes the same of the HTML page of the same paper. */
enum Work {
  DRAFT_AS_PDF("draft as PDF", "pdf:writer_web_pdf_Export", Work::draftPage, Work::draftPdf),
  DRAFT_AS_DOCX("draft as DOCX", "docx:MS Word 2007 XML", Work::draftPage, Work::draftWord),
  REDLINE_AS_DOCX("redline as DOCX", "docx:MS Word 2007 XML", Work::redlinePage, Work::redlineWord);

  private final String name;
  private final String filter;
  private final Writer page;
  private final Writer paper;

  /** Writes a paper of a number of provisions. */
  @FunctionalInterface
  private interface Writer {
    void write(int provisions, OutputStream out) throws IOException;
  }

  Work(String name, String filter, Writer page, Writer paper) {
    this.name = name;
    this.filter = filter;
    this.page = page;
    this.paper = paper;
  }

  String title() {
    return name;
  }

  /** Arguments for LibreOffice. */
  List<String> conversion() {
    // What is to become a Word document has to be read as a text, not as a page of the web.
    return name.endsWith("DOCX")
        ? List.of("--infilter=HTML (StarWriter)", "--convert-to", filter)
        : List.of("--convert-to", filter);
  }

  void writePage(int provisions, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      page.write(provisions, out);
    }
  }

  void write(int provisions, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      paper.write(provisions, out);
    }
  }

  private static void draftPage(int provisions, OutputStream out) throws IOException {
    HtmlPage.write(LongPapers.draft(provisions), out);
  }

  private static void redlinePage(int provisions, OutputStream out) throws IOException {
    HtmlPage.write(LongPapers.redline(provisions), out);
  }

  private static void draftPdf(int provisions, OutputStream out) throws IOException {
    DraftPaper draft = LongPapers.draft(provisions);
    PdfPage.write(draft, out);
  }

  private static void draftWord(int provisions, OutputStream out) throws IOException {
    DraftPaper draft = LongPapers.draft(provisions);
    WordDocument.write(draft, out);
  }

  private static void redlineWord(int provisions, OutputStream out) throws IOException {
    RedlinePaper redline = LongPapers.redline(provisions);
    WordDocument.write(redline, out);
  }
}
