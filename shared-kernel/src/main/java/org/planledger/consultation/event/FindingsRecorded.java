package org.planledger.consultation.event;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a consultation found was recorded. */
public record FindingsRecorded(
    String consultationId, List<String> findings, @Nullable String document, LocalDate on)
    implements ConsultationEvent {
  public FindingsRecorded {
    findings = List.copyOf(findings);
  }
}
