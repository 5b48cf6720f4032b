package org.planledger.plan;

import org.planledger.text.Passage;

/**
 * A version of a provision's text in one language.
 *
 * @param revision of the event that recorded it
 * @param renders revision of the authoritative text it says the same as; where there was none, its
 *     own
 */
public record TextVersion(long revision, long renders, Passage passage) {

  /** Whether it says what another version of the authoritative text says than this one. */
  public boolean isBehind(TextVersion original) {
    return renders != original.revision();
  }
}
