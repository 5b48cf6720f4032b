package org.planledger.paper.akn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A document in Akoma Ntoso, as whoever gets it sees it: valid, and read by its elements alone. */
public final class AknDocument {
  /** Where the schema of OASIS is, if it is there. */
  private static final @Nullable String OASIS = System.getProperty("planledger.akn.schema");

  private static final Schema WRITTEN =
      schema(Objects.requireNonNull(AknDocument.class.getResource("written.xsd")).toExternalForm());
  private static final @Nullable Schema GIVEN =
      OASIS == null ? null : schema(Path.of(OASIS).toUri().toString());

  private static final Set<String> REFERRING =
      Set.of(
          "href", "source", "period", "refersTo", "by", "outcome", "start", "end", "alternativeTo");

  private final Element root;

  private AknDocument(Element root) {
    this.root = root;
  }

  /** Which marks count. */
  public enum As {
    /** Without what left. */
    IT_IS,
    /** Without what came. */
    IT_WAS
  }

  /** A provision as it is read. */
  public record Provision(
      String id, String number, int level, Map<String, String> heading, Map<String, String> text) {}

  /** Reads a document, which must be valid, and refer to nothing of its own that is not there. */
  public static AknDocument valid(byte[] xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
      WRITTEN.newValidator().validate(new DOMSource(document));
      if (GIVEN != null) {
        GIVEN.newValidator().validate(new DOMSource(document));
      }
      AknDocument read = new AknDocument(document.getDocumentElement());
      read.requireReferences();
      return read;
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError(new String(xml, StandardCharsets.UTF_8), e);
    }
  }

  private static Schema schema(String uri) {
    SchemaFactory factory = SchemaFactory.newDefaultInstance();
    try {
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      return factory.newSchema(new StreamSource(uri));
    } catch (SAXException e) {
      throw new AssertionError(uri, e);
    }
  }

  private void requireReferences() {
    Set<String> ids = new HashSet<>();
    walk(root, element -> ids.add(element.getAttribute("eId")));
    walk(
        root,
        element -> {
          NamedNodeMap attributes = element.getAttributes();
          for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (REFERRING.contains(attribute.getName())) {
              for (String reference : attribute.getValue().split(" ", -1)) {
                // What a provision was numbered before may be nobody's number today.
                boolean own = reference.startsWith("#") && !"previous".equals(element.getTagName());
                if (own && !ids.contains(reference.substring(1))) {
                  throw new AssertionError("Nothing is " + reference + ", for " + element);
                }
                URI.create(reference);
              }
            }
          }
        });
  }

  private static void walk(Element element, Consumer<Element> seen) {
    seen.accept(element);
    children(element).forEach(child -> walk(child, seen));
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element found) {
        children.add(found);
      }
    }
    return children;
  }

  private static List<Element> children(Element element, String name) {
    return children(element).stream().filter(child -> name.equals(child.getLocalName())).toList();
  }

  /** All elements of a name, or of any ({@code *}), in document order. */
  public List<Element> all(String name) {
    List<Element> found = new ArrayList<>();
    walk(
        root,
        element -> {
          if (name.equals("*") || name.equals(element.getLocalName())) {
            found.add(element);
          }
        });
    return found;
  }

  /** The only element of a name. */
  public Element one(String name) {
    List<Element> found = all(name);
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  /** The provisions of a plan in document order. */
  public List<Provision> provisions(As as) {
    List<Provision> found = new ArrayList<>();
    children(one("mainBody"), "hcontainer").forEach(top -> provisions(top, 1, as, found));
    return found;
  }

  private static void provisions(Element element, int level, As as, List<Provision> found) {
    String status = element.getAttribute("status");
    if (!status.equals(as == As.IT_IS ? "removed" : "edited")) {
      found.add(
          new Provision(
              element.getAttribute("GUID"),
              children(element, "num").getFirst().getTextContent(),
              level,
              headings(element, as),
              texts(element, as)));
    }
    children(element, "hcontainer").forEach(below -> provisions(below, level + 1, as, found));
  }

  /** The headings of a provision by language. */
  public static Map<String, String> headings(Element provision, As as) {
    Map<String, String> headings = new LinkedHashMap<>();
    children(provision, "heading")
        .forEach(heading -> headings.put(language(heading), text(heading, as)));
    return headings;
  }

  /** The texts of a provision by language. */
  public static Map<String, String> texts(Element provision, As as) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Element holder : children(provision)) {
      if (Set.of("content", "intro").contains(holder.getLocalName())) {
        List<Element> blocks = children(holder, "blockContainer");
        (blocks.isEmpty() ? List.of(holder) : blocks)
            .forEach(block -> texts.put(language(block), paragraphs(block, as)));
      }
    }
    return texts;
  }

  private static String language(Element element) {
    return element.getAttributeNS(XMLConstants.XML_NS_URI, "lang");
  }

  private static String paragraphs(Element block, As as) {
    return String.join(
        "\n", children(block, "p").stream().map(paragraph -> text(paragraph, as)).toList());
  }

  /** The characters of an element. */
  public static String text(Element element, As as) {
    StringBuilder text = new StringBuilder();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element found) {
        switch (found.getLocalName()) {
          case "eol" -> text.append('\n');
          case "ins" -> text.append(as == As.IT_IS ? text(found, as) : "");
          case "del" -> text.append(as == As.IT_WAS ? text(found, as) : "");
          default -> text.append(text(found, as));
        }
      } else {
        text.append(child.getNodeValue());
      }
    }
    return text.toString();
  }
}
