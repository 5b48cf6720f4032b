package org.planledger.query.texts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.Status;
import org.planledger.plan.Step;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.problem.Refused;

/** Every version of a provision, in decided order, with the outcome that made it. */
final class Versions {
  private Versions() {}

  /**
   * The provision after something was done with it.
   *
   * @param event the outcome, or what else was done
   * @param amendments that the outcome agreed to
   * @param asModified whether the meeting gave a text of its own instead
   * @param text by language; null: the provision was removed
   */
  record Version(
      long revision,
      String event,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      @Nullable String document,
      List<String> amendments,
      boolean asModified,
      LocalDate on,
      Instant recordedAt,
      @Nullable Map<String, String> heading,
      @Nullable Map<String, String> text,
      @Nullable Status status,
      @Nullable Status effectiveStatus) {}

  /** All versions of a provision. */
  record History(String plan, String id, Instant knownAt, List<Version> versions) {}

  static History of(Cut cut, String provisionId) {
    List<Version> versions = new ArrayList<>();
    Provision before = null;
    for (Step.Change change : cut.changes(provisionId)) {
      Provision after = change.after().orElse(null);
      if (!Objects.equals(before, after)) {
        versions.add(version(change.entry(), after, provisionId, cut));
      }
      before = after;
    }
    if (versions.isEmpty()) {
      throw Refused.notFound("provision", provisionId);
    }
    return new History(cut.planId(), provisionId, cut.knownAt(), versions);
  }

  private static Version version(
      Entry entry, @Nullable Provision after, String provisionId, Cut cut) {
    Optional<AgreedItem> item = item(entry, provisionId);
    return new Version(
        entry.revision(),
        entry.name(),
        entry.minute() == null ? null : entry.minute().meetingId(),
        entry.minute() == null ? null : entry.minute().agendaItem(),
        entry.minute() == null ? null : entry.minute().paragraph(),
        item.map(AgreedItem::document).orElse(null),
        item.map(AgreedItem::amendments).orElse(List.of()),
        item.map(AgreedItem::asModified).orElse(false),
        entry.on(),
        entry.recordedAt(),
        after == null ? null : after.heading(),
        after == null ? null : texts(after),
        after == null ? null : after.text().status(),
        after == null ? null : cut.effective(after.text()));
  }

  private static Map<String, String> texts(Provision provision) {
    Map<String, String> texts = new TreeMap<>();
    provision.texts().forEach((language, text) -> texts.put(language, text.passage().text()));
    return texts;
  }

  /** What an agreement says about a provision. */
  static Optional<AgreedItem> item(Entry entry, String provisionId) {
    return entry.event() instanceof ProvisionallyAgreed agreed
        ? agreed.items().stream().filter(item -> item.provisionId().equals(provisionId)).findFirst()
        : Optional.empty();
  }
}
