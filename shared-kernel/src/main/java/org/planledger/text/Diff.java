package org.planledger.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The edits that lead from one sequence of words to another.
 *
 * <p>Idea: words are numbered, the sequences aligned (see {@link Alignment}: a shortest script for
 * near texts, splits at rare words for others), and every change put at its defined place.
 *
 * <p>Defined place: a change that only brings or only removes words can often slide, as in «a b» to
 * «a a b». It stands at the last of its possible places at which its first word is no separator
 * (white space or punctuation), or, if there is none, at the last. It slides no further than one
 * common word away from the changes beside it.
 *
 * <p>Cost: as {@link Alignment}, and O(N) for the rest. The same sequences always give the same
 * edits. The edits name no amendment.
 */
public final class Diff {
  private Diff() {}

  /**
   * Edits that make the same text of the base, though not always the same words: where base and
   * text hold the same characters cut otherwise, the base's cut is kept (see {@link #keepingCut}).
   * Equal texts give no edits.
   *
   * @return edits against {@code base}; their words, applied, join to what {@code text} joins to
   */
  public static List<Edit> between(List<String> base, List<String> text) {
    if (Words.joined(base).equals(Words.joined(text))) {
      return List.of();
    }
    Cut start = Cut.common(base, text, false);
    List<String> restOfBase = base.subList(start.inX(), base.size());
    List<String> restOfText = text.subList(start.inY(), text.size());
    Cut end = Cut.common(restOfBase, restOfText, true);
    Hunk region =
        new Hunk(start.inX(), base.size() - end.inX(), start.inY(), text.size() - end.inY());
    return keepingCut(edits(base, text, Alignment.BOUND, region));
  }

  /**
   * Edits that make exactly the words of the text of the base.
   *
   * @return edits against {@code base}; applied, they give {@code text} word by word
   */
  public static List<Edit> exact(List<String> base, List<String> text) {
    return exact(base, text, Alignment.BOUND);
  }

  /** As {@link #exact(List, List)}, looking for a shortest script of at most {@code bound}. */
  static List<Edit> exact(List<String> base, List<String> text, int bound) {
    return edits(base, text, bound, new Hunk(0, base.size(), 0, text.size()));
  }

  /**
   * The same edits without those that only cut the same characters otherwise: from both ends of an
   * edit, removed and brought words that join to the same string are taken off, and an edit of
   * which nothing is left is dropped. The words that stay keep the base's cut, and so the identity
   * of who brought them.
   *
   * @return edits that make the same text of a base that {@code edits} make
   */
  public static List<Edit> keepingCut(List<Edit> edits) {
    List<Edit> kept = new ArrayList<>();
    for (Edit edit : edits) {
      Edit trimmed = trimmed(edit);
      if (trimmed != null) {
        kept.add(trimmed);
      }
    }
    return List.copyOf(kept);
  }

  private static @Nullable Edit trimmed(Edit edit) {
    Hunk all = new Hunk(0, edit.removes().size(), 0, edit.brings().size());
    Hunk trimmed = keepingCut(all, edit.removes(), edit.brings());
    return trimmed.isEmpty()
        ? null
        : new Edit(
            edit.at() + trimmed.fromA(),
            edit.removes().subList(trimmed.fromA(), trimmed.toA()),
            edit.brings().subList(trimmed.fromB(), trimmed.toB()),
            edit.amendment());
  }

  /** A change without the words at its ends that only cut the same characters otherwise. */
  static Hunk keepingCut(Hunk change, List<String> base, List<String> text) {
    List<String> removes = base.subList(change.fromA(), change.toA());
    List<String> brings = text.subList(change.fromB(), change.toB());
    Cut start = Cut.common(removes, brings, false);
    Cut end =
        Cut.common(
            removes.subList(start.inX(), removes.size()),
            brings.subList(start.inY(), brings.size()),
            true);
    return new Hunk(
        change.fromA() + start.inX(),
        change.toA() - end.inX(),
        change.fromB() + start.inY(),
        change.toB() - end.inY());
  }

