package org.planledger.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place of a base at which one side or both did something: changes that meet, directly or through
 * others.
 *
 * @param theirs what the one side did there, in text order
 * @param mine what the other did, in text order
 */
record Place(List<Change> theirs, List<Change> mine) {

  private static final Comparator<Change> TEXT_ORDER =
      Comparator.comparingInt(Change::from).thenComparingInt(Change::to);

  /**
   * Cuts what two sides did into places, in text order: an insertion into a gap stands before the
   * change of a range that starts there, and behind one that ends there.
   *
   * @param theirs changes of one side, each from the end of the one before or later
   * @param mine likewise
   */
  static List<Place> of(List<Change> theirs, List<Change> mine) {
    List<Place> places = new ArrayList<>();
    Place place = new Place(new ArrayList<>(), new ArrayList<>());
    int t = 0;
    int m = 0;
    while (t < theirs.size() || m < mine.size()) {
      boolean isTheirs =
          m == mine.size()
              || (t < theirs.size() && TEXT_ORDER.compare(theirs.get(t), mine.get(m)) <= 0);
      Change change = isTheirs ? theirs.get(t++) : mine.get(m++);
      if (!place.isMetBy(change)) {
        place = new Place(new ArrayList<>(), new ArrayList<>());
        places.add(place);
      }
      (isTheirs ? place.theirs : place.mine).add(change);
    }
    return places;
  }

  /** Of the changes of one side, only the last can reach as far as the next one. */
  private boolean isMetBy(Change next) {
    return Stream.of(theirs, mine).anyMatch(side -> !side.isEmpty() && side.getLast().meets(next));
  }

  /** Where the first of the changes starts. */
  int from() {
    return all().mapToInt(Change::from).min().orElseThrow();
  }

  /** Where the last of the changes ends. */
  int to() {
    return all().mapToInt(Change::to).max().orElseThrow();
  }

  /** Whether the sides want the same words here. */
  boolean isAgreed(List<String> base) {
    return !theirs.isEmpty() && !mine.isEmpty() && wanted(theirs, base).equals(wanted(mine, base));
  }

  /** What one of the sides wants to read from {@link #from()} to {@link #to()}. */
  List<String> wanted(List<Change> side, List<String> base) {
    List<String> words = new ArrayList<>();
    int next = from();
    for (Change change : side) {
      words.addAll(base.subList(next, change.from()));
      words.addAll(change.brings());
      next = change.to();
    }
    words.addAll(base.subList(next, to()));
    return words;
  }

  private Stream<Change> all() {
    return Stream.concat(theirs.stream(), mine.stream());
  }
}
