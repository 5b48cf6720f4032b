package org.planledger.paper.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.planledger.paper.Direction;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.text.Redline.Op;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What is written can be read back: with what was brought left out it is one draft, with what was
 * taken out left out the other, in every language; and nothing in a text is taken for markup.
 */
class PageProperties {
  private static final TreeSet<String> ELEMENTS =
      new TreeSet<>(
          List.of(
              "a", "article", "body", "del", "div", "h1", "h2", "head", "header", "html", "ins",
              "li", "main", "meta", "nav", "ol", "p", "section", "span", "strong", "style", "table",
              "tbody", "td", "th", "thead", "title", "tr", "ul"));

  /** Something that writes. */
  @FunctionalInterface
  interface Writing<T> {
    void write(T paper, OutputStream out) throws IOException;
  }

  static <T> byte[] bytes(Writing<T> writing, T paper) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.write(paper, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static <T> String text(Writing<T> writing, T paper) {
    return new String(bytes(writing, paper), StandardCharsets.UTF_8);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void aPageOfARedlineHoldsBothDrafts(@ForAll long seed) throws Exception {
    RedlinePaper paper = new RandomPapers(seed).redline();
    Document page = parsed(text(HtmlPage::write, paper));
    boolean several = paper.to().languages().size() > 1;
    for (RedlinePaper.Item item : paper.items()) {
      Element shown = byId(page, item.shown().id());
      for (String language : paper.to().languages()) {
        for (Op but : List.of(Op.DELETE, Op.INSERT)) {
          Map<String, String> headings = RandomPapers.without(item.headings(), but);
          Map<String, String> texts = RandomPapers.without(item.texts(), but);
          List<Element> cells = several ? elements(shown, "td", language) : List.of(shown);
          assertThat(cells).hasSize(1);
          List<Element> heading =
              several
                  ? elements(cells.getFirst(), "h2", null)
                  : elements(elements(shown, "h2", null).getFirst(), "span", language);
          assertThat(said(heading, but)).isEqualTo(headings.getOrDefault(language, ""));
          assertThat(said(elements(cells.getFirst(), "p", language), but))
              .isEqualTo(texts.getOrDefault(language, ""));
        }
      }
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void aPageHasNoMarkupButItsOwn(@ForAll long seed) throws Exception {
    RandomPapers papers = new RandomPapers(seed);
    RedlinePaper paper = papers.redline();
    for (String html : List.of(text(HtmlPage::write, paper), text(HtmlPage::write, paper.to()))) {
      Document page = parsed(html);
      NodeList all = page.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        Element element = (Element) all.item(i);
        assertThat(ELEMENTS).contains(element.getTagName());
        if (element.hasAttribute("dir") && element.hasAttribute("lang")) {
          assertThat(element.getAttribute("dir"))
              .isEqualTo(Direction.of(element.getAttribute("lang")));
        }
      }
    }
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void aTextIsReadBackFromMarkdown(@ForAll long seed) {
    String text = new RandomPapers(seed).text();
    assertThat(read(MarkdownPage.escaped(text))).isEqualTo(text);
    assertThat(MarkdownPage.escaped(text))
        .doesNotContain("\n", "\t")
        .doesNotContainPattern("<(?!br>)");
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void markdownOfARedlineHoldsBothDrafts(@ForAll long seed) {
    RedlinePaper paper = new RandomPapers(seed).redline(List.of("en"));
    List<String> blocks = List.of(text(MarkdownPage::write, paper).split("\n\n", -1));
    for (RedlinePaper.Item item : paper.items()) {
      int at = 0;
      while (!blocks.get(at).matches("(?s)## " + item.shown().number() + "( .*)?")) {
        at++;
      }
      String heading = blocks.get(at).substring(2 + 1 + item.shown().number().length());
      int text = at + 2 + (item.labels().isEmpty() ? 0 : 1);
      for (Op but : List.of(Op.DELETE, Op.INSERT)) {
        assertThat(read(without(heading.isEmpty() ? "" : heading.substring(1), but)))
            .isEqualTo(RandomPapers.without(item.headings(), but).getOrDefault("en", ""));
        if (!item.texts().isEmpty()) {
          assertThat(read(without(blocks.get(text), but)))
              .isEqualTo(RandomPapers.without(item.texts(), but).get("en"));
        }
      }
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void plainTextHasEachTextAsItIs(@ForAll long seed) {
    DraftPaper paper = new RandomPapers(seed).draft();
    String written = text(PlainText::write, paper);
    for (DraftPaper.Item item : paper.items()) {
      Stream.concat(item.heading().values().stream(), item.text().values().stream())
          .forEach(text -> assertThat(written).contains(text));
    }
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void equalPapersGiveTheSameBytes(@ForAll long seed) {
    RedlinePaper one = new RandomPapers(seed).redline();
    RedlinePaper other = new RandomPapers(seed).redline();
    List<Writing<RedlinePaper>> redlines =
        List.of(HtmlPage::write, MarkdownPage::write, PlainText::write, PdfPage::write);
    List<Writing<DraftPaper>> drafts =
        List.of(HtmlPage::write, MarkdownPage::write, PlainText::write, PdfPage::write);
    redlines.forEach(writing -> assertThat(bytes(writing, one)).isEqualTo(bytes(writing, other)));
    drafts.forEach(
        writing -> assertThat(bytes(writing, one.to())).isEqualTo(bytes(writing, other.to())));
  }

  /** The text of a provision on a page in one language, without what came or without what left. */
  static String read(String html, String id, String language, Op but) throws Exception {
    return said(elements(byId(parsed(html), id), "p", language), but);
  }

  private static Document parsed(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  private static Element byId(Document page, String id) {
    List<Element> found = new ArrayList<>();
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      if (((Element) all.item(i)).getAttribute("id").equals(id)) {
        found.add((Element) all.item(i));
      }
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** Those of a name and, if it matters, language that are about a text. */
  private static List<Element> elements(Element in, String name, String language) {
    List<Element> found = new ArrayList<>();
    NodeList all = in.getElementsByTagName(name);
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if ((language == null || element.getAttribute("lang").equals(language))
          && element.getAttribute("class").isEmpty()) {
        found.add(element);
      }
    }
    return found;
  }

  private static String said(List<Element> elements, Op but) {
    assertThat(elements).hasSizeLessThan(2);
    return elements.isEmpty() ? "" : said(elements.getFirst(), but);
  }

  private static String said(Node node, Op but) {
    if (node.getNodeType() == Node.TEXT_NODE) {
      return node.getTextContent();
    }
    if (node instanceof Element element
        && (element.getTagName().equals(but == Op.DELETE ? "del" : "ins")
            || element.getAttribute("class").equals("sign")
            || element.getAttribute("class").equals("note"))) {
      return "";
    }
    StringBuilder said = new StringBuilder();
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      said.append(said(child, but));
    }
    return said.toString();
  }

  private static String without(String markdown, Op but) {
    String gone = but == Op.DELETE ? "--" : "\\+\\+";
    String kept = but == Op.DELETE ? "\\+\\+" : "--";
    return markdown
        .replaceAll("(?<!\\\\)\\[\\^\\d+\\]", "")
        .replaceAll("(?s)(?<!\\\\)\\{%s.*?%s\\}".formatted(gone, gone), "")
        .replaceAll("(?<!\\\\)\\{%s".formatted(kept), "")
        .replaceAll("%s\\}".formatted(kept), "");
  }

  private static final Map<String, String> REFERENCES = new LinkedHashMap<>();

  static {
    REFERENCES.put("<br>", "\n");
    REFERENCES.put("&#9;", "\t");
    REFERENCES.put("&#32;", " ");
    REFERENCES.put("&lt;", "<");
    REFERENCES.put("&gt;", ">");
    REFERENCES.put("&amp;", "&");
  }

  /** As CommonMark reads it. */
  private static String read(String markdown) {
    return Pattern.compile("\\\\(\\p{Punct})|<br>|&#?\\w+;")
        .matcher(markdown)
        .replaceAll(
            (MatchResult found) ->
                java.util.regex.Matcher.quoteReplacement(
                    found.group(1) == null ? REFERENCES.get(found.group()) : found.group(1)));
  }
}
