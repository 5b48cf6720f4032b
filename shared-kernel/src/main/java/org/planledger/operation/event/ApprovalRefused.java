package org.planledger.operation.event;

import java.time.LocalDate;
import java.util.List;

/**
 * A command that would have agreed to texts, approved or adopted them was refused by a rule.
 *
 * @param command its name
 * @param provisions ids of those it was about; none: the whole plan
 * @param amendments ids of those it would have agreed to
 * @param problem the kind of problem
 * @param detail the sentence that was answered
 */
public record ApprovalRefused(
    String command,
    String planId,
    List<String> provisions,
    List<String> amendments,
    String problem,
    String detail,
    LocalDate on)
    implements OperationEvent {}
