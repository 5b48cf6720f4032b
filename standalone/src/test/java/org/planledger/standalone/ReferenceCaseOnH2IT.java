package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.akn.AknDocument;
import org.planledger.paper.akn.AknDocument.As;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.paper.word.BothDrafts;
import org.planledger.query.texts.Papers;
import org.planledger.store.TestDatabases;

class ReferenceCaseOnH2IT extends ReferenceCaseContract {
  private static final String SIX = "en,fr,es,ru,ar,zh";

  /** Static, or it would not be there yet when the example is imported. */
  @TempDir static Path folder;

  @Override
  Running start() {
    return Running.on(TestDatabases.h2(folder));
  }

  /**
   * Between all days on which something was decided, and what was issued, in six languages: in Word
   * and in Akoma Ntoso.
   */
  @Test
  void everyRedlineIsEitherOfItsDrafts() throws IOException {
    TreeSet<String> points = new TreeSet<>(List.of("doc:CWG-SFP-2/6(Rev.2)", "latest"));
    get(PLAN + "/timeline?limit=500")
        .path("entries")
        .forEach(entry -> points.add("date:" + entry.path("on").asText()));
    assertThat(points).hasSizeGreaterThanOrEqualTo(8);
    Papers papers = planledger.part(Papers.class);
    for (String from : points) {
      DraftPaper draft = papers.draft("itu-2020", from, null, SIX).paper().get();
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      AkomaNtoso.write(draft, written);
      assertThat(texts(AknDocument.valid(written.toByteArray()), As.IT_IS)).isEqualTo(texts(draft));
      for (String to : points) {
        RedlinePaper redline = papers.redline("itu-2020", from, to, null, SIX).paper().get();
        BothDrafts.requireIn(redline);
        requireInAkomaNtoso(redline);
      }
    }
  }

  private static void requireInAkomaNtoso(RedlinePaper redline) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    AkomaNtoso.write(redline, written);
    AknDocument document = AknDocument.valid(written.toByteArray());
    assertThat(texts(document, As.IT_WAS)).isEqualTo(texts(redline.from()));
    assertThat(texts(document, As.IT_IS)).isEqualTo(texts(redline.to()));
  }

  /** But for texts that are only in the other draft, of which nothing is left. */
  private static Map<String, Map<String, String>> texts(AknDocument document, As as) {
    Map<String, Map<String, String>> all = new HashMap<>();
    for (AknDocument.Provision provision : document.provisions(as)) {
      Map<String, String> texts = new HashMap<>(provision.text());
      texts.values().removeIf(String::isEmpty);
      assertThat(all.put(provision.id(), texts)).isNull();
    }
    return all;
  }

  private static Map<String, Map<String, String>> texts(DraftPaper draft) {
    return draft.items().stream()
        .collect(Collectors.toMap(DraftPaper.Item::id, DraftPaper.Item::text));
  }

  /** Where the pictures go that somebody wants to see; null: nowhere. */
  private static final @Nullable String PICTURES = System.getProperty("planledger.pictures");

  @Test
  void pagesAreReadOnAPhoneAndInPrintWithoutColour() throws Exception {
    Map<String, List<String>> pages = new LinkedHashMap<>();
    pages.put(PLAN + "/draft.html?lang=en", List.of("provisionally agreed since 2017-09-12"));
    pages.put(PLAN + "/draft.html?lang=ar", List.of("vision (vision)"));
    pages.put(PLAN + "/draft.html", List.of("zh"));
    pages.put(
        PLAN + "/redline.html?lang=en&from=date:2017-05-24&to=latest",
        List.of("Added", "[+", "+]", "Status: provisionally agreed, was drafted", "Reasons"));
    pages.put(PLAN + "/redline.html?from=latest&to=date:2017-05-24", List.of("Removed", "[−"));
    pages.put("/api/meetings/CWG-SFP-2/report.html", List.of("3.3 a The meeting provisionally"));
    pages.put("/api/meetings/CWG-SFP-2/decisions.html", List.of("counts as provisionally agreed"));
    pages.put("/api/meetings/CWG-SFP-2/actions.html", List.of("done on 2017-09-29"));
    pages.put(PLAN + "/pending.html", List.of("[+and question +]"));
    pages.put(
        "/api/ledger/evidence/plans/itu-2020/provisions/vision?format=html",
        List.of("A world where every person can connect"));
    try (Phone phone = Phone.on()) {
      for (Map.Entry<String, List<String>> page : pages.entrySet()) {
        planledger.raw(waiting(page.getKey()));
        phone.open(planledger.url() + page.getKey());
        if (PICTURES != null) {
          String name = page.getKey().replaceAll("[^A-Za-z0-9]+", "-") + ".png";
          Files.write(Path.of(PICTURES, name), phone.picture());
        }
        assertThat(phone.faults()).as(page.getKey()).isEmpty();
        assertThat(phone.printed())
            .as(page.getKey())
            .contains(page.getValue().stream().map(said -> said.replace(" ", "")).toList());
      }
    }
  }
}
