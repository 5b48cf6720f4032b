package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.text.Letters.cut;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.passage;
import static org.planledger.text.Letters.words;
import static org.planledger.text.Redline.Op.DELETE;
import static org.planledger.text.Redline.Op.EQUAL;
import static org.planledger.text.Redline.Op.INSERT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.page.Pages;
import org.planledger.text.Passage.Run;

class RedlineTest {

  @Test
  void anUnchangedTextIsOneEqualRun() {
    assertThat(Redline.between(passage("a b"), passage("a b")))
        .containsExactly(new Redline.Run(EQUAL, "ab"));
    assertThat(Redline.between(Passage.EMPTY, Passage.EMPTY)).isEmpty();
  }

  @Test
  void aNewTextIsInsertedAndARemovedOneDeleted() {
    assertThat(Redline.between(Passage.EMPTY, passage("a b")))
        .containsExactly(new Redline.Run(INSERT, "ab"));
    assertThat(Redline.between(passage("a b"), Passage.EMPTY))
        .containsExactly(new Redline.Run(DELETE, "ab"));
  }

  @Test
  void whatIsDeletedStandsBeforeWhatReplacesIt() {
    Passage from = Passage.brought(cut("The plan is adopted."), 0, 0);
    Passage to =
        from.apply(List.of(new Edit(6, List.of("adopted"), List.of("approved"), null)), 1, 0);

    assertThat(Redline.between(from, to))
        .containsExactly(
            new Redline.Run(EQUAL, "The plan is "),
            new Redline.Run(DELETE, "adopted"),
            new Redline.Run(INSERT, "approved"),
            new Redline.Run(EQUAL, "."));
  }

  @Test
  void ofVersionsToldByTheSameOneOnlyWhatIsOtherwiseIsLookedAt() {
    Versions versions = new Versions(new Pages());
    List<String> words = cut("Growth and a plan for the years. ".repeat(20));
    Passage whole = versions.keep(Passage.EMPTY, Passage.brought(words, 0, 0));
    Passage first = made(versions, whole, new Edit(0, List.of(), List.of("More", " "), null), 1);
    Passage last =
        made(versions, whole, new Edit(words.size(), List.of(), List.of("End"), null), 2);
    Passage both = made(versions, first, new Edit(8, List.of("plan"), List.of("goal"), null), 3);
    Passage other = made(versions, first, new Edit(8, List.of("plan"), List.of("map"), null), 4);
    String text = whole.text();

    assertLooksAt(whole, first, 0, 2);
    assertLooksAt(last, whole, 1, 0);
    assertLooksAt(first, last, words.size() + 2, words.size() + 1);
    assertLooksAt(both, other, 1, 1);
    assertLooksAt(both, both, 0, 0);
    assertThat(Redline.between(whole, first))
        .containsExactly(new Redline.Run(INSERT, "More "), new Redline.Run(EQUAL, text));
    assertThat(Redline.between(last, whole))
        .containsExactly(new Redline.Run(EQUAL, text), new Redline.Run(DELETE, "End"));
    assertThat(Redline.between(first, last))
        .containsExactly(
            new Redline.Run(DELETE, "More "),
            new Redline.Run(EQUAL, text),
            new Redline.Run(INSERT, "End"));
    assertThat(Redline.between(both, other))
        .containsExactly(
            new Redline.Run(EQUAL, "More Growth and a "),
            new Redline.Run(DELETE, "goal"),
            new Redline.Run(INSERT, "map"),
            new Redline.Run(EQUAL, text.substring("Growth and a plan".length())));
    assertThat(Redline.between(both, both)).containsExactly(new Redline.Run(EQUAL, both.text()));
  }

  private static Passage made(Versions versions, Passage base, Edit edit, int revision) {
    return versions.keep(base, base.apply(List.of(edit), revision, 0));
  }

  private static void assertLooksAt(Passage from, Passage to, int before, int after) {
    Passage.Both both = Passage.both(from, to);
    assertThat(both.from().size()).isEqualTo(before);
    assertThat(both.to().size()).isEqualTo(after);
  }

