package org.planledger.query.texts;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.Step;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionallyAgreed;

/**
 * Finds a phrase in every version of every text: when it came, when it left, and by what. Upper and
 * lower case are not told apart.
 */
final class Search {
  private static final int CONTEXT = 60;

  private final String phrase;
  private final @Nullable String lang;
  private final List<Stay> stays = new ArrayList<>();
  private final Map<Place, Integer> open = new LinkedHashMap<>();

  private Search(String phrase, @Nullable String lang) {
    this.phrase = folded(Normalizer.normalize(phrase, Normalizer.Form.NFC));
    this.lang = lang;
  }

  private record Place(String provisionId, String language) {}

  /**
   * What brought or took a phrase.
   *
   * @param amendments to the provision that the outcome agreed to
   */
  record Cause(Provenance.Outcome outcome, List<String> amendments) {}

  /**
   * From when to when a text had the phrase.
   *
   * @param text around the phrase when it came
   * @param left null: it is there still
   */
  record Stay(
      String id, String kind, String lang, String text, Cause appeared, @Nullable Cause left) {}

  /**
   * Where a phrase was, in the order in which it came.
   *
   * @param first when any text first had it; null: none ever
   * @param present whether any text has it still
   */
  record Found(
      String plan,
      String q,
      @Nullable String lang,
      Instant knownAt,
      boolean present,
      @Nullable Stay first,
      List<Stay> stays) {}

  static Found in(Cut cut, String phrase, @Nullable String lang) {
    Search search = new Search(phrase, lang);
    for (Step step : cut.history().decided(cut.known())) {
      search.step(step);
    }
    return new Found(
        cut.planId(),
        phrase,
        lang,
        cut.knownAt(),
        !search.open.isEmpty(),
        search.stays.isEmpty() ? null : search.stays.getFirst(),
        search.stays);
  }

  private void step(Step step) {
    Entry entry = step.entry();
    for (String id : concerned(entry)) {
      Provision provision = step.find(id).orElse(null);
      Set<String> languages = new TreeSet<>();
      open.keySet().stream()
          .filter(place -> place.provisionId().equals(id))
          .map(Place::language)
          .forEach(languages::add);
      if (provision != null) {
        languages.addAll(provision.texts().keySet());
      }
      for (String language : languages) {
        if (lang == null || lang.equals(language)) {
          look(entry, id, provision, language);
        }
      }
    }
  }

  private void look(Entry entry, String id, @Nullable Provision provision, String language) {
    var version = provision == null ? null : provision.texts().get(language);
    String text = version == null ? "" : version.passage().text();
    int at = folded(text).indexOf(phrase);
    Place place = new Place(id, language);
    Integer stay = open.get(place);
    if (at >= 0 && stay == null && provision != null) {
      open.put(place, stays.size());
      stays.add(new Stay(id, provision.kind(), language, around(text, at), cause(entry, id), null));
    } else if (at < 0 && stay != null) {
      Stay ended = stays.get(stay);
      stays.set(
          stay,
          new Stay(
              ended.id(),
              ended.kind(),
              language,
              ended.text(),
              ended.appeared(),
              cause(entry, id)));
      open.remove(place);
    }
  }

  private static Set<String> concerned(Entry entry) {
    Set<String> ids = new HashSet<>();
    entry.texts().forEach(text -> ids.add(text.provisionId()));
    PlanEvent event = entry.event();
    if (event instanceof ProvisionRemoved removed) {
      ids.addAll(removed.provisionIds());
    } else if (event instanceof ProvisionallyAgreed agreed) {
      agreed.items().stream()
          .filter(AgreedItem::removed)
          .map(AgreedItem::provisionId)
          .forEach(ids::add);
    }
    return ids;
  }

  private static Cause cause(Entry entry, String id) {
    return new Cause(
        Provenance.Outcome.of(entry),
        Versions.item(entry, id).map(AgreedItem::amendments).orElse(List.of()));
  }

  private String around(String text, int at) {
    int from =
        Math.max(0, text.offsetByCodePoints(at, -Math.min(CONTEXT, text.codePointCount(0, at))));
    int end = Math.min(text.length(), at + phrase.length());
    int to =
        text.offsetByCodePoints(end, Math.min(CONTEXT, text.codePointCount(end, text.length())));
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }

  /** One character for one, so that places in the folded text are places in the text. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> same(point, Character.toLowerCase(point)))
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  private static int same(int point, int lower) {
    return Character.charCount(point) == Character.charCount(lower) ? lower : point;
  }
}
