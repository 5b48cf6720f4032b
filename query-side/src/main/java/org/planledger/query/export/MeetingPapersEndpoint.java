package org.planledger.query.export;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.MeetingPaper;
import org.planledger.query.amendment.PendingPapers;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.meeting.MeetingPapers;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Papers.Found;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers the papers of meetings in every format, as {@link ExportEndpoint} does drafts. Names of
 * persons stand in all of them, so none is ever settled.
 */
@RestController
@Reads({LogEntries.GROUP, Histories.GROUP})
public final class MeetingPapersEndpoint {
  private static final String PENDING = "pending";
  static final List<String> OF_A_MEETING = List.of("report", "decisions", "actions");

  private final MeetingPapers meetings;
  private final PendingPapers pending;

  /** Answers with these papers. */
  public MeetingPapersEndpoint(MeetingPapers meetings, PendingPapers pending) {
    this.meetings = meetings;
    this.pending = pending;
  }

  @GetMapping("/api/meetings/{id}/{what:report|decisions|actions}")
  ResponseEntity<Object> ofMeeting(
      @PathVariable String id,
      @PathVariable String what,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    return ofMeeting(
        id,
        what,
        knownAt,
        lang,
        Formats.OF_MEETINGS.negotiated(
            accept, Format.HTML, what, Link.query("knownAt", knownAt, "lang", lang)),
        true);
  }

  @GetMapping("/api/meetings/{id}/{what:report|decisions|actions}.{suffix}")
  ResponseEntity<Object> ofMeetingNamed(
      @PathVariable String id,
      @PathVariable String what,
      @PathVariable String suffix,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang) {
    return ofMeeting(id, what, knownAt, lang, Formats.OF_MEETINGS.named(suffix, what), false);
  }

  private ResponseEntity<Object> ofMeeting(
      String id,
      String what,
      @Nullable String knownAt,
      @Nullable String lang,
      Format format,
      boolean negotiated) {
    Found<MeetingPaper> found =
        switch (what) {
          case "report" -> meetings.report(id, knownAt, lang);
          case "decisions" -> meetings.decisions(id, knownAt, lang);
          default -> meetings.actions(id, knownAt, lang);
        };
    String query = Link.query("knownAt", knownAt, "lang", lang);
    List<String> links = Formats.OF_MEETINGS.alternates(what, query, format);
    String suffix = negotiated ? "" : "." + format.suffix();
    if (knownAt != null) {
      links.add(Link.to(what + suffix + Link.query("lang", lang), "latest-version"));
    }
    for (String other : OF_A_MEETING) {
      if (!other.equals(what)) {
        links.add(Link.to(other + suffix + query, "related"));
      }
    }
    return Answer.of(
        format,
        Answer.Body.of(Formats.OF_MEETINGS.written(format, found)),
        negotiated,
        false,
        links,
        Answer.fileName(format, id, what, lang));
  }

  @GetMapping("/api/plans/{plan}/pending")
  ResponseEntity<Object> pending(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String lang,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    return pending(
        plan,
        lang,
        Formats.OF_MEETINGS.negotiated(accept, Format.HTML, PENDING, Link.query("lang", lang)),
        true);
  }

  @GetMapping("/api/plans/{plan}/pending.{suffix}")
  ResponseEntity<Object> pendingNamed(
      @PathVariable String plan,
      @PathVariable String suffix,
      @RequestParam(required = false) @Nullable String lang) {
    return pending(plan, lang, Formats.OF_MEETINGS.named(suffix, PENDING), false);
  }

  private ResponseEntity<Object> pending(
      String plan, @Nullable String lang, Format format, boolean negotiated) {
    Found<MeetingPaper> found = pending.pending(plan, lang);
    List<String> links = Formats.OF_MEETINGS.alternates(PENDING, Link.query("lang", lang), format);
    links.add(Link.to("draft" + Link.query("lang", lang), "describes"));
    return Answer.of(
        format,
        Answer.Body.of(Formats.OF_MEETINGS.written(format, found)),
        negotiated,
        false,
        links,
        Answer.fileName(format, plan, PENDING, lang));
  }
}
