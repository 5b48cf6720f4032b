package org.planledger.consultation.event;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.log.Minute;

/** A meeting put a consultation off until after another meeting. */
public record ConsultationPostponed(
    String consultationId,
    Map<String, String> title,
    Audience audience,
    @Nullable String planId,
    String afterMeetingId,
    String reason,
    Minute minute,
    LocalDate on)
    implements ConsultationEvent {
  public ConsultationPostponed {
    title = Map.copyOf(title);
  }
}
