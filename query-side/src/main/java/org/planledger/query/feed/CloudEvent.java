package org.planledger.query.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event in the form of CloudEvents 1.0 (JSON event format).
 *
 * @param id of the event in the log; with {@code source} the same for ever
 * @param source the name of the log as a URL
 * @param subject id of the stream, such as {@code plan:itu-2020}
 * @param time when it was recorded
 * @param position in the log: a cursor, and what to read with as {@code minPosition}. A text, since
 *     an integer of an attribute ends at 2^31
 * @param revision of the stream
 * @param decidedon the decided-on day; null: the event cannot be read
 * @param meetingid the meeting that decided, or that it is about; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    String time,
    String dataschema,
    String datacontenttype,
    String position,
    long revision,
    @Nullable String decidedon,
    @Nullable String meetingid,
    Data data) {

  /**
   * What it is about. It holds neither words nor names: they are fetched.
   *
   * @param event name in the log
   * @param document its number
   * @param corrects revision that a correction is about
   * @param links paths on this server, by what is found there
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Data(
      String event,
      @Nullable String plan,
      @Nullable String meeting,
      @Nullable String contribution,
      List<String> provisions,
      List<String> amendments,
      @Nullable String document,
      @Nullable Long corrects,
      Map<String, String> links) {}
}
