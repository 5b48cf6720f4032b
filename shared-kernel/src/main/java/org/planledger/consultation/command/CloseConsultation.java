package org.planledger.consultation.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Closes an open consultation. */
public record CloseConsultation(@Id String consultationId, @Nullable LocalDate on)
    implements ConsultationCommand {}
