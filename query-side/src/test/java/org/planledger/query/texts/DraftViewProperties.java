package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.planledger.log.Minute;
import org.planledger.page.Pages;
import org.planledger.plan.Citation;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Point;
import org.planledger.plan.Provision;
import org.planledger.plan.Remark;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.TextVersion;
import org.planledger.plan.event.PlanOpened;
import org.planledger.text.Passage;
import org.planledger.text.Versions;

/** A draft is answered as a plain mapping of its parts would be, byte for byte. */
class DraftViewProperties {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private static final List<String> LANGUAGES = List.of("ar", "en", "fr", "zh-Hans");

  private static final List<String> PIECES =
      List.of(
          "growth ",
          "\"net\"",
          "a\\b/",
          "\n",
          "\t",
          "\u0000\u0007\u001f",
          "\u007f",
          "\u2028\u2029",
          "é",
          "人民",
          "\u202bنمو\u202c",
          "👩‍🌾",
          "</script>",
          "x".repeat(1_500));

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void eachProvisionReadsAsItsPartsDo(@ForAll long seed) throws JsonProcessingException {
    Random random = new Random(seed);
    Cut cut = cut(random);
    String lang = random.nextInt(3) == 0 ? one(LANGUAGES, random) : null;

    List<Object> plain =
        cut.draft().inDocumentOrder().stream().<Object>map(each -> plain(each, cut, lang)).toList();
    assertThat(written(DraftView.of(cut, Languages.of(lang)).provisions()))
        .isEqualTo(written(plain));
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void oneProvisionIsAnsweredWithThePlan(@ForAll long seed) throws JsonProcessingException {
    Random random = new Random(seed);
    Cut cut = cut(random);
    String lang = random.nextBoolean() ? one(LANGUAGES, random) : null;
    Provision provision = one(cut.draft().inDocumentOrder(), random);

    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("plan", cut.planId());
    plain.put("revision", cut.revision());
    plain.put("point", cut.point().toString());
    plain.put("asOf", cut.asOf());
    plain.put("knownAt", cut.knownAt());
    plain.putAll(plain(provision, cut, lang));
    String number = String.valueOf(Numbers.of(cut.draft()).get(provision.id()));
    assertThat(
            written(
                new TextsEndpoint.OneProvision(
                    cut.planId(),
                    cut.revision(),
                    cut.point().toString(),
                    cut.asOf(),
                    cut.knownAt(),
                    new ProvisionView(provision, number, cut, Languages.of(lang), false))))
        .isEqualTo(written(plain));
  }

  private static String written(Object answer) throws JsonProcessingException {
    return new String(JSON.writeValueAsBytes(answer), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> plain(Provision provision, Cut cut, @Nullable String lang) {
    Map<String, String> texts = new TreeMap<>();
    provision.texts().forEach((language, version) -> texts.put(language, version.passage().text()));
    String authoritative = cut.draft().plan().authoritativeLanguage();
    TextVersion original = provision.texts().get(authoritative);
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("id", provision.id());
    plain.put("kind", provision.kind());
    put(plain, "parent", provision.parent());
    plain.put("number", Numbers.of(cut.draft()).get(provision.id()));
    put(plain, "heading", lang == null ? provision.heading() : provision.heading().get(lang));
    put(plain, "text", lang == null ? texts : texts.get(lang));
    putStanding(plain, provision.text(), cut);
    Map<String, Object> structure = new LinkedHashMap<>();
    putStanding(structure, provision.structure(), cut);
    plain.put("structure", structure);
    plain.put("references", provision.references());
    put(plain, "remark", provision.remark());
    plain.put(
        "behind",
        texts.keySet().stream()
            .filter(
                language ->
                    original != null
                        && provision.texts().get(language).renders() != original.revision())
            .toList());
    return plain;
  }

  private static void putStanding(Map<String, Object> plain, Standing standing, Cut cut) {
    Map<String, Object> since = new LinkedHashMap<>();
    Minute minute = standing.minute();
    since.put("revision", standing.revision());
    put(since, "meeting", minute == null ? null : minute.meetingId());
    put(since, "document", standing.document());
    since.put("on", standing.on());
    boolean reserved = minute != null && cut.reserved().test(minute.meetingId());
    plain.put("status", standing.status());
    plain.put(
        "effectiveStatus",
        reserved ? standing.status().cappedBy(Status.PROVISIONALLY_AGREED) : standing.status());
    plain.put("since", since);
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  /** A tree of a few provisions, some of whose texts are packed. */
  private static Cut cut(Random random) {
    Versions packed = new Versions(new Pages());
    Map<String, Provision> provisions = new HashMap<>();
    Map<String, List<String>> children = new HashMap<>();
    List<String> parents = new ArrayList<>(List.of(Draft.TOP));
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      String id = "p/" + i;
      String parent = one(parents, random);
      children.computeIfAbsent(parent, any -> new ArrayList<>()).add(id);
      parents.add(id);
      provisions.put(id, provision(id, parent.equals(Draft.TOP) ? null : parent, packed, random));
    }
    PlanOpened opened =
        new PlanOpened(
            "plan",
            Map.of("en", "Plan"),
            ZoneId.of("UTC"),
            LANGUAGES,
            one(LANGUAGES, random),
            List.of(),
            List.of(),
            day(random));
    Draft draft =
        new Draft(
            opened,
            Status.DRAFTED,
            List.of(),
            TreePMap.from(provisions),
            TreePMap.from(children),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty());
    return new Cut(
        "plan",
        PlanHistory.none(),
        9,
        new Point.Latest(),
        draft,
        9,
        DecidedOrder.endOf(LocalDate.MAX),
        "2020-01-01",
        Instant.EPOCH,
        meeting -> meeting.equals("M-1"));
  }

  private static Provision provision(
      String id, @Nullable String parent, Versions packed, Random random) {
    return new Provision(
        id,
        "goal",
        parent,
        random.nextInt(9),
        TreePMap.from(inSomeLanguages(language -> text(random), random)),
        TreePMap.from(
            inSomeLanguages(
                language -> {
                  Passage passage = passage(random);
                  return new TextVersion(
                      random.nextInt(5),
                      random.nextInt(5),
                      random.nextBoolean() ? packed.keep(Passage.EMPTY, passage) : passage);
                },
                random)),
        random.nextBoolean() ? List.of() : List.of(new Citation(text(random), null)),
        standing(random),
        standing(random),
        random.nextBoolean()
            ? null
            : new Remark("NoteTaken", 3, new Minute("M-1", "1", null), day(random)));
  }

  private static <T> Map<String, T> inSomeLanguages(Function<String, T> of, Random random) {
    Map<String, T> some = new TreeMap<>();
    for (String language : LANGUAGES) {
      if (random.nextBoolean()) {
        some.put(language, of.apply(language));
      }
    }
    return some;
  }

  private static Standing standing(Random random) {
    return new Standing(
        one(List.of(Status.values()), random),
        random.nextInt(1_000),
        random.nextBoolean() ? null : new Minute("M-" + random.nextInt(3), "1", null),
        random.nextBoolean() ? null : "D/" + random.nextInt(9),
        day(random));
  }

  private static LocalDate day(Random random) {
    return random.nextInt(9) == 0
        ? LocalDate.ofEpochDay(random.nextInt(-5_000_000, 5_000_000))
        : LocalDate.of(2000, 1, 1).plusDays(random.nextInt(9_000));
  }

  private static Passage passage(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      words.add(one(PIECES, random));
    }
    return Passage.brought(words, random.nextInt(9), 0);
  }

  private static String text(Random random) {
    return one(PIECES, random) + one(PIECES, random);
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
