package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Draft;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.TextVersion;
import org.planledger.text.Passage;
import org.planledger.text.Redline;

/** How the texts in other languages stand to the authoritative ones. */
final class Translations {
  private Translations() {}

  /**
   * A text in another language.
   *
   * @param revision that recorded it; null: there is none yet
   * @param renders revision of the plan whose authoritative text it says; null: there is none yet
   * @param authoritative revision that recorded the authoritative text in force
   * @param behind whether it does not say what the authoritative text in force says
   * @param runs what a translator has to render: the redline of the authoritative text from what
   *     the translation says to what is in force
   */
  record Translation(
      String id,
      String kind,
      String number,
      String lang,
      @Nullable Long revision,
      @Nullable Long renders,
      long authoritative,
      boolean behind,
      List<Redline.Run> runs) {}

  /** All translations of a draft, in document order. */
  record All(
      String plan,
      long revision,
      String point,
      String asOf,
      String authoritativeLanguage,
      int behind,
      List<Translation> translations) {}

  /**
   * The translations of a draft.
   *
   * @param lang null: into every language of the plan
   * @param onlyBehind whether to leave out those that are up to date
   */
  static All of(Cut cut, @Nullable String lang, boolean onlyBehind) {
    Draft draft = cut.draft();
    String authoritative = draft.plan().authoritativeLanguage();
    List<Translation> all = new ArrayList<>();
    Numbers.of(draft)
        .forEach(
            (id, number) -> {
              Provision provision = draft.provision(id);
              TextVersion original = provision.texts().get(authoritative);
              if (original != null) {
                draft.plan().languages().stream()
                    .filter(language -> !language.equals(authoritative))
                    .filter(language -> lang == null || lang.equals(language))
                    .map(language -> translation(cut, provision, number, language, original))
                    .filter(translation -> translation.behind() || !onlyBehind)
                    .forEach(all::add);
              }
            });
    return new All(
        cut.planId(),
        cut.revision(),
        cut.point().toString(),
        cut.asOf(),
        authoritative,
        (int) all.stream().filter(Translation::behind).count(),
        all);
  }

  private static Translation translation(
      Cut cut, Provision provision, String number, String language, TextVersion original) {
    TextVersion version = provision.texts().get(language);
    boolean behind = version == null || version.isBehind(original);
    return new Translation(
        provision.id(),
        provision.kind(),
        number,
        language,
        version == null ? null : version.revision(),
        version == null ? null : version.renders(),
        original.revision(),
        behind,
        behind
            ? Redline.between(rendered(cut, provision.id(), version), original.passage())
            : List.of());
  }

  private static Passage rendered(Cut cut, String provisionId, @Nullable TextVersion version) {
    if (version == null) {
      return Passage.EMPTY;
    }
    String authoritative = cut.draft().plan().authoritativeLanguage();
    return cut.history().recorded(version.renders()).texts().stream()
        .filter(text -> text.provisionId().equals(provisionId))
        .filter(text -> text.language().equals(authoritative))
        .findFirst()
        .map(Entry.Text::passage)
        .orElse(Passage.EMPTY);
  }
}
