package org.planledger.query.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.query.amendment.ProposedPapers;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers with amendments as documents, for the tools of those who publish them. Names of persons
 * stand in all of them, so none is ever settled.
 */
@RestController
@Reads({LogEntries.GROUP, Histories.GROUP})
public final class AmendmentPapersEndpoint {
  private final ProposedPapers papers;

  /** Answers with these papers. */
  public AmendmentPapersEndpoint(ProposedPapers papers) {
    this.papers = papers;
  }

  @GetMapping("/api/plans/{plan}/amendments/{id}.akn")
  ResponseEntity<Object> amendment(@PathVariable String plan, @PathVariable String id)
      throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    AkomaNtoso.write(papers.amendment(plan, id), written);
    return answer(
        written,
        List.of(Link.to("../amendments", "collection"), Link.to("../draft", "describes")),
        plan,
        id);
  }

  @GetMapping("/api/meetings/{id}/amendments.akn")
  ResponseEntity<Object> ofMeeting(@PathVariable String id) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    AkomaNtoso.write(papers.ofMeeting(id), written);
    return answer(
        written,
        MeetingPapersEndpoint.OF_A_MEETING.stream()
            .map(paper -> Link.to(paper, "related"))
            .toList(),
        id,
        "amendments");
  }

  private static ResponseEntity<Object> answer(
      ByteArrayOutputStream written, List<String> links, String... name) {
    return Answer.of(
        Format.AKOMA_NTOSO,
        Answer.Body.of(written.toByteArray()),
        false,
        false,
        links,
        Answer.fileName(Format.AKOMA_NTOSO, name));
  }
}
