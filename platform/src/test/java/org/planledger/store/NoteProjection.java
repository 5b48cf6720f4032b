package org.planledger.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.ReplayStatus;
import org.axonframework.eventhandling.ResetHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A row per note; fails on texts it is told to fail on, after having written their row. */
@ProcessingGroup(NoteProjection.GROUP)
class NoteProjection {

  static final String GROUP = "notes";

  private final JdbcClient database;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();

  NoteProjection(JdbcClient database) {
    this.database = database;
  }

  void refuse(String text) {
    refused.add(text);
  }

  void accept(String text) {
    refused.remove(text);
  }

  int refusals() {
    return refusals.get();
  }

  @EventHandler
  void on(NoteTaken event, EventMessage<?> message, ReplayStatus status) {
    database
        .sql("INSERT INTO note (event_id, text, replayed) VALUES (?, ?, ?)")
        .params(message.getIdentifier(), event.text(), status.isReplay())
        .update();
    if (refused.contains(event.text())) {
      refusals.incrementAndGet();
      throw new IllegalStateException("Told to refuse " + event.text());
    }
  }

  @ResetHandler
  void reset() {
    database.sql("DELETE FROM note").update();
  }
}
