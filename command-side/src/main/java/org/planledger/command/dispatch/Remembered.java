package org.planledger.command.dispatch;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of aggregates that were used last, as many as come to a number of events together; the
 * very last one however many it comes to. A state takes memory by the events that it was folded
 * from, most of it for the keys under which they were recorded.
 */
final class Remembered<T> {
  /** What a state takes beside its events, in events. */
  private static final int BESIDE = 10;

  private final long most;
  private final Map<String, Entry<T>> states = new LinkedHashMap<>(16, 0.75f, true);
  private long events;

  private record Entry<T>(T state, long events) {}

  /** Remembers states of so many events. */
  Remembered(long most) {
    this.most = most;
  }

  synchronized @Nullable T get(String id) {
    Entry<T> entry = states.get(id);
    return entry == null ? null : entry.state();
  }

  /** Remembers a state that was folded from some events, in the place of an earlier one. */
  synchronized void put(String id, T state, long folded) {
    Entry<T> entry = new Entry<>(state, folded + BESIDE);
    Entry<T> earlier = states.put(id, entry);
    events += entry.events() - (earlier == null ? 0 : earlier.events());
    Iterator<Entry<T>> eldest = states.values().iterator();
    while (events > most && states.size() > 1) {
      events -= eldest.next().events();
      eldest.remove();
    }
  }
}
