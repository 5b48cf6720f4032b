package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.planledger.paper.MeetingPapers;
import org.planledger.problem.Refused;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class MeetingDocumentTest {
  private static final byte[] WRITTEN = Samples.written(MeetingPapers.saying("=1+2\n<b>"));

  @Test
  void whatIsProposedIsTrackedAsItsProposersChange() {
    Document document = Docx.of(WRITTEN).document();
    Element insertion = Docx.all(document, "ins").getFirst();
    assertThat(Docx.value(insertion, "author")).isEqualTo("Ruritania");
    assertThat(Docx.value(insertion, "date")).isEqualTo("2017-09-12T00:00:00Z");
    assertThat(insertion.getTextContent()).isEqualTo("=1+2<b>");
    assertThat(Docx.all(document, "del")).hasSize(1);
    assertThat(Resolved.lines(document, true))
        .containsExactly(
            "Draft report of a meeting",
            "All outcomes are preliminary.",
            "3\tThe plan / Le plan",
            "3.1\t=1+2\n<b>",
            "fr\t",
            "Text",
            "Proposed",
            "=1+2\n<b>",
            "A-1\t=1+2\n<b>",
            "=1+2\n<b>");
  }

  @Test
  void equalPapersGiveTheSameBytesAndDoNotComeBack() {
    assertThat(Samples.written(MeetingPapers.saying("=1+2\n<b>"))).isEqualTo(WRITTEN);
    assertThatThrownBy(() -> WordAmendments.read(WRITTEN)).isInstanceOf(Refused.class);
  }
}
