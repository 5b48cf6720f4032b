package org.planledger.query.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.planledger.feed.FeedType;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.operation.event.DraftPublished;
import org.planledger.operation.event.OperationEvent;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.entry.Concerned;
import org.planledger.store.StoredEvent;

/**
 * An event of the log as publishing tools are told of it.
 *
 * @param stream with whose events it is told in order: its own, or that of the plan for which a
 *     node did something
 * @param revision of that stream, or the one for which it was done
 */
public record FeedEvent(
    long position, String stream, long revision, FeedType type, CloudEvent body) {
  private static final String PLAN = "plan:";
  private static final String SCHEMA = "https://planledger.example/schemas/feed-event/1";

  /** What nodes do for a plan. */
  private static final Set<String> OPERATIONS = Set.of(DraftPublished.class.getSimpleName());

  /** Ids have no characters that JSON has a meaning for, and a text has no bare quotation mark. */
  private static final Pattern NAMED = Pattern.compile("\"planId\":\"([^\"]+)\"");

  /** Those of a document that was published. */
  private static final Set<FeedType> PUBLICATIONS =
      Set.of(FeedType.DRAFT_PUBLISHED, FeedType.DRAFT_WITHDRAWN);

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /**
   * Tells of a row of the log.
   *
   * @param event what the row says; null: it cannot be read, and then all is told that the row
   *     itself says
   */
  static FeedEvent of(StoredEvent row, @Nullable Event event, String source) {
    FeedType type = type(row);
    String plan = plan(row, event);
    boolean published = event instanceof DraftPublished;
    long revision = event instanceof DraftPublished of ? of.revision() : row.sequence();
    Minute minute = event == null ? null : event.minute();
    String meeting = minute == null ? idIn(row.aggregateId(), "meeting:") : minute.meetingId();
    return new FeedEvent(
        row.position(),
        plan == null ? row.aggregateId() : PLAN + plan,
        revision,
        type,
        new CloudEvent(
            "1.0",
            row.eventId(),
            source,
            type.type(),
            published ? PLAN + plan : row.aggregateId(),
            row.recordedAt(),
            SCHEMA,
            "application/json",
            Long.toString(row.position()),
            revision,
            event == null ? null : event.on().toString(),
            meeting,
            data(row, event, plan, meeting)));
  }

  /** The plan whose event it is; null: it is of none, or cannot be told. */
  private static @Nullable String plan(StoredEvent row, @Nullable Event event) {
    if (event instanceof DraftPublished published) {
      return published.planId();
    }
    Matcher named = NAMED.matcher(row.payload());
    return row.aggregateId().equals(OperationEvent.STREAM) && named.find()
        ? named.group(1)
        : planOf(row.aggregateId());
  }

  /** The plan that a stream is of; null: of none. */
  static @Nullable String planOf(String stream) {
    return idIn(stream, PLAN);
  }

  /** What stands in the payload of what was done for a plan. */
  static String naming(String plan) {
    return "\"planId\":\"%s\"".formatted(plan);
  }

  /** Those of some stored types that nodes do for a plan. */
  static List<String> ofOperations(List<String> types) {
    return types.stream().filter(OPERATIONS::contains).toList();
  }

  private static CloudEvent.Data data(
      StoredEvent row, @Nullable Event event, @Nullable String plan, @Nullable String meeting) {
    Concerned concerned =
        event == null ? new Concerned(List.of(), List.of(), null) : Concerned.by(event);
    String contribution = idIn(row.aggregateId(), "contribution:");
    Map<String, String> links = new LinkedHashMap<>();
    if (plan != null && concerned.document() != null && PUBLICATIONS.contains(type(row))) {
      links.put(
          "publication",
          "/api/plans/%s/publications/%s%s"
              .formatted(
                  inPath(plan),
                  inPath(concerned.document()),
                  type(row) == FeedType.DRAFT_WITHDRAWN ? "?withdrawn=true" : ""));
    }
    if (plan != null && row.aggregateId().startsWith(PLAN)) {
      String path = "/api/plans/" + inPath(plan);
      links.put("draft", path + "/draft?at=" + point(row, concerned));
      if (row.sequence() > 0) {
        links.put(
            "diff",
            path + "/diff?from=rev:%d&to=rev:%d".formatted(row.sequence() - 1, row.sequence()));
      }
      if (type(row) == FeedType.DEADLINE_SET) {
        links.put("deadlines", path + "/deadlines");
      }
      if (!concerned.amendments().isEmpty()) {
        links.put("amendments", path + "/amendments");
      }
    }
    if (meeting != null) {
      links.put("meeting", "/api/meetings/" + inPath(meeting));
      links.put("outcomes", "/api/meetings/" + inPath(meeting) + "/outcomes");
      if (type(row) == FeedType.ACTION_CHANGED) {
        links.put("actions", "/api/meetings/" + inPath(meeting) + "/actions");
      }
    }
    if (contribution != null) {
      links.put("contribution", "/api/contributions/" + inPath(contribution));
    }
    return new CloudEvent.Data(
        event == null ? row.payloadType() : event.name(),
        plan,
        meeting,
        contribution,
        concerned.provisions(),
        concerned.amendments(),
        concerned.document(),
        switch (event) {
          case RecordCorrected correction -> correction.revision();
          case MeetingRecordCorrected correction -> correction.revision();
          case null, default -> null;
        },
        links);
  }

  /** Where its draft is found: at a fixed point, so that what is there never changes. */
  private static String point(StoredEvent row, Concerned concerned) {
    return type(row) == FeedType.DRAFT_ISSUED && concerned.document() != null
        ? "doc:" + concerned.document()
        : "rev:" + row.sequence();
  }

  private static FeedType type(StoredEvent row) {
    return FeedType.of(row.payloadType()).orElseThrow();
  }

  private static @Nullable String idIn(String stream, String prefix) {
    return stream.startsWith(prefix) ? stream.substring(prefix.length()) : null;
  }

  /** Of what an id may hold, only this has a meaning in a path. */
  private static String inPath(String id) {
    return id.replace("/", "%2F");
  }

  /** Its id in the log. */
  public String id() {
    return body.id();
  }

  /** As JSON in UTF-8, on one line. */
  public byte[] json() {
    try {
      return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not to be written as JSON: " + body, e);
    }
  }
}
