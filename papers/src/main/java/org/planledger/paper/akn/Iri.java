package org.planledger.paper.akn;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.stream.Collectors;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.Extract;

/**
 * The names of works and versions. They follow the naming convention of Akoma Ntoso as far as it
 * goes: {@code /akn/un/doc/plan/2017-01-25/itu-2020} is a plan by the day it was opened, {@code
 * /eng@2017-09-12;...} one of its versions in a language.
 */
final class Iri {
  /** Plans are drafted by bodies of the system of the United Nations; it has a place of its own. */
  static final String COUNTRY = "un";

  private static final String ROOT = "/akn/" + COUNTRY;

  private Iri() {}

  static String plan(String plan, LocalDate opened) {
    return ROOT + "/doc/plan/" + opened + "/" + encoded(plan);
  }

  static String amendment(String plan, LocalDate on, String id) {
    return ROOT + "/amendment/" + on + "/" + encoded(plan) + "/" + encoded(id);
  }

  static String amendmentList(LocalDate from, String meeting) {
    return ROOT + "/amendmentList/" + from + "/" + encoded(meeting);
  }

  static String document(String number) {
    return ROOT + "/doc/contribution/" + encoded(number);
  }

  /** What is no document: {@code /akn/ontology/concept/provisionally-agreed}. */
  static String of(String what, String name) {
    return "/akn/ontology/" + what + "/" + encoded(name);
  }

  /**
   * A version of a draft. A day says what was decided by then, as far as it was known at an
   * instant; an instant says which revision was the last.
   */
  static String version(DraftPaper draft) {
    boolean day = draft.asOf().indexOf('T') < 0;
    return "@" + draft.asOf() + ";" + (day ? draft.knownAt() : draft.revision());
  }

  /** What of a version it is; empty: the whole. */
  static String part(DraftPaper draft) {
    Extract extract = draft.extract();
    if (extract == null) {
      return "";
    }
    String statuses = statuses(extract);
    return ";extract"
        + (extract.changed() ? ":changed" : "")
        + (statuses.isEmpty() ? "" : ":" + statuses.replace(' ', '+'));
  }

  /** What is asked for, parted by blanks. */
  static String statuses(Extract extract) {
    return extract.statuses().stream()
        .map(status -> status.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(" "));
  }

  /** A draft as it was at a revision. */
  static String version(Instant recordedAt, long revision) {
    return "@" + recordedAt + ";" + revision;
  }

  /** One language, or {@code mul} for several. */
  static String languages(List<String> tags) {
    if (tags.size() > 1) {
      return "mul";
    }
    String tag = tags.getFirst();
    int rest = tag.indexOf('-');
    return language(tag) + (rest < 0 ? "" : tag.substring(rest));
  }

  /** The code of ISO 639-2/T or 639-3; {@code und} for a language that has none. */
  static String language(String tag) {
    try {
      String code = Locale.forLanguageTag(tag).getISO3Language();
      return code.isEmpty() ? "und" : code;
    } catch (MissingResourceException none) {
      return "und";
    }
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
