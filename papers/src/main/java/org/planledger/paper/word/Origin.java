package org.planledger.paper.word;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;

/**
 * What a document was made from: a part of its own in the package, which Word and LibreOffice keep
 * as it is.
 *
 * @param from of a redline the earlier draft; absent: the document is no redline
 * @param to the draft that the document shows, or shows with all changes accepted
 * @param languages of the document, in their order
 * @param extract whether provisions of the draft are left out
 * @param changes whose tracked changes were written into it
 * @param provisions in the order of the document
 */
record Origin(
    String plan,
    @Nullable Drawn from,
    Drawn to,
    List<String> languages,
    boolean extract,
    Set<Hand> changes,
    List<Provision> provisions) {
  static final String NAMESPACE = "https://planledger.example/ns/word/1";

  /** Word allows 40 characters; the part before the name takes up to 4, that behind it one. */
  private static final int LONGEST_NAME = 35;

  /** A draft: its point and what that stood for. */
  record Drawn(String point, long revision, String asOf, String knownAt) {
    static Drawn of(DraftPaper paper) {
      return new Drawn(paper.point(), paper.revision(), paper.asOf(), paper.knownAt().toString());
    }
  }

  /**
   * A provision.
   *
   * @param name what its bookmarks are called by
   * @param removed whether it stood in the earlier draft only
   * @param texts hashes of what {@code to} says
   */
  record Provision(
      String id, String name, String kind, int level, boolean removed, List<Text> texts) {}

  /** A heading or a text that is there. */
  record Text(String lang, boolean heading, String sha256) {}

  /** Names for the bookmarks of ids, one after another. */
  static final class Names {
    private final Set<String> taken = new HashSet<>();

    /**
     * Says an id in the letters, digits and underscores that a bookmark may have: other characters
     * by their code. An id that is too long, or differs from another by upper and lower case alone,
     * which Word does not tell apart, is named by its hash.
     */
    String of(String id) {
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < id.length(); i++) {
        char c = id.charAt(i);
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
          name.append(c);
        } else {
          name.append("_%02x".formatted((int) c));
        }
      }
      if (name.length() <= LONGEST_NAME && taken.add(lower(name.toString()))) {
        return name.toString();
      }
      // No escape begins with two underscores.
      String hash = "__" + sha256(id).substring(0, LONGEST_NAME - 2);
      taken.add(hash);
      return hash;
    }

    private static String lower(String name) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** Of the place where a provision stood that stands at another; no other name ends so. */
  static String earlier(String name) {
    return name + "_";
  }

  /** Of the line that a provision begins with. */
  static String placeBookmark(String name) {
    return "p_" + name;
  }

  /**
   * Of a heading or a text.
   *
   * @param language its index
   */
  static String textBookmark(String name, int language, boolean heading) {
    return (heading ? "h" : "t") + language + "_" + name;
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  void write(Markup out) {
    out.start("origin", "xmlns", NAMESPACE, "plan", plan, "languages", String.join(" ", languages));
    if (extract) {
      out.empty("extract");
    }
    if (from != null) {
      write("from", from, out);
    }
    write("to", to, out);
    for (Hand change : changes) {
      out.empty("change", "author", change.author(), "date", change.written());
    }
    for (Provision provision : provisions) {
      out.start(
          "provision",
          "id",
          provision.id(),
          "name",
          provision.name(),
          "kind",
          provision.kind(),
          "level",
          String.valueOf(provision.level()),
          "removed",
          String.valueOf(provision.removed()));
      for (Text text : provision.texts()) {
        out.empty(
            text.heading() ? "heading" : "text", "lang", text.lang(), "sha256", text.sha256());
      }
      out.end();
    }
    out.end();
  }

  private static void write(String element, Drawn drawn, Markup out) {
    out.empty(
        element,
        "point",
        drawn.point(),
        "revision",
        String.valueOf(drawn.revision()),
        "asOf",
        drawn.asOf(),
        "knownAt",
        drawn.knownAt());
  }

  /**
   * Reads what {@link #write} wrote; the reader stands on the root element.
   *
   * @throws IllegalArgumentException when something is missing
   */
  static Origin read(XMLStreamReader xml) throws XMLStreamException {
    String plan = given(xml, "plan");
    List<String> languages = List.of(given(xml, "languages").split(" "));
    boolean extract = false;
    Drawn from = null;
    Drawn to = null;
    Set<Hand> changes = new LinkedHashSet<>();
    List<Provision> provisions = new ArrayList<>();
    List<Text> texts = new ArrayList<>();
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamReader.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "extract" -> extract = true;
        case "from" -> from = drawn(xml);
        case "to" -> to = drawn(xml);
        case "change" -> changes.add(Hand.read(given(xml, "author"), given(xml, "date")));
        case "provision" -> {
          texts = new ArrayList<>();
          provisions.add(
              new Provision(
                  given(xml, "id"),
                  given(xml, "name"),
                  given(xml, "kind"),
                  Integer.parseInt(given(xml, "level")),
                  Boolean.parseBoolean(given(xml, "removed")),
                  texts));
        }
        case "heading", "text" ->
            texts.add(
                new Text(
                    given(xml, "lang"),
                    xml.getLocalName().equals("heading"),
                    given(xml, "sha256")));
        default -> {
          // A later version may say more.
        }
      }
    }
    if (to == null) {
      throw new IllegalArgumentException("The draft is not named");
    }
    return new Origin(plan, from, to, languages, extract, changes, provisions);
  }

  private static Drawn drawn(XMLStreamReader xml) {
    return new Drawn(
        given(xml, "point"),
        Long.parseLong(given(xml, "revision")),
        given(xml, "asOf"),
        given(xml, "knownAt"));
  }

  private static String given(XMLStreamReader xml, String attribute) {
    String value = xml.getAttributeValue(null, attribute);
    if (value == null) {
      throw new IllegalArgumentException(xml.getLocalName() + " has no " + attribute);
    }
    return value;
  }
}
