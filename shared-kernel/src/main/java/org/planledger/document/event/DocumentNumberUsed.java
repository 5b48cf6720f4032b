package org.planledger.document.event;

import java.time.LocalDate;
import org.planledger.log.Event;

/**
 * A document number was used, together with the event that needed it.
 *
 * @param number without its revision
 * @param revision 0 for the document as first issued
 * @param usedBy the stream of the event that uses it
 */
public record DocumentNumberUsed(
    String number, int revision, DocumentUse use, String usedBy, LocalDate on) implements Event {
  @Override
  public String aggregateId() {
    return "document:" + number;
  }
}
