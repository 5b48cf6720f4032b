package org.planledger.text;

/**
 * The identity of a word, packed in one {@code long}: which event brought it, and as which of its
 * words.
 *
 * <p>From the high end: the sign bit (always 0), 31 bits of plan revision, 15 bits of item in that
 * event, 17 bits of ordinal among the words that the item brought in the language. Packed ids
 * therefore sort by revision, item and ordinal.
 */
public final class WordId {
  private static final int ORDINAL_BITS = 17;
  private static final int ITEM_BITS = 15;

  /** The highest ordinal of a word: 131,071. */
  public static final int MAX_ORDINAL = (1 << ORDINAL_BITS) - 1;

  /** The highest item of an event: 32,767. */
  public static final int MAX_ITEM = (1 << ITEM_BITS) - 1;

  /** The highest revision of a plan: 2,147,483,647. */
  public static final long MAX_REVISION = (1L << 31) - 1;

  private WordId() {}

  /**
   * Packs an identity.
   *
   * @throws IllegalArgumentException naming the part that is negative or does not fit
   */
  public static long of(long revision, int item, int ordinal) {
    require("revision", revision, MAX_REVISION);
    require("item", item, MAX_ITEM);
    require("ordinal", ordinal, MAX_ORDINAL);
    return (revision << (ITEM_BITS + ORDINAL_BITS)) | ((long) item << ORDINAL_BITS) | ordinal;
  }

  /** The revision of the plan at which the word came. */
  public static long revision(long id) {
    return id >>> (ITEM_BITS + ORDINAL_BITS);
  }

  /** The item of the event that brought the word. */
  public static int item(long id) {
    return (int) (id >>> ORDINAL_BITS) & MAX_ITEM;
  }

  /** The place of the word among those that its item brought. */
  public static int ordinal(long id) {
    return (int) id & MAX_ORDINAL;
  }

  /** Whether the same item of the same event brought both words. */
  static boolean sameOrigin(long id, long other) {
    return id >>> ORDINAL_BITS == other >>> ORDINAL_BITS;
  }

  private static void require(String part, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          "%s of a word must be between 0 and %d but is %d".formatted(part, max, value));
    }
  }
}
