package org.planledger.paper.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.plan.Status;

/** What pages say in English around the texts. */
final class Wording {
  private Wording() {}

  /** The point that a draft is at. */
  static String point(DraftPaper draft) {
    return "%s (revision %d, %s)".formatted(draft.point(), draft.revision(), draft.asOf());
  }

  /** What a status is, and what it counts for where that is less. */
  static String status(Status decided, Status effective) {
    return decided == effective
        ? said(decided)
        : "%s, counts as %s".formatted(said(decided), said(effective));
  }

  /** The status of a provision's text, and since when. */
  static String standing(DraftPaper.Item item) {
    DraftPaper.Since since = item.since();
    List<String> where = new ArrayList<>();
    add(where, "", since.meeting());
    add(where, "from ", since.document());
    return "%s since %s%s"
        .formatted(
            status(item.status(), item.effectiveStatus()),
            since.on(),
            where.isEmpty() ? "" : " (%s)".formatted(String.join(", ", where)));
  }

  /** Who decided, where and when. */
  static String reason(RedlinePaper.Reason reason) {
    List<String> parts = new ArrayList<>();
    String event = reason.event().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    parts.add(event.substring(0, 1).toUpperCase(Locale.ROOT) + event.substring(1));
    add(parts, "meeting ", reason.meeting());
    add(parts, "agenda item ", reason.agendaItem());
    add(parts, "paragraph ", reason.paragraph());
    parts.add(reason.on().toString());
    add(parts, "amendment ", reason.amendment());
    add(parts, "proposed by ", reason.proposer());
    add(parts, "document ", reason.document());
    parts.add("revision " + reason.revision());
    return String.join(", ", parts) + ".";
  }

  private static void add(List<String> parts, String before, @Nullable String part) {
    if (part != null) {
      parts.add(before + part);
    }
  }

  private static String said(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
