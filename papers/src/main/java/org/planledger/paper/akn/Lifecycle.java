package org.planledger.paper.akn;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Status;

/**
 * What happened to a plan, and from when to when words and provisions stood. Times are told by what
 * happened then, never by a date alone.
 */
final class Lifecycle {
  /** The revision of what is not told apart: the later of two drafts. */
  static final long LATER = Long.MAX_VALUE;

  private static final long OPENING = 0;

  private final References references;
  private final Map<Long, Event> events = new HashMap<>();
  private final Map<Period, String> periods = new LinkedHashMap<>();

  /** Of a plan that was opened on a day. */
  Lifecycle(References references, LocalDate opened) {
    this.references = references;
    events.put(OPENING, new Event(OPENING, opened, references.secretariat()));
  }

  private record Event(long revision, LocalDate on, String source) {}

  /** Null: it has not ended. */
  private record Period(long start, @Nullable Long end, String status) {}

  /**
   * Something happened.
   *
   * @return its revision
   */
  long event(long revision, LocalDate on, @Nullable String meeting) {
    if (!events.containsKey(revision)) {
      events.put(revision, new Event(revision, on, references.decider(meeting)));
    }
    return revision;
  }

  /**
   * A time between two of the revisions that happened.
   *
   * @param status what stood then counted as
   */
  String period(long start, @Nullable Long end, Status status) {
    return "#"
        + periods.computeIfAbsent(
            new Period(start, end, references.concept(status)),
            any -> "tg_" + (periods.size() + 1));
  }

  void write(Xml xml) throws XMLStreamException {
    xml.open("lifecycle").with("source", references.secretariat());
    for (Map.Entry<Event, String> event : numbered().entrySet()) {
      xml.leaf("eventRef")
          .with("eId", event.getValue())
          .with("date", event.getKey().on())
          .with("source", event.getKey().source())
          .with("type", event.getKey().revision() == OPENING ? "generation" : "amendment");
    }
    xml.close();
  }

  void writePeriods(Xml xml) throws XMLStreamException {
    if (periods.isEmpty()) {
      return;
    }
    Map<Long, String> ids = new HashMap<>();
    numbered().forEach((event, id) -> ids.put(event.revision(), id));
    xml.open("temporalData").with("source", references.secretariat());
    for (Map.Entry<Period, String> period : periods.entrySet()) {
      Long end = period.getKey().end();
      xml.open("temporalGroup").with("eId", period.getValue());
      xml.leaf("timeInterval")
          .with("start", "#" + ids.get(period.getKey().start()))
          .with("end", end == null ? null : "#" + ids.get(end))
          .with("refersTo", period.getKey().status());
      xml.close();
    }
    xml.close();
  }

  /** By their days, the opening first. */
  private Map<Event, String> numbered() {
    List<Event> all = new ArrayList<>(events.values());
    all.sort(
        Comparator.comparing((Event event) -> event.revision() != OPENING)
            .thenComparing(Event::on)
            .thenComparingLong(Event::revision));
    Map<Event, String> ids = new LinkedHashMap<>();
    for (Event event : all) {
      ids.put(event, "ev_" + (ids.size() + 1));
    }
    return ids;
  }
}
