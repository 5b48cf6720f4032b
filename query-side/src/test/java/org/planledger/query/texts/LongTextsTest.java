package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planledger.log.Recorded;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.query.Recordings;
import org.planledger.text.Diff;
import org.planledger.text.Edit;
import org.planledger.web.JsonAnswers;

/** Texts of 100,000 characters as JSON. */
class LongTextsTest {
  private static final int LENGTH = 100_000;
  private static final LocalDate DAY = LocalDate.of(2020, 1, 1);

  private PlanHistory plan = PlanHistory.none();

  private void add(PlanEvent event) {
    plan = plan.and(new Recorded<>(plan.size(), plan.size(), Instant.EPOCH, event));
  }

  /** Words of a text and of the one that takes its place. */
  record Words(String what, List<String> before, List<String> after) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Words> texts() {
    return Stream.of(
        new Words("English words", english(0), english(1)),
        new Words("Chinese", characters(0x4e00, 0), characters(0x4e00, 1)),
        new Words(
            "unbroken letters",
            List.of(String.join("", characters('a', 0))),
            List.of(String.join("", characters('a', 1)))));
  }

  private static List<String> english(int which) {
    return IntStream.range(0, LENGTH / 10)
        .boxed()
        .flatMap(i -> Stream.of(Integer.toString(100_000_000 + i * (977 + which)), " "))
        .toList();
  }

  private static List<String> characters(int first, int which) {
    return IntStream.range(0, LENGTH)
        .mapToObj(i -> Character.toString(first + (i / 26 * 7 + i * (i % 26 + which)) % 26))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextAndWhatTakesItsPlaceAreReadBack(Words words) throws IOException {
    String before = String.join("", words.before());
    String after = String.join("", words.after());
    add(Recordings.opened("p", DAY));
    add(
        new ProvisionAdded(
            "p",
            new NewProvision(
                "v",
                "vision",
                new Place(null, null),
                Map.of(),
                Map.of(
                    "fr",
                    new TextChange(
                        null, List.of(new Edit(0, List.of(), words.before(), null)), before)),
                List.of()),
            DAY));
    add(
        new TranslationProvided(
            "p",
            "v",
            "fr",
            new TextChange(1L, Diff.between(words.before(), words.after()), after),
            null,
            1,
            null,
            DAY));
    Cuts cuts = new Cuts(id -> plan, id -> List.of());
    for (String at : List.of("rev:1", "rev:2")) {
      Cut cut = cuts.cut("p", at, null);
      assertThat(
              written(DraftView.of(cut, Languages.of("fr")))
                  .at("/provisions/0/text")
                  .asText()
                  .equals(at.equals("rev:1") ? before : after))
          .isTrue();
    }
    Cuts.Both both = cuts.both("p", "rev:1", "rev:2", null);
    StringBuilder was = new StringBuilder();
    StringBuilder is = new StringBuilder();
    for (JsonNode run :
        written(Difference.between(both.from(), both.to(), new Languages(List.of())))
            .at("/changes/0/runs")) {
      String text = run.path("text").asText();
      switch (run.path("op").asText()) {
        case "delete" -> was.append(text);
        case "insert" -> is.append(text);
        default -> {
          was.append(text);
          is.append(text);
        }
      }
    }
    assertThat(was.toString().equals(before)).isTrue();
    assertThat(is.toString().equals(after)).isTrue();
  }

  private static JsonNode written(Object answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonAnswers.write(answer, out);
    return new ObjectMapper().readTree(out.toByteArray());
  }
}
