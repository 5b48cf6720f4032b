package org.planledger.problem;

/**
 * What is wrong with one field.
 *
 * @param pointer JSON pointer (RFC 6901) of the field
 */
public record FieldError(String pointer, String detail) {}
