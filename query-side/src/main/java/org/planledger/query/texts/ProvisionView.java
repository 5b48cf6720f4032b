package org.planledger.query.texts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Citation;
import org.planledger.plan.Provision;
import org.planledger.plan.Remark;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.TextVersion;

/**
 * A provision as it is answered.
 *
 * @param number its place in the tree, such as 2.1
 * @param heading by language, or in the one language asked for
 * @param text likewise
 * @param since of the status of the text
 * @param structure the status of place and heading
 * @param remark what a meeting last did with it short of agreeing
 * @param behind languages whose text renders an earlier version of the authoritative one
 */
record ProvisionView(
    String id,
    String kind,
    @Nullable String parent,
    String number,
    @Nullable Object heading,
    @Nullable Object text,
    Status status,
    Status effectiveStatus,
    Since since,
    Structure structure,
    List<Citation> references,
    @Nullable Remark remark,
    List<String> behind) {

  /** The status of place and heading. */
  record Structure(Status status, Status effectiveStatus, Since since) {}

  static ProvisionView of(Provision provision, String number, Cut cut, @Nullable String lang) {
    Map<String, String> texts = new TreeMap<>();
    provision.texts().forEach((language, version) -> texts.put(language, version.passage().text()));
    Standing text = provision.text();
    Standing structure = provision.structure();
    return new ProvisionView(
        provision.id(),
        provision.kind(),
        provision.parent(),
        number,
        InLanguage.of(provision.heading(), lang),
        InLanguage.of(texts, lang),
        text.status(),
        cut.effective(text),
        Since.of(text),
        new Structure(structure.status(), cut.effective(structure), Since.of(structure)),
        provision.references(),
        provision.remark(),
        behind(provision, cut.draft().plan().authoritativeLanguage()));
  }

  private static List<String> behind(Provision provision, String authoritative) {
    TextVersion original = provision.texts().get(authoritative);
    return original == null
        ? List.of()
        : provision.texts().entrySet().stream()
            .filter(entry -> entry.getValue().renders() < original.revision())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
  }
}
