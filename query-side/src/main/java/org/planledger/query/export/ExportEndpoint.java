package org.planledger.query.export;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Filter;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Papers;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers drafts and redlines in every format: by suffix, such as {@code draft.pdf}, or as the
 * header {@code Accept} has it. The same question about the same state of the log is answered in
 * the same bytes, which an entity tag stands for.
 */
@RestController
@Reads(Histories.GROUP)
public final class ExportEndpoint {
  private static final String DRAFT = "draft";
  private static final String REDLINE = "redline";
  private static final String BY_NUMBER = "doc:";
  private static final String BY_REVISION = "rev:";

  /** What is recorded this long ago is settled: no clock and no reader of the log is so far off. */
  private static final Duration SETTLED = Duration.ofDays(1);

  private final Papers papers;
  private final Clock clock;
  private final byte[] build;

  /** Answers with these papers. */
  public ExportEndpoint(Papers papers, Clock clock) {
    this.papers = papers;
    this.clock = clock;
    this.build = Build.id();
  }

  @GetMapping("/api/plans/{plan}/draft")
  ResponseEntity<Object> draft(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(required = false) @Nullable String changed,
      @RequestParam(required = false) @Nullable String status,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    Filter filter = Filter.of(changed, status);
    if (from != null) {
      return new Redline(plan, from, at, knownAt, lang, filter).negotiated(accept, Format.JSON);
    }
    Draft draft = new Draft(plan, at, knownAt, lang, filter);
    return draft.as(Formats.OF_DRAFTS.negotiated(accept, Format.JSON, DRAFT, draft.query()), null);
  }

  @GetMapping("/api/plans/{plan}/draft.{suffix}")
  ResponseEntity<Object> draftNamed(
      @PathVariable String plan,
      @PathVariable String suffix,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(required = false) @Nullable String changed,
      @RequestParam(required = false) @Nullable String status) {
    Filter filter = Filter.of(changed, status);
    return from != null
        ? new Redline(plan, from, at, knownAt, lang, filter).named(suffix)
        : new Draft(plan, at, knownAt, lang, filter)
            .as(Formats.OF_DRAFTS.named(suffix, DRAFT), suffix);
  }

  @GetMapping("/api/plans/{plan}/redline")
  ResponseEntity<Object> redline(
      @PathVariable String plan,
      @RequestParam String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(required = false) @Nullable String changed,
      @RequestParam(required = false) @Nullable String status,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept)
      throws HttpMediaTypeNotAcceptableException {
    return new Redline(plan, from, to, knownAt, lang, Filter.of(changed, status))
        .negotiated(accept, Format.HTML);
  }

  @GetMapping("/api/plans/{plan}/redline.{suffix}")
  ResponseEntity<Object> redlineNamed(
      @PathVariable String plan,
      @PathVariable String suffix,
      @RequestParam String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(required = false) @Nullable String changed,
      @RequestParam(required = false) @Nullable String status) {
    return new Redline(plan, from, to, knownAt, lang, Filter.of(changed, status)).named(suffix);
  }

  /** A draft that is asked for. */
  private final class Draft {
    private final String plan;
    private final @Nullable String at;
    private final @Nullable String knownAt;
    private final @Nullable String lang;
    private final Filter filter;

    Draft(
        String plan,
        @Nullable String at,
        @Nullable String knownAt,
        @Nullable String lang,
        Filter filter) {
      this.plan = plan;
      this.at = at;
      this.knownAt = knownAt;
      this.lang = lang;
      this.filter = filter;
    }

    String query() {
      return query(at);
    }

    private String query(@Nullable String point) {
      return query(point, knownAt);
    }

    private String query(@Nullable String point, @Nullable String known) {
      return Link.query(
          "at", point, "knownAt", known, "lang", lang, "status", filter.statusAsked());
    }

    ResponseEntity<Object> as(Format format, @Nullable String suffix) {
      Papers.Seen<DraftPaper> seen = papers.draft(plan, at, knownAt, lang, filter);
      String name = suffix == null ? DRAFT : DRAFT + "." + suffix;
      List<String> links = Formats.OF_DRAFTS.alternates(DRAFT, query(), format);
      links.add(Link.to(name + query(null, null), "latest-version"));
      boolean byRevision = at == null || at.equals("latest") || at.startsWith(BY_REVISION);
      if (byRevision && seen.revision() > 0) {
        links.add(
            Link.to(name + query(BY_REVISION + (seen.revision() - 1)), "predecessor-version"));
      }
      if (at != null && at.startsWith(BY_NUMBER)) {
        List<String> issued = seen.issued().get();
        int place = issued.indexOf(at.substring(BY_NUMBER.length()));
        if (place > 0) {
          links.add(
              Link.to(name + query(BY_NUMBER + issued.get(place - 1)), "predecessor-version"));
        }
        if (place + 1 < issued.size()) {
          links.add(Link.to(name + query(BY_NUMBER + issued.get(place + 1)), "successor-version"));
        }
        links.add(Link.to(publication(at), "describedby"));
      }
      links.add(Link.to("timeline", "version-history"));
      if (knownAt == null && isPinned(at)) {
        links.add(Link.to(name + query(at, seen.knownAt().toString()), "cite-as"));
      }
      return Answer.of(
          format,
          body(format, seen.found()),
          suffix == null,
          settled(knownAt),
          links,
          Answer.fileName(format, plan, at == null ? "latest" : at, lang, filter.name()));
    }

