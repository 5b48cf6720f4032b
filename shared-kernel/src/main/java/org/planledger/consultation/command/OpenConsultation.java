package org.planledger.consultation.command;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;

/** Opens a public consultation or a staff survey. */
public record OpenConsultation(
    @Id String consultationId,
    @NonEmpty Map<String, String> title,
    Audience audience,
    @Nullable @Id String planId,
    @Nullable LocalDate until,
    @Nullable LocalDate on)
    implements ConsultationCommand {}
