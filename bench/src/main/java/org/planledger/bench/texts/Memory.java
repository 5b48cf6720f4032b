package org.planledger.bench.texts;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every element as an array of bytes, found by its day: what copying takes where
 * nothing is saved on memory. It also hands out the words of versions, to those who compare them.
 */
final class Memory implements Engine {
  private final List<Versions> elements = new ArrayList<>();

  private static final class Versions {
    private int[] days = new int[4];
    private byte[][] texts = new byte[4][];
    private long[] ranks = new long[4];
    private String[][] words = new String[4][];
    private int count;

    void add(int day, long rank, @Nullable List<String> version, Map<String, String> known) {
      if (count == days.length) {
        days = Arrays.copyOf(days, count * 2);
        texts = Arrays.copyOf(texts, count * 2);
        ranks = Arrays.copyOf(ranks, count * 2);
        words = Arrays.copyOf(words, count * 2);
      }
      days[count] = day;
      ranks[count] = rank;
      List<String> all = version == null ? List.of() : version;
      texts[count] = String.join("", all).getBytes(StandardCharsets.UTF_8);
      words[count++] =
          all.stream().map(word -> known.computeIfAbsent(word, w -> w)).toArray(String[]::new);
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
    return Prepared.ARRAYS;
  }

  @Override
  public void load(Log log) {
    // Each process has arrays of its own.
  }

  @Override
  public void open(Log log) {
    Map<String, String> known = new HashMap<>();
    log.eachVersion(
        (element, revision, at, rank, words) -> {
          if (elements.size() == element) {
            elements.add(new Versions());
          }
          elements.get(element).add((int) Log.day(at).toEpochDay(), rank, words, known);
        });
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    byte[][] texts = new byte[elements.size()][];
    long[] ranks = new long[texts.length];
    int count = 0;
    boolean sorted = true;
    for (Versions element : elements) {
      int version = element.at((int) day.toEpochDay());
      // No text: it is not in the draft.
      if (version >= 0 && element.texts[version].length > 0) {
        ranks[count] = element.ranks[version];
        sorted &= count == 0 || ranks[count] > ranks[count - 1];
        texts[count++] = element.texts[version];
      }
    }
    if (!sorted) {
      sort(ranks, texts, count);
    }
    int end = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(texts[i], 0, to, end, texts[i].length);
      end += texts[i].length;
    }
    return end;
  }

  private static void sort(long[] ranks, byte[][] texts, int count) {
    byte[][] unsorted = Arrays.copyOf(texts, count);
    Integer[] places = new Integer[count];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, Comparator.comparingLong(place -> ranks[place]));
    Arrays.setAll(texts, i -> i < count ? unsorted[places[i]] : new byte[0]);
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
