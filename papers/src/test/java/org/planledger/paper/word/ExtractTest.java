package org.planledger.paper.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.Extract;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.akn.AknDocument;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.paper.page.HtmlPage;
import org.planledger.paper.page.MarkdownPage;
import org.planledger.paper.page.PdfPage;
import org.planledger.paper.page.PlainText;
import org.planledger.plan.Status;
import org.planledger.problem.Refused;

/** An extract says so in every format, and does not come back. */
class ExtractTest {
  /** Below goal-1, which is context; two words of its text, and of what is left out. */
  private static final String SHOWN = "65% of households";

  private static Extract extract(DraftPaper paper, boolean changed, String... asked) {
    List<DraftPaper.Item> items = paper.items();
    return Extract.of(
        changed,
        changed ? List.of() : List.of(Status.PROVISIONALLY_AGREED, Status.APPROVED),
        items.stream().map(DraftPaper.Item::id).toList(),
        Set.of(asked)::contains,
        id -> id.startsWith("target") ? "goal-1" : null);
  }

  private interface Writing<T> {
    void to(T paper, OutputStream out) throws IOException;
  }

  private static <T> byte[] bytes(Writing<T> writing, T paper) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writing.to(paper, out);
    return out.toByteArray();
  }

  /** As it is read in every format; without regard to white space. */
  private static Map<String, String> read(DraftPaper draft, RedlinePaper redline)
      throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    if (redline == null) {
      all.put("html", bytes(HtmlPage::write, draft));
      all.put("md", bytes(MarkdownPage::write, draft));
      all.put("txt", bytes(PlainText::write, draft));
      all.put("pdf", bytes(PdfPage::write, draft));
      all.put("docx", bytes(WordDocument::write, draft));
      all.put("akn", bytes(AkomaNtoso::write, draft));
    } else {
      all.put("html", bytes(HtmlPage::write, redline));
      all.put("md", bytes(MarkdownPage::write, redline));
      all.put("txt", bytes(PlainText::write, redline));
      all.put("pdf", bytes(PdfPage::write, redline));
      all.put("docx", bytes(WordDocument::write, redline));
      all.put("akn", bytes(AkomaNtoso::write, redline));
    }
    AknDocument.valid(all.get("akn"));
    Map<String, String> read = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> each : all.entrySet()) {
      String text = new String(each.getValue(), StandardCharsets.UTF_8);
      if (each.getKey().equals("docx")) {
        text = Docx.of(each.getValue()).document().getDocumentElement().getTextContent();
      } else if (each.getKey().equals("pdf")) {
        try (PDDocument document = Loader.loadPDF(each.getValue())) {
          text = new PDFTextStripper().getText(document);
        }
      }
      read.put(each.getKey(), text.replaceAll("\\s+", " "));
    }
    return read;
  }

  @Test
  void whatIsAskedForStandsBelowWhatItStoodBelow() {
    Extract extract = extract(Samples.english(), false, "target-2", "goal-2");
    assertThat(extract.asked()).containsExactly("target-2", "goal-2");
    assertThat(extract.context()).containsExactly("goal-1");
    assertThat(extract.sentence())
        .isEqualTo(
            "This is an extract, not the whole: 2 of 5 provisions, only what counts as"
                + " provisionally agreed or approved.");
    assertThat(extract(Samples.english(), false, "goal-1", "target-2").context()).isEmpty();
    List<String> chain = List.of("a", "b", "c", "d");
    assertThat(
            Extract.of(
                    true,
                    List.of(),
                    chain,
                    "d"::equals,
                    id -> id.equals("a") ? null : chain.get(chain.indexOf(id) - 1))
                .context())
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aDraftSaysInEveryFormatThatItIsAnExtractAndWhatIsContext() throws IOException {
    DraftPaper whole = Samples.english();
    DraftPaper part = whole.only(extract(whole, false, "target-2"));
    read(part, null)
        .forEach(
            (format, text) ->
                assertThat(text.replace("\\", ""))
                    .as(format)
                    .contains(
                        "This is an extract, not the whole: 1 of 5 provisions",
                        "Growth",
                        SHOWN,
                        "Context: not part of this extract")
                    .doesNotContain(
                        "Enable access", "55%", "Bridge", "An information", "vision ("));
    read(whole, null)
        .forEach(
            (format, text) ->
                assertThat(text)
                    .as(format)
                    .contains("Enable access")
                    .doesNotContain("extract", "Context"));
  }

  @Test
  void whereNothingIsWhatWasAskedForNothingIsShown() throws IOException {
    DraftPaper part = Samples.english().only(extract(Samples.english(), false));
    Map<String, String> read = read(part, null);
    assertThat(read.values())
        .allSatisfy(text -> assertThat(text).contains("0 of 5 provisions").doesNotContain("55%"));
    assertThat(read.get("html")).contains("There are no such provisions.");
  }

  @Test
  void aRedlineOfWhatChangedHoldsThatOfBothDrafts() throws IOException {
    RedlinePaper whole = Samples.redline();
    List<String> ids = whole.items().stream().map(item -> item.shown().id()).toList();
    Extract extract =
        Extract.of(
            true,
            List.of(),
            ids,
            Set.of("target-1", "goal-3")::contains,
            id -> id.startsWith("target") ? "goal-1" : null);
    RedlinePaper part = whole.only(extract);
    BothDrafts.requireIn(part);
    assertThat(part.from().items().stream().map(DraftPaper.Item::id))
        .containsExactly("goal-1", "goal-3");
    assertThat(part.to().items().stream().map(DraftPaper.Item::id))
        .containsExactly("goal-1", "target-1");
    Map<String, String> read = read(null, part);
    read.forEach(
        (format, text) ->
            assertThat(text.replace("\\", ""))
                .as(format)
                .contains(
                    "This is an extract, not the whole: 2 of 6 provisions, only what changed.",
                    "Growth",
                    "55% of households",
                    "No longer.")
                .doesNotContain("Enable access", SHOWN, "information", "Bridge"));
    assertThat(read.get("txt")).contains("2 provisions changed", "1 provision added");
  }

  /** What an extract leaves out was not taken out by whoever sends it back. */
  @Test
  void anExtractDoesNotComeBack() throws IOException {
    List<byte[]> extracts = new ArrayList<>();
    extracts.add(
        Samples.written(Samples.english().only(extract(Samples.english(), false, "target-2"))));
    RedlinePaper redline = Samples.redline();
    extracts.add(Samples.written(redline.only(extract(redline.to(), true, "target-1", "vision"))));
    for (byte[] document : extracts) {
      assertThatThrownBy(() -> WordAmendments.read(document))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.problem().type().status()).isEqualTo(409))
          .hasMessageContaining("is an extract")
          .hasMessageContaining("Download the whole draft or redline of plan itu-2020");
    }
    assertThat(WordAmendments.read(Samples.written(Samples.english())).asked()).isEmpty();
  }
}
