package org.planledger.paper.akn;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.planledger.paper.DraftPaper;

/**
 * What a document is, as a work, as a version of it, and as a file.
 *
 * @param work its name
 * @param created the day the work came to be
 * @param aliases other names of the version, by what they are
 * @param version what its name has behind the language
 * @param date day or instant of the version
 * @param number of the version
 * @param known until when all that is recorded was looked at
 */
record Identification(
    String work,
    LocalDate created,
    Map<String, String> aliases,
    List<String> languages,
    String version,
    String date,
    long number,
    Instant known) {

  static Identification of(DraftPaper draft, String version, Map<String, String> aliases) {
    return new Identification(
        Iri.plan(draft.plan(), draft.opened()),
        draft.opened(),
        aliases,
        draft.languages(),
        version,
        draft.asOf(),
        draft.revision(),
        draft.knownAt());
  }

  /**
   * Writes it.
   *
   * @param author reference to whoever answers for it
   */
  void write(Xml xml, String author, String secretariat) throws XMLStreamException {
    String expression = work + "/" + Iri.languages(languages) + version;
    xml.open("identification").with("source", secretariat);
    xml.open("FRBRWork");
    named(xml, work + "/!main", work);
    xml.leaf("FRBRdate").with("date", created).with("name", "generation");
    xml.leaf("FRBRauthor").with("href", author);
    xml.leaf("FRBRcountry").with("value", Iri.COUNTRY);
    xml.close();
    xml.open("FRBRExpression");
    named(xml, expression + "/!main", expression);
    for (Map.Entry<String, String> alias : aliases.entrySet()) {
      xml.leaf("FRBRalias").with("value", alias.getValue()).with("name", alias.getKey());
    }
    xml.leaf("FRBRdate").with("date", date).with("name", "version");
    xml.leaf("FRBRauthor").with("href", author);
    xml.leaf("FRBRversionNumber").with("value", number);
    xml.leaf("FRBRauthoritative").with("value", false);
    for (String language : languages) {
      xml.leaf("FRBRlanguage").with("language", Iri.language(language));
    }
    xml.close();
    xml.open("FRBRManifestation");
    named(xml, expression + "/!main.xml", expression + ".akn");
    xml.leaf("FRBRdate").with("date", known).with("name", "known");
    xml.leaf("FRBRauthor").with("href", secretariat);
    xml.leaf("FRBRformat").with("value", "application/akn+xml");
    xml.close();
    xml.close();
  }

  private static void named(Xml xml, String component, String whole) throws XMLStreamException {
    xml.leaf("FRBRthis").with("value", component);
    xml.leaf("FRBRuri").with("value", whole);
  }
}
