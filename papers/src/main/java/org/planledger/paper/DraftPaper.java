package org.planledger.paper;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Status;

/**
 * A draft to be written out. The same point known at the same instant gives equal papers.
 *
 * @param plan id of the plan
 * @param title of the plan, by language
 * @param opened the day the plan was opened
 * @param languages shown, in the order in which they stand side by side; never empty
 * @param authoritativeLanguage of the plan, shown or not
 * @param point as it was asked for, such as {@code date:2017-09-12}
 * @param revision that the point stands for
 * @param asOf the day or the instant that the point stands for
 * @param knownAt what was recorded later does not count
 * @param items provisions in document order, depth first
 * @param frameworks of the draft
 * @param extract what it shows if not all provisions; null: all
 */
public record DraftPaper(
    String plan,
    Map<String, String> title,
    LocalDate opened,
    List<String> languages,
    String authoritativeLanguage,
    String point,
    long revision,
    String asOf,
    Instant knownAt,
    List<Item> items,
    List<Framework> frameworks,
    @Nullable Extract extract) {

  /** A whole draft. */
  public DraftPaper(
      String plan,
      Map<String, String> title,
      LocalDate opened,
      List<String> languages,
      String authoritativeLanguage,
      String point,
      long revision,
      String asOf,
      Instant knownAt,
      List<Item> items,
      List<Framework> frameworks) {
    this(
        plan,
        title,
        opened,
        languages,
        authoritativeLanguage,
        point,
        revision,
        asOf,
        knownAt,
        items,
        frameworks,
        null);
  }

  /**
   * A provision.
   *
   * @param number its place in the tree, such as 2.1
   * @param level how deep it stands; 1: top level
   * @param heading by language; only shown languages, those without a heading absent
   * @param text by language; only shown languages, those without a text absent
   * @param status what was decided of the text
   * @param effectiveStatus what that counts for, as meetings may reserve their outcomes
   */
  public record Item(
      String id,
      String kind,
      String number,
      int level,
      Map<String, String> heading,
      Map<String, String> text,
      Status status,
      Status effectiveStatus,
      Since since) {

    /** Where others stand below it: without its text. */
    Item asContext() {
      return new Item(id, kind, number, level, heading, Map.of(), status, effectiveStatus, since);
    }
  }

  /**
   * Since when a status stands.
   *
   * @param meeting that decided it; absent: the secretariat entered it
   * @param document the contribution it was agreed from
   */
  public record Since(
      long revision, @Nullable String meeting, @Nullable String document, LocalDate on) {}

  /**
   * A framework.
   *
   * @param members ids of provisions
   */
  public record Framework(
      String id,
      Map<String, String> title,
      Status status,
      Status effectiveStatus,
      List<String> members) {}

  /** A part of it. */
  public DraftPaper only(Extract part) {
    return new DraftPaper(
        plan,
        title,
        opened,
        languages,
        authoritativeLanguage,
        point,
        revision,
        asOf,
        knownAt,
        items.stream()
            .filter(item -> part.shows(item.id()))
            .map(item -> part.context().contains(item.id()) ? item.asContext() : item)
            .toList(),
        frameworks,
        part);
  }

  /** Whether a provision is shown only to say where others stand. */
  public boolean isContext(String id) {
    return extract != null && extract.context().contains(id);
  }

  /** The title in the first shown language that has one; the plan's id where none has. */
  public String shownTitle() {
    return languages.stream().filter(title::containsKey).map(title::get).findFirst().orElse(plan);
  }
}