  private static List<Edit> edits(List<String> base, List<String> text, int bound, Hunk region) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] a = numbered(base, numbers);
    int[] b = numbered(text, numbers);
    List<Hunk> changes = Alignment.changes(a, b, numbers.size(), bound, region);
    List<Edit> edits = new ArrayList<>();
    int freeA = 0;
    int freeB = 0;
    for (int i = 0; i < changes.size(); i++) {
      boolean last = i == changes.size() - 1;
      int endA = last ? a.length : changes.get(i + 1).fromA() - 1;
      int endB = last ? b.length : changes.get(i + 1).fromB() - 1;
      Hunk room = new Hunk(freeA, endA, freeB, endB);
      Hunk change = changes.get(i);
      if (change.isPure()) {
        boolean brings = change.fromA() == change.toA();
        change = placed(change, room, a, b, brings ? text : base, brings);
      }
      edits.add(
          new Edit(
              change.fromA(),
              base.subList(change.fromA(), change.toA()),
              text.subList(change.fromB(), change.toB()),
              null));
      freeA = change.toA() + 1;
      freeB = change.toB() + 1;
    }
    return List.copyOf(edits);
  }

  private static int[] numbered(List<String> words, Map<String, Integer> numbers) {
    int[] numbered = new int[words.size()];
    int i = 0;
    for (String word : words) {
      Integer known = numbers.putIfAbsent(word, numbers.size());
      numbered[i++] = known == null ? numbers.size() - 1 : known;
    }
    return numbered;
  }

  /** Slides a pure change within its room to its defined place. */
  private static Hunk placed(
      Hunk change, Hunk room, int[] a, int[] b, List<String> words, boolean brings) {
    int[] moving = brings ? b : a;
    Hunk last = change;
    while (last.toA() < room.toA()
        && last.toB() < room.toB()
        && a[last.toA()] == b[last.toB()]
        && moving[brings ? last.fromB() : last.fromA()]
            == moving[brings ? last.toB() : last.toA()]) {
      last = last.shifted(1);
    }
    Hunk place = last;
    while (Words.isSeparator(words.get(brings ? place.fromB() : place.fromA()))) {
      boolean slides =
          place.fromA() > room.fromA()
              && place.fromB() > room.fromB()
              && a[place.fromA() - 1] == b[place.fromB() - 1]
              && moving[brings ? place.fromB() - 1 : place.fromA() - 1]
                  == moving[brings ? place.toB() - 1 : place.toA() - 1];
      if (!slides) {
        return last;
      }
      place = place.shifted(-1);
    }
    return place;
  }

  /**
   * How many words at one end of two sequences join to the same characters.
   *
   * @param inX number of words of the one
   * @param inY number of words of the other
   */
  private record Cut(int inX, int inY) {

    /** The longest such ends, both starting and stopping at a cut of both sequences. */
    static Cut common(List<String> x, List<String> y, boolean atEnd) {
      Cut cut = new Cut(0, 0);
      int i = 0;
      int j = 0;
      // The characters on either side since the last common cut: one is the other's beginning.
      String ofX = "";
      String ofY = "";
      while (true) {
        if (ofX.length() <= ofY.length()) {
          if (i == x.size()) {
            return cut;
          }
          String word = x.get(atEnd ? x.size() - ++i : i++);
          ofX = atEnd ? word.concat(ofX) : ofX.concat(word);
        } else {
          if (j == y.size()) {
            return cut;
          }
          String word = y.get(atEnd ? y.size() - ++j : j++);
          ofY = atEnd ? word.concat(ofY) : ofY.concat(word);
        }
        if (ofX.equals(ofY)) {
          cut = new Cut(i, j);
          ofX = "";
          ofY = "";
        } else if (!isEnd(ofX, ofY, atEnd) && !isEnd(ofY, ofX, atEnd)) {
          return cut;
        }
      }
    }

    private static boolean isEnd(String shorter, String longer, boolean atEnd) {
      return atEnd ? longer.endsWith(shorter) : longer.startsWith(shorter);
    }
  }
}
