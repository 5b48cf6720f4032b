package org.planledger.query.texts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.ScheduledDraft;
import org.planledger.query.texts.Papers.Seen;

/**
 * Drafts that were issued, as they were known when they were: the same whenever they are asked for.
 */
public final class IssuedDrafts {
  private final Histories histories;
  private final Papers papers;

  /** Those of histories in memory. */
  public IssuedDrafts(Histories histories, Papers papers) {
    this.histories = histories;
    this.papers = papers;
  }

  /**
   * An issued draft.
   *
   * @param recordedAt when it was issued
   * @param due null: it was not scheduled
   */
  public record Issued(
      Seen<DraftPaper> draft,
      Map<String, String> title,
      Instant recordedAt,
      LocalDate on,
      @Nullable Due due) {}

  /** What a draft was due for. */
  public record Due(String deadlineId, String meetingId, ScheduledDraft.Due when) {}

  /** Whether what was recorded up to a position is known here. */
  public boolean covers(long position) {
    return histories.covers(position);
  }

  /**
   * The draft that an event issued.
   *
   * @param revision of the event
   */
  public Issued of(String planId, String document, long revision) {
    PlanHistory history = histories.plan(planId);
    Entry entry = history.recorded(revision);
    return new Issued(
        papers.draft(planId, "doc:" + document, history.knownSince(revision).toString(), null),
        history.at(revision).plan().title(),
        entry.recordedAt(),
        entry.on(),
        due(history, document, entry).orElse(null));
  }

  private Optional<Due> due(PlanHistory history, String document, Entry issued) {
    for (Map.Entry<String, ScheduledDraft> each :
        ScheduledDraft.of(history, issued.revision()).entrySet()) {
      Optional<Due> due =
          each.getValue()
              .meetingOf(document)
              .flatMap(
                  meeting ->
                      each.getValue()
                          .due(
                              histories.meeting(meeting).stream()
                                  .takeWhile(e -> e.position() <= issued.position())
                                  .toList(),
                              history.at(issued.revision()).plan().timeZone())
                          .map(when -> new Due(each.getKey(), meeting, when)));
      if (due.isPresent()) {
        return due;
      }
    }
    return Optional.empty();
  }
}
