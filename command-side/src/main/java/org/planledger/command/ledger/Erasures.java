package org.planledger.command.ledger;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.people.People;

/** Erases names once that is recorded. */
@ProcessingGroup(People.ERASURES)
public final class Erasures {
  private final People people;

  /** Erases names from this register. */
  public Erasures(People people) {
    this.people = people;
  }

  @EventHandler
  void on(SubjectErased event) {
    people.erase(event.person());
  }
}
