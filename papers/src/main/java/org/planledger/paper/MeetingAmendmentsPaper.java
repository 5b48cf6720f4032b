package org.planledger.paper;

import java.time.LocalDate;
import java.util.List;

/**
 * The amendments before a meeting, to be written out.
 *
 * @param meeting id of the meeting
 * @param from its first day
 * @param amendments at least one
 */
public record MeetingAmendmentsPaper(
    String meeting, LocalDate from, List<AmendmentPaper> amendments) {}
