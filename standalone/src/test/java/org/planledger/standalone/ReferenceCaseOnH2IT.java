package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.akn.AknDocument;
import org.planledger.paper.akn.AknDocument.As;
import org.planledger.paper.akn.AkomaNtoso;
import org.planledger.paper.word.BothDrafts;
import org.planledger.query.export.Format;
import org.planledger.query.texts.Filter;
import org.planledger.query.texts.Papers;
import org.planledger.store.TestDatabases;
import org.planledger.text.Redline.Op;

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
      DraftPaper draft = papers.draft("itu-2020", from, null, SIX).found().paper().get();
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      AkomaNtoso.write(draft, written);
      assertThat(texts(AknDocument.valid(written.toByteArray()), As.IT_IS)).isEqualTo(texts(draft));
      for (String to : points) {
        RedlinePaper redline =
            papers.redline("itu-2020", from, to, null, SIX).found().paper().get();
        BothDrafts.requireIn(redline);
        requireInAkomaNtoso(redline);
      }
      RedlinePaper part =
          papers
              .redline("itu-2020", from, "latest", null, SIX, new Filter(true, List.of()))
              .found()
              .paper()
              .get();
      BothDrafts.requireIn(part);
      requireInAkomaNtoso(part);
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

  /** Between all that was issued of a plan whose texts change in each of their languages. */
  @Test
  void everyRedlineBetweenIssuedDraftsIsEitherOfThemInSixLanguages() throws IOException {
    GivenPlan plan = new GivenPlan(planledger, "issued", SIX);
    plan.provision(
        "vision",
        "'heading':%s,'text':%s"
            .formatted(
                six("Vision", "Vision", "Visión", "Видение", "الرؤية", "愿景"),
                six(
                    "A connected world.",
                    "Un monde connecté.",
                    "Un mundo conectado.",
                    "Единый мир.",
                    "عالم متصل.",
                    "互联的世界。")));
    plan.provision(
        "goal",
        "'text':"
            + six(
                "Growth of 55%.",
                "Croissance de 55\u00a0%.",
                "Crecimiento del 55 %.",
                "Рост на 55 %.",
                "نمو بنسبة 55%.",
                "增长55%。"));
    plan.provision(
        "partners",
        "'text':" + six("Partners.", "Partenaires.", "Socios.", "Партнёры.", "الشركاء.", "伙伴关系。"));
    List<String> issued = new ArrayList<>(List.of(issue(plan, 1)));
    agree(
        plan,
        "vision",
        six(
            "A safely connected world.",
            "Un monde connecté en toute sécurité.",
            "Un mundo conectado de forma segura.",
            "Единый безопасный мир.",
            "عالم متصل بأمان.",
            "安全互联的世界。"));
    issued.add(issue(plan, 2));
    plan.plan("RemoveProvision", "'provisionId':'partners','on':'2017-09-11'");
    plan.provision(
        "trust",
        "'after':'vision','text':"
            + six("Trust.", "Confiance.", "Confianza.", "Доверие.", "الثقة (2023).", "信任。"));
    agree(
        plan,
        "goal",
        six(
            "Growth of 65% by 2023.",
            "Croissance de 65\u00a0% d’ici à 2023.",
            "Crecimiento del 65 % en 2023.",
            "Рост на 65 % к 2023 году.",
            "نمو بنسبة 65% بحلول 2023.",
            "到2023年增长65%。"));
    issued.add(issue(plan, 3));
    agree(
        plan,
        "vision",
        six(
            "A world,\\nsafely connected.",
            "Un monde,\\nconnecté.",
            "Un mundo,\\nconectado.",
            "Мир,\\nединый и безопасный.",
            "عالم،\\nمتصل بأمان.",
            "世界，\\n安全互联。"));
    agree(
        plan,
        "trust",
        six(
            "Trust in the net.",
            "Confiance dans le réseau.",
            "Confianza en la red.",
            "Доверие к сети.",
            "الثقة في الشبكة (2024).",
            "对网络的信任。"));
    issued.add(issue(plan, 4));

    Papers papers = planledger.part(Papers.class);
    for (String from : issued) {
      for (String to : issued) {
        byte[] word =
            planledger.document(
                "/api/plans/issued/redline.docx?from=%s&to=%s&lang=%s&minPosition=%d"
                    .formatted(from, to, SIX, plan.position()),
                Format.DOCX.type().toString());
        RedlinePaper redline = papers.redline("issued", from, to, null, SIX).found().paper().get();
        assertThat(texts(redline.from())).isEqualTo(texts(draft(papers, from)));
        assertThat(texts(redline.to())).isEqualTo(texts(draft(papers, to)));
        BothDrafts.requireIn(word, redline);
        requireInAkomaNtoso(redline);
        assertThat(marked(redline))
            .as("%s to %s", from, to)
            .isEqualTo(from.equals(to) ? Set.of() : Set.of(SIX.split(",", -1)));
      }
    }
  }

  private static DraftPaper draft(Papers papers, String at) {
    return papers.draft("issued", at, null, SIX).found().paper().get();
  }

  /** The languages in which something is marked. */
  private static Set<String> marked(RedlinePaper redline) {
    return redline.items().stream()
        .flatMap(item -> item.texts().stream())
        .filter(words -> words.runs().stream().anyMatch(run -> run.op() != Op.EQUAL))
        .map(RedlinePaper.Words::lang)
        .collect(Collectors.toSet());
  }

  private static void agree(GivenPlan plan, String provision, String texts) {
    plan.agree(1, "2017-09-11", "{'provisionId':'%s','compromise':%s}".formatted(provision, texts));
  }

  /** Gives the point. */
  private static String issue(GivenPlan plan, int number) {
    plan.plan("IssueDraft", "'document':'ISSUED/%d','on':'2017-09-11'".formatted(number));
    return "doc:ISSUED/" + number;
  }

  private static String six(String... texts) {
    String[] languages = SIX.split(",", -1);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      all.append(all.isEmpty() ? "{" : ",").append("'%s':'%s'".formatted(languages[i], texts[i]));
    }
    return all.append('}').toString();
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

  /** Behind a change the next key leads to the link to the next one; nothing of it is printed. */
  @Test
  void aReaderWalksFromChangeToChangeByKeyboard() throws IOException {
    try (Phone phone = Phone.on()) {
      for (String lang : List.of("ar", "en,fr")) {
        String page = planledger.url() + PLAN + "/redline.html?from=date:2017-05-24&lang=" + lang;
        phone.open(page);
        List<?> changed = phone.ids(".changed");
        assertThat(changed).hasSizeGreaterThan(5);
        walk(phone, page, changed.subList(0, 4));
        // From the last there is no way on, so the next key leads to the one back.
        int last = changed.size() - 1;
        walk(phone, page, List.of(changed.get(last - 1), changed.get(last), changed.get(last - 1)));
        assertThat(phone.printed())
            .contains("provisionschanged:", "wordsadded")
            .doesNotContain("Nextchange", "Previouschange", "Allchanges");
      }
    }
  }

  private static void walk(Phone phone, String page, List<?> along) {
    phone.open(page + "#" + along.getFirst());
    for (Object next : along.subList(1, along.size())) {
      phone.press(Keys.TAB, Keys.ENTER);
      await().until(phone::place, next::equals);
    }
  }
}
