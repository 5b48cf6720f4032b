package org.planledger.axonserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.junit.jupiter.api.Test;
import org.planledger.store.RecordAway;

class FaultsTest {
  @Test
  void aCommandWithoutAHandlerWaitsOnlyWhileHandlersMayBeOnTheirWay() {
    NoHandlerForCommandException none = new NoHandlerForCommandException("No handler");
    assertThat(Faults.ofDispatch(none, true)).isInstanceOf(RecordAway.class).hasCause(none);
    assertThat(Faults.ofDispatch(none, false)).isSameAs(none);
  }
}
