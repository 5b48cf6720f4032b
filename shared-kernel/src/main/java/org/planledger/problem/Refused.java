package org.planledger.problem;

import java.util.List;
import java.util.Map;

/** Thrown when a request is refused; nothing has been changed. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  /** Refuses with a problem of this kind. */
  public Refused(ProblemType type, String detail, Map<String, Object> members) {
    super(detail, null, false, false);
    this.problem = new Problem(type, detail, members);
  }

  /** Refuses with a problem of this kind that needs no further members. */
  public Refused(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }

  /** Something named does not exist. */
  public static Refused notFound(String what, String id) {
    return new Refused(
        ProblemType.NOT_FOUND, "There is no %s %s; check its id.".formatted(what, id));
  }

  /** A rule does not allow it. */
  public static Refused rule(String detail) {
    return new Refused(ProblemType.RULE_BROKEN, detail);
  }

  /**
   * A field is wrong.
   *
   * @param pointer JSON pointer (RFC 6901) of the field
   */
  public static Refused field(String pointer, String detail) {
    return new Refused(
        ProblemType.INVALID_FIELDS,
        "%s: %s".formatted(pointer.substring(1), detail),
        Map.of("errors", List.of(new FieldError(pointer, detail))));
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }
}
