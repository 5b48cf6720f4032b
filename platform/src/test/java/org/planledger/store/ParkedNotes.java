package org.planledger.store;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;

/** Fails on every note of its kind, and sets it aside. */
@ProcessingGroup(ParkedNotes.GROUP)
class ParkedNotes {

  static final String GROUP = "parked";
  static final String UNREADABLE = "unreadable";

  @EventHandler
  void on(NoteTaken event) {
    if (event.text().startsWith(UNREADABLE)) {
      throw new IllegalArgumentException("Cannot read " + event.text());
    }
  }
}
