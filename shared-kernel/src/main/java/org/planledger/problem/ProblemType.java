package org.planledger.problem;

/** The kinds of problem, each with its HTTP status and a title that never changes. */
public enum ProblemType {
  MALFORMED_JSON(400, "The body is not well-formed JSON"),
  MALFORMED_REQUEST(400, "The request is malformed"),
  NOT_FOUND(404, "Not found"),
  PROOF_NOT_READY(404, "The proof is not ready yet"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "The representation asked for does not exist"),
  RULE_BROKEN(409, "A rule of the product does not allow this"),
  AMENDMENTS_OVERLAP(409, "Changes to the same words collide"),
  WRITERS_COLLIDE(409, "Too many writers at the same time"),
  WITHDRAWN(410, "Withdrawn"),
  STALE_REVISION(412, "The record has moved on"),
  TOO_LARGE(413, "Too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
  INVALID_FIELDS(422, "Fields are missing, unknown or of the wrong form"),
  KEY_REUSED(422, "The idempotency key was used for another command"),
  NO_CHANGE(422, "Nothing would change"),
  INTERNAL(500, "Something went wrong here"),
  UNAVAILABLE(503, "Not available at the moment"),
  READ_ONLY(503, "Nothing is recorded any more");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** A sentence that is the same for all problems of this kind. */
  public String title() {
    return title;
  }

  /** The stable URI of this kind. */
  public String uri() {
    return "https://planledger.example/problems/" + slug();
  }

  /** The last part of the URI. */
  public String slug() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
