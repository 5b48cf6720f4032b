package org.planledger.consultation.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.NonEmpty;
import org.planledger.form.Prose;

/** Records what a consultation found. */
public record RecordFindings(
    @Id String consultationId,
    @NonEmpty @Prose List<String> findings,
    @Nullable @DocumentNumber String document,
    @Nullable LocalDate on)
    implements ConsultationCommand {}
