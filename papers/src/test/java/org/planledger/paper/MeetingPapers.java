package org.planledger.paper;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.planledger.paper.MeetingPaper.Column;
import org.planledger.paper.MeetingPaper.Paragraph;
import org.planledger.paper.MeetingPaper.Part;
import org.planledger.paper.MeetingPaper.Table;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/** Papers of meetings to be written out. */
public final class MeetingPapers {
  private static final Instant KNOWN = Instant.parse("2017-09-13T08:00:00Z");

  private MeetingPapers() {}

  /** One of each thing that there is in a paper, saying the same. */
  public static MeetingPaper saying(String text) {
    Reason reason =
        new Reason(
            9,
            "AmendmentProposed",
            "A-1",
            "Ruritania",
            "M/8",
            null,
            null,
            null,
            LocalDate.parse("2017-09-12"),
            KNOWN);
    return new MeetingPaper(
        "Draft report of a meeting",
        List.of("All outcomes are preliminary."),
        List.of("en", "fr"),
        KNOWN,
        List.of(
            new Part(
                "3",
                List.of(MeetingPaper.plain("en", "The plan"), MeetingPaper.plain("fr", "Le plan")),
                List.of(
                    MeetingPaper.said("3.1", text),
                    new Paragraph("fr", true, marked("fr", Op.DELETE, text, reason)),
                    new Table(
                        List.of(new Column("Text", 40), new Column("Proposed", 60)),
                        List.of(
                            List.of(
                                List.of(MeetingPaper.said("", text)),
                                List.of(
                                    new Paragraph(
                                        "A-1", false, marked("en", Op.INSERT, text, reason)))),
                            List.of(List.of(), List.of(MeetingPaper.said("", text)))))))));
  }

  private static Words marked(String lang, Op op, String text, Reason reason) {
    return new Words(lang, List.of(new Run(op, text, reason)));
  }
}
