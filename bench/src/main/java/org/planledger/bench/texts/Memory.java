package org.planledger.bench.texts;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every version of every element as an array of bytes, found by its day: what copying takes where
 * nothing is saved on memory. It also hands out the words of versions, to those who compare them.
 */
final class Memory implements Engine {
  private final List<Versions> elements = new ArrayList<>();

  private static final class Versions {
    private int[] days = new int[4];
    private byte[][] texts = new byte[4][];
    private String[][] words = new String[4][];
    private int count;

    void add(int day, List<String> version, Map<String, String> known) {
      if (count == days.length) {
        days = Arrays.copyOf(days, count * 2);
        texts = Arrays.copyOf(texts, count * 2);
        words = Arrays.copyOf(words, count * 2);
      }
      days[count] = day;
      texts[count] = String.join("", version).getBytes(StandardCharsets.UTF_8);
      words[count++] =
          version.stream().map(word -> known.computeIfAbsent(word, w -> w)).toArray(String[]::new);
    }

    int at(int day) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (days[middle] > day) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low - 1;
    }
  }

  @Override
  public String name() {
    return "arrays in memory (bound)";
  }

  @Override
  public void load(WorkloadLog log) {
    Map<String, String> known = new HashMap<>();
    log.eachVersion(
        (element, revision, at, words) -> {
          if (elements.size() == element) {
            elements.add(new Versions());
          }
          elements.get(element).add((int) WorkloadLog.day(at).toEpochDay(), words, known);
        });
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    int end = 0;
    for (Versions element : elements) {
      byte[] text = element.texts[element.at((int) day.toEpochDay())];
      System.arraycopy(text, 0, to, end, text.length);
      end += text.length;
    }
    return end;
  }

  /** The words of an element on a day; the same array for the same version. */
  String[] words(int element, LocalDate day) {
    Versions versions = elements.get(element);
    return versions.words[versions.at((int) day.toEpochDay())];
  }

  int versions(int element) {
    return elements.get(element).count;
  }

  @Override
  public void close() {
    elements.clear();
  }
}