    /** As JSON, which is asked for most, it is written only for those who do not have it. */
    private Answer.Body body(Format format, Papers.Found<DraftPaper> found) {
      Supplier<byte[]> decisive = found.decisive();
      return format == Format.JSON && decisive != null
          ? new Answer.Body(Answer.tag(build, decisive.get()), found.answer().get())
          : Answer.Body.of(Formats.OF_DRAFTS.written(format, found));
    }
  }

  /** A redline that is asked for, also as a draft with what changed since a point. */
  private final class Redline {
    private final String plan;
    private final String from;
    private final @Nullable String to;
    private final @Nullable String knownAt;
    private final @Nullable String lang;
    private final Filter filter;

    Redline(
        String plan,
        String from,
        @Nullable String to,
        @Nullable String knownAt,
        @Nullable String lang,
        Filter filter) {
      this.filter = filter;
      this.plan = plan;
      this.from = from;
      this.to = to;
      this.knownAt = knownAt;
      this.lang = lang;
    }

    ResponseEntity<Object> negotiated(String accept, Format first)
        throws HttpMediaTypeNotAcceptableException {
      return as(Formats.OF_REDLINES.negotiated(accept, first, REDLINE, query()), null);
    }

    ResponseEntity<Object> named(String suffix) {
      return as(Formats.OF_REDLINES.named(suffix, REDLINE), suffix);
    }

    private String query() {
      return query(to, knownAt);
    }

    private String query(@Nullable String later, @Nullable String known) {
      return Link.query(
          "from",
          from,
          "to",
          later,
          "knownAt",
          known,
          "lang",
          lang,
          "changed",
          filter.changedAsked(),
          "status",
          filter.statusAsked());
    }

    private ResponseEntity<Object> as(Format format, @Nullable String suffix) {
      Papers.Seen<RedlinePaper> seen = papers.redline(plan, from, to, knownAt, lang, filter);
      String name = suffix == null ? REDLINE : REDLINE + "." + suffix;
      List<String> links = Formats.OF_REDLINES.alternates(REDLINE, query(), format);
      links.add(Link.to(name + query(null, null), "latest-version"));
      links.add(Link.to(draft(from), "describes"));
      links.add(Link.to(draft(to), "describes"));
      for (String end : to == null ? List.of(from) : List.of(from, to)) {
        if (end.startsWith(BY_NUMBER)) {
          links.add(Link.to(publication(end), "related"));
        }
      }
      if (knownAt == null && isPinned(from) && isPinned(to)) {
        links.add(Link.to(name + query(to, seen.knownAt().toString()), "cite-as"));
      }
      // The names of those who proposed stand in it, and may be erased at any time.
      return Answer.of(
          format,
          Answer.Body.of(Formats.OF_REDLINES.written(format, seen.found())),
          suffix == null,
          false,
          links,
          Answer.fileName(
              format, plan, from, "to", to == null ? "latest" : to, lang, filter.name()));
    }

    private String draft(@Nullable String point) {
      return DRAFT + Link.query("at", point, "knownAt", knownAt, "lang", lang);
    }
  }

  /**
   * Whether a point is the same with the instant up to which a plan is known. Others count what
   * meetings recorded after the last event of the plan.
   */
  private static boolean isPinned(@Nullable String point) {
    return point != null && (point.startsWith(BY_NUMBER) || point.startsWith(BY_REVISION));
  }

  private static String publication(String byNumber) {
    return Link.publication(byNumber.substring(BY_NUMBER.length()));
  }

  /**
   * Whether nothing that will be recorded can change what was known at an instant. Without one, a
   * draft tells up to when it knows the log, and a later event changes that.
   */
  private boolean settled(@Nullable String knownAt) {
    return knownAt != null && !Instant.parse(knownAt).isAfter(clock.instant().minus(SETTLED));
  }
}
