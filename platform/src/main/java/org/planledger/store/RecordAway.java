package org.planledger.store;

/** The log cannot be reached. The message says so to whoever sent the request. */
public final class RecordAway extends RuntimeException {
  /** What is said where nothing was recorded, or whoever sent it finds out by its key. */
  public static final String SENTENCE =
      "The record cannot be reached at the moment. Send the request again;"
          + " with the same Idempotency-Key a command has its effect only once.";

  private static final long serialVersionUID = 1L;

  private RecordAway(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** Nothing was recorded. */
  public static RecordAway nothingRecorded(Throwable cause) {
    return new RecordAway(SENTENCE, cause);
  }

  /** What another node says of it. */
  public static RecordAway saying(String sentence, Throwable cause) {
    return new RecordAway(sentence, cause);
  }

  /** It is not known whether what was sent is recorded. */
  public static RecordAway unknown(Throwable cause) {
    return new RecordAway(
        "The record did not answer. What was sent may have been carried out or not: send it again"
            + " with the same Idempotency-Key, and it has its effect only once.",
        cause);
  }
}
