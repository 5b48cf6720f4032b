package org.planledger.consultation.event;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;

/** A consultation was opened. */
public record ConsultationOpened(
    String consultationId,
    Map<String, String> title,
    Audience audience,
    @Nullable String planId,
    @Nullable LocalDate until,
    LocalDate on)
    implements ConsultationEvent {
  public ConsultationOpened {
    title = Map.copyOf(title);
  }
}
