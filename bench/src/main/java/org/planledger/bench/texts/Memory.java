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

  /**
   * A version.
   *
   * @param words the same string for the same word
   * @param text in UTF-8
   * @param ends where each word ends in it
   */
  @SuppressWarnings("ArrayRecordComponent") // not to be written to
  record Version(String[] words, byte[] text, int[] ends) {
    static Version of(List<String> all, Map<String, String> known) {
      int[] ends = new int[all.size()];
      int end = 0;
      for (int i = 0; i < ends.length; i++) {
        end += all.get(i).getBytes(StandardCharsets.UTF_8).length;
        ends[i] = end;
      }
      return new Version(
          all.stream().map(word -> known.computeIfAbsent(word, w -> w)).toArray(String[]::new),
          String.join("", all).getBytes(StandardCharsets.UTF_8),
          ends);
    }

    /**
     * Copies the text of some words.
     *
     * @return where it ends
     */
    int copy(int from, int to, byte[] into, int at) {
      int start = start(from);
      int length = start(to) - start;
      System.arraycopy(text, start, into, at, length);
      return at + length;
    }

    private int start(int word) {
      return word == 0 ? 0 : ends[word - 1];
    }
  }

  private static final class Versions {
    private int[] days = new int[4];
    private Version[] versions = new Version[4];
    private long[] ranks = new long[4];
    private int count;

    void add(int day, long rank, @Nullable List<String> version, Map<String, String> known) {
      if (count == days.length) {
        days = Arrays.copyOf(days, count * 2);
        versions = Arrays.copyOf(versions, count * 2);
        ranks = Arrays.copyOf(ranks, count * 2);
      }
      days[count] = day;
      ranks[count] = rank;
      versions[count++] = Version.of(version == null ? List.of() : version, known);
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
      if (version >= 0 && element.versions[version].text().length > 0) {
        ranks[count] = element.ranks[version];
        sorted &= count == 0 || ranks[count] > ranks[count - 1];
        texts[count++] = element.versions[version].text();
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

  /** An element on a day. */
  Version version(int element, LocalDate day) {
    Versions versions = elements.get(element);
    return versions.versions[versions.at((int) day.toEpochDay())];
  }

  int versions(int element) {
    return elements.get(element).count;
  }

  @Override
  public void close() {
    elements.clear();
  }
}
