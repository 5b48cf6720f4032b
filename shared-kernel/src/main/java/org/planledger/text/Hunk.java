package org.planledger.text;

/**
 * A range of the base and the range of the text that corresponds to it: a part still to compare, a
 * change, or (of equal lengths) a run of common words. The base is side A, the text side B.
 */
record Hunk(int fromA, int toA, int fromB, int toB) {

  boolean isEmpty() {
    return fromA == toA && fromB == toB;
  }

  /** Whether words only come or only leave. */
  boolean isPure() {
    return (fromA == toA) != (fromB == toB);
  }

  /** The part of this before {@code inner}. */
  Hunk before(Hunk inner) {
    return new Hunk(fromA, inner.fromA, fromB, inner.fromB);
  }

  /** The part of this from the given positions on. */
  Hunk from(int a, int b) {
    return new Hunk(a, toA, b, toB);
  }

  /** With the sides exchanged. */
  Hunk turned() {
    return new Hunk(fromB, toB, fromA, toA);
  }

  /** The same, where each side begins further on. */
  Hunk shifted(int byA, int byB) {
    return new Hunk(fromA + byA, toA + byA, fromB + byB, toB + byB);
  }

  Hunk shifted(int by) {
    return shifted(by, by);
  }
}
