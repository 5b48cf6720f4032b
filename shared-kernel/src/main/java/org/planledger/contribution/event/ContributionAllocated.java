package org.planledger.contribution.event;

import java.time.LocalDate;

/** A contribution was put under an item of an agenda. */
public record ContributionAllocated(
    String contributionId, String meetingId, String agendaItem, LocalDate on)
    implements ContributionEvent {}
