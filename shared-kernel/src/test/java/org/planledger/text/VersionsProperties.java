package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.planledger.page.Pages;

class VersionsProperties {

  @Provide
  Arbitrary<List<Passage>> histories() {
    return Texts.histories();
  }

  @Property
  void everyVersionIsReadAsItWasAdded(@ForAll("histories") List<Passage> history) {
    Versions versions = new Versions(new Pages());
    List<Integer> addresses = new ArrayList<>();
    for (Passage version : history) {
      addresses.add(versions.add(addresses.isEmpty() ? Pages.NONE : addresses.getLast(), version));
    }
    for (int i = 0; i < history.size(); i++) {
      assertSame(versions, addresses.get(i), history.get(i));
    }
  }

  /** A long text that changes little at a time, from any version before, as late entries do. */
  @Property(tries = 100)
  void versionsOfALongTextAreReadAsTheyWereAdded(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4000) int words) {
    Random random = new Random(seed);
    Versions versions = new Versions(new Pages());
    List<Passage> passages = new ArrayList<>();
    List<Integer> addresses = new ArrayList<>();
    passages.add(Passage.brought(words(random, words), 0, 0));
    addresses.add(versions.add(Pages.NONE, passages.getFirst()));
    for (int revision = 1; revision < 60; revision++) {
      int base = random.nextInt(4) == 0 ? random.nextInt(revision) : revision - 1;
      Passage before = passages.get(base);
      int at = random.nextInt(8) == 0 ? 0 : random.nextInt(before.size() + 1);
      int end = Math.min(before.size(), at + random.nextInt(4));
      List<String> brings = words(random, end == at ? 1 : random.nextInt(4));
      Passage after =
          before.apply(
              List.of(new Edit(at, before.words().subList(at, end), brings, null)),
              revision,
              random.nextInt(3));
      passages.add(after);
      addresses.add(versions.add(addresses.get(base), after));
    }
    for (int i = 0; i < passages.size(); i++) {
      assertSame(versions, addresses.get(i), passages.get(i));
      for (int other : List.of(Math.max(0, i - 1), Math.max(0, i - 3), random.nextInt(60))) {
        assertSameRedline(versions, addresses, passages, i, other);
        assertSameRedline(versions, addresses, passages, other, i);
      }
    }
    Statistics.collect(passages.getLast().size() < 100 ? "short" : "long");
  }

  /** Of packed versions words that both begin or end with are not looked at. */
  private static void assertSameRedline(
      Versions versions, List<Integer> addresses, List<Passage> passages, int from, int to) {
    assertThat(Redline.between(versions.get(addresses.get(from)), versions.get(addresses.get(to))))
        .isEqualTo(Redline.between(passages.get(from), passages.get(to)));
  }

  private static List<String> words(Random random, int count) {
    String[] all = {"goal", "target", " ", ".", "战略", "الخطة", "👩‍👩‍👧", "é"};
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(all[random.nextInt(all.length)]);
    }
    return words;
  }

  private static void assertSame(Versions versions, int address, Passage expected) {
    byte[] utf8 = expected.text().getBytes(StandardCharsets.UTF_8);
    assertThat(versions.length(address)).isEqualTo(utf8.length);
    byte[] copied = new byte[utf8.length + 2];
    assertThat(versions.copy(address, copied, 1)).isEqualTo(utf8.length + 1);
    assertThat(Arrays.copyOfRange(copied, 1, utf8.length + 1)).isEqualTo(utf8);
    assertThat(copied[0] | copied[utf8.length + 1]).isZero();
    Passage read = versions.get(address);
    assertThat(read.text()).isEqualTo(expected.text());
    assertThat(read).isEqualTo(expected);
    assertThat(read.runs()).isEqualTo(expected.runs());
  }
}
