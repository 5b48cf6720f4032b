package org.planledger.store;

import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Has a processor take every event, though its handlers see only what they handle.
 *
 * <p>A processor stores its token with the events it takes. Past those it ignores the token would
 * lag by many seconds, and a reader waiting for such a position with it.
 */
class EveryEvent implements EventHandlerInvoker {

  private final EventHandlerInvoker handlers;

  EveryEvent(EventHandlerInvoker handlers) {
    this.handlers = handlers;
  }

  @Override
  public boolean canHandle(EventMessage<?> event, Segment segment) {
    return true;
  }

  @Override
  public void handle(EventMessage<?> event, Segment segment) throws Exception {
    try {
      if (handlers.canHandle(event, segment)) {
        handlers.handle(event, segment);
      }
    } catch (Error error) {
      // The processor would wait for ever for a batch that ended so.
      throw new IllegalStateException("An event ended in " + error, error);
    }
  }

  @Override
  public boolean supportsReset() {
    return handlers.supportsReset();
  }

  @Override
  public void performReset() {
    handlers.performReset();
  }

  @Override
  public <R> void performReset(@Nullable R resetContext) {
    handlers.performReset(resetContext);
  }

  @Override
  public void segmentReleased(Segment segment) {
    handlers.segmentReleased(segment);
  }
}
