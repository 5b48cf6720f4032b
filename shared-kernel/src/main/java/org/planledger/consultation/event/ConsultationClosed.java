package org.planledger.consultation.event;

import java.time.LocalDate;

/** A consultation was closed. */
public record ConsultationClosed(String consultationId, LocalDate on)
    implements ConsultationEvent {}
