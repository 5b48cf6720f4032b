package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.paper.word.BothDrafts;
import org.planledger.query.texts.Papers;
import org.planledger.store.TestDatabases;

class ReferenceCaseOnH2IT extends ReferenceCaseContract {
  /** Static, or it would not be there yet when the example is imported. */
  @TempDir static Path folder;

  @Override
  Running start() {
    return Running.on(TestDatabases.h2(folder));
  }

  /** Between all days on which something was decided, and what was issued, in six languages. */
  @Test
  void everyRedlineInWordIsEitherOfItsDrafts() {
    TreeSet<String> points = new TreeSet<>(List.of("doc:CWG-SFP-2/6(Rev.2)", "latest"));
    get(PLAN + "/timeline?limit=500")
        .path("entries")
        .forEach(entry -> points.add("date:" + entry.path("on").asText()));
    assertThat(points).hasSizeGreaterThanOrEqualTo(8);
    Papers papers = planledger.part(Papers.class);
    for (String from : points) {
      for (String to : points) {
        BothDrafts.requireIn(
            papers.redline("itu-2020", from, to, null, "en,fr,es,ru,ar,zh").paper().get());
      }
    }
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
