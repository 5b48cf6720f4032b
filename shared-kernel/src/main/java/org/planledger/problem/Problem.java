package org.planledger.problem;

import java.util.Map;

/**
 * A problem detail (RFC 9457).
 *
 * @param detail a sentence that says what is wrong and what to do
 * @param members further members that let a program act, such as {@code errors} or {@code
 *     conflicts}
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members) {
  public Problem {
    members = Map.copyOf(members);
  }
}