  @Test
  void aWordTakenOutAndTypedAgainIsEqual() {
    Passage from = passage("a b c");
    Passage without = from.apply(List.of(edit(1, "b", "")), 1, 0);
    Passage restored = without.apply(List.of(edit(1, "", "b")), 2, 0);

    assertThat(Redline.drift(from, restored)).containsExactly(edit(1, "b", "b"));
    assertThat(Redline.between(from, restored)).containsExactly(new Redline.Run(EQUAL, "abc"));
  }

  @Test
  void aWholeTextTypedAnewShowsOnlyWhatReadsOtherwise() {
    assertThat(Redline.between(passage("a b c"), Passage.brought(words("a x c"), 1, 0)))
        .containsExactly(
            new Redline.Run(EQUAL, "a"),
            new Redline.Run(DELETE, "b"),
            new Redline.Run(INSERT, "x"),
            new Redline.Run(EQUAL, "c"));
  }

  @Test
  void scatteredWordsThatHappenToAgreeAreNotPickedOut() {
    Passage from = passage("a b c d e f");
    Passage to = Passage.brought(words("u v c x y z"), 1, 0);

    assertThat(Redline.between(from, to))
        .containsExactly(new Redline.Run(DELETE, "abcdef"), new Redline.Run(INSERT, "uvcxyz"));
  }

  @Test
  void theSameCharactersCutOtherwiseAreEqual() {
    Passage from = passage("ab c d");
    Passage to = Passage.brought(words("a b x y"), 1, 0);

    assertThat(Redline.between(from, to))
        .containsExactly(
            new Redline.Run(EQUAL, "ab"),
            new Redline.Run(DELETE, "cd"),
            new Redline.Run(INSERT, "xy"));
  }

  @Test
  void ofTwoEqualWordsTheOneThatWasReallyTakenOutIsDeleted() {
    Passage from = passage("a x a y");
    Passage to = from.apply(List.of(edit(0, "a x", "")), 1, 0);

    assertThat(Redline.between(from, to))
        .containsExactly(new Redline.Run(DELETE, "ax"), new Redline.Run(EQUAL, "ay"));
  }

  @Test
  void driftNamesWhatLeftAndWhatCameByIdentity() {
    Passage base = passage("a b c d");
    Passage one = base.apply(List.of(edit(1, "b", "x")), 1, 0);
    Passage two = one.apply(List.of(edit(2, "c", ""), edit(4, "", "y z")), 2, 0);

    assertThat(Redline.drift(base, two)).containsExactly(edit(1, "b c", "x"), edit(4, "", "y z"));
    assertThat(Redline.drift(two, base)).containsExactly(edit(1, "x", "b c"), edit(3, "y z", ""));
  }

  @Test
  void identitiesInAnotherOrderAreComparedByTheirWords() {
    Passage from = passage("a b c");
    Passage turned = Passage.of(List.of(new Run(0, 0, 2, 1), new Run(0, 0, 0, 2)), words("c a b"));

    assertThat(Redline.drift(from, turned)).containsExactly(edit(0, "", "c"), edit(2, "c", ""));
    assertThat(Redline.between(from, turned))
        .containsExactly(
            new Redline.Run(INSERT, "c"),
            new Redline.Run(EQUAL, "ab"),
            new Redline.Run(DELETE, "c"));
  }

  @Test
  void oneIdentityOfTwoWordsIsComparedByTheWords() {
    assertThat(Redline.drift(passage("a b c"), passage("a x c")))
        .containsExactly(edit(1, "b", "x"));
  }

  @Test
  void runsAreWrittenWithLowerCaseOps() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    List<Redline.Run> runs = Redline.between(passage("a b"), passage("a c"));

    assertThat(json.writeValueAsString(runs))
        .isEqualTo(
            "[{\"op\":\"equal\",\"text\":\"a\"},{\"op\":\"delete\",\"text\":\"b\"},"
                + "{\"op\":\"insert\",\"text\":\"c\"}]");
    assertThat(json.readValue("{\"op\":\"insert\",\"text\":\"c\"}", Redline.Run.class))
        .isEqualTo(new Redline.Run(INSERT, "c"));
  }
}
