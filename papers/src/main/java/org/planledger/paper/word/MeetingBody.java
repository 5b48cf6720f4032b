package org.planledger.paper.word;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.MeetingPaper.Paragraph;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/** What stands in the paper of a meeting; what is marked in it are tracked changes. */
final class MeetingBody {
  private static final int PAGE_WIDTH = 9638;
  private static final int PERCENT = 100;

  private final MeetingPaper paper;
  private final Markup out;
  private final Pen pen;

  MeetingBody(MeetingPaper paper, Markup out) {
    this.paper = paper;
    this.out = out;
    this.pen = new Pen(out);
  }

  void write() {
    out.start("w:document", "xmlns:w", Body.NAMESPACE).start("w:body");
    pen.generated("Title", paper.title());
    paper.about().forEach(about -> pen.generated("Subtitle", about));
    paper.parts().forEach(this::part);
    pen.section(false, false);
    out.end().end();
  }

  private void part(MeetingPaper.Part part) {
    if (!part.number().isEmpty() || !part.headings().isEmpty()) {
      begin("Heading2", Language.of("en"));
      String before = part.number().isEmpty() ? "" : part.number() + "\t";
      for (Words heading : part.headings()) {
        said(before);
        words(heading);
        before = " / ";
      }
      if (part.headings().isEmpty()) {
        said(part.number());
      }
      out.end();
    }
    for (MeetingPaper.Block block : part.blocks()) {
      switch (block) {
        case Paragraph paragraph -> paragraph(paragraph);
        case MeetingPaper.Table table -> table(table);
      }
    }
  }

  private void paragraph(Paragraph paragraph) {
    Language language = Language.of(paragraph.words().lang());
    begin(paragraph.quoted() ? "MeetingQuotation" : "MeetingParagraph", language);
    if (!paragraph.label().isEmpty()) {
      pen.run(paragraph.label() + "\t", Language.of("en"), "MeetingLabel", false);
    }
    words(paragraph.words());
    out.end();
  }

  private void begin(String style, Language language) {
    out.start("w:p").start("w:pPr").empty("w:pStyle", "w:val", style);
    if (language.rightToLeft()) {
      out.empty("w:bidi");
    }
    out.end();
  }

  private void said(String text) {
    if (!text.isEmpty()) {
      pen.run(text, Language.of("en"), null, false);
    }
  }

  private void words(Words words) {
    Language language = Language.of(words.lang());
    for (Run run : words.runs()) {
      pen.tracked(
          run.op(),
          by(run.reason()),
          () -> pen.run(run.text(), language, null, run.op() == Op.DELETE));
    }
  }

  /** Whoever proposed it. */
  private Hand by(@Nullable Reason reason) {
    return reason == null || reason.proposer() == null
        ? Hand.on(Body.UNKNOWN, LocalDate.ofInstant(paper.knownAt(), ZoneOffset.UTC))
        : Hand.on(reason.proposer(), reason.on());
  }

  private void table(MeetingPaper.Table table) {
    List<Integer> widths =
        table.columns().stream().map(column -> PAGE_WIDTH * column.share() / PERCENT).toList();
    pen.table(widths);
    out.start("w:tr").start("w:trPr").empty("w:tblHeader").end();
    pen.cells(widths, i -> pen.generated("MeetingColumn", table.columns().get(i).name()));
    out.end();
    for (List<List<Paragraph>> row : table.rows()) {
      out.start("w:tr");
      pen.cells(
          widths,
          i -> {
            row.get(i).forEach(this::paragraph);
            if (row.get(i).isEmpty()) {
              pen.generated("MeetingParagraph", "");
            }
          });
      out.end();
    }
    out.end();
    // Between tables, and at the end of a document, Word wants a paragraph.
    pen.generated("MeetingParagraph", "");
  }
}
