package org.planledger.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/** Texts as long as they may be, of which no part reads as another. */
public enum LongTexts {
  ENGLISH_WORDS("en"),
  /** Without a space, but with places to break a line at. */
  CHINESE("zh"),
  /** Without a space, and with combining vowels; no font of a PDF has it. */
  THAI("th"),
  /** Without any place to break a line at. */
  UNBROKEN_LETTERS("en");

  /** As long as a text may be. */
  public static final int LENGTH = 100_000;

  private static final Instant KNOWN = Instant.parse("2018-01-02T08:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2017-09-12");

  private final String language;

  LongTexts(String language) {
    this.language = language;
  }

  public String language() {
    return language;
  }

  /** The text. */
  public String text() {
    return text(0);
  }

  /** What takes its place in a redline. */
  public String next() {
    return text(1);
  }

  private String text(int which) {
    String text =
        switch (this) {
          case ENGLISH_WORDS ->
              IntStream.range(which, LENGTH / 5)
                  .mapToObj(i -> Integer.toString(10_000_000 + i * 977, 30))
                  .collect(Collectors.joining(" "));
          case CHINESE -> points(i -> 0x4e00 + (i / 300 * 7 + i * (i % 300 + which)) % 300);
          case THAI -> points(i -> 0x0e01 + (i / 46 * 7 + i * (i % 46 + which)) % 46);
          case UNBROKEN_LETTERS -> points(i -> 'a' + (i / 26 * 7 + i * (i % 26 + which)) % 26);
        };
    return text.substring(0, LENGTH);
  }

  private static String points(IntUnaryOperator point) {
    return IntStream.range(0, LENGTH)
        .map(point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The text alone in a draft. */
  public DraftPaper draft() {
    return draft(text());
  }

  private DraftPaper draft(String text) {
    return new DraftPaper(
        "itu-2020",
        Map.of("en", "Strategic plan"),
        LocalDate.of(2017, 1, 25),
        List.of(language),
        "en",
        "rev:7",
        7,
        "2018-01-02T08:00:00Z",
        KNOWN,
        List.of(
            new DraftPaper.Item(
                "vision",
                "vision",
                "1",
                1,
                Map.of(),
                Map.of(language, text),
                Status.DRAFTED,
                Status.DRAFTED,
                new DraftPaper.Since(3, null, null, DAY))),
        List.of());
  }

  /** The text replaced as a whole. */
  public RedlinePaper redline() {
    DraftPaper before = draft();
    DraftPaper after = draft(next());
    RedlinePaper.Reason reason =
        new RedlinePaper.Reason(
            7, "ProvisionallyAgreed", "A-1", "Ruritania", "M/8", "M", "3", "3.1", DAY, KNOWN);
    return new RedlinePaper(
        before,
        after,
        List.of(
            new RedlinePaper.Item(
                before.items().getFirst(),
                after.items().getFirst(),
                List.of(),
                List.of(
                    new Words(
                        language,
                        List.of(
                            new Run(Op.DELETE, text(), reason),
                            new Run(Op.INSERT, next(), reason)))),
                List.of(new RedlinePaper.Label(RedlinePaper.Change.REWORDED, "Edited", reason)))));
  }

  /** Fails where a text is not all there, without printing either. */
  public void requireWhole(String expected, String found) {
    int same = 0;
    while (same < Math.min(expected.length(), found.length())
        && expected.charAt(same) == found.charAt(same)) {
      same++;
    }
    assertThat(same).as("%s read back up to", this).isEqualTo(expected.length());
    assertThat(found).hasSameSizeAs(expected);
  }
}
