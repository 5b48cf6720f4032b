package org.planledger.ledger;

/** Numbers as the ledger writes them: decimal digits, no sign, no leading zero, up to 2^63-1. */
final class Decimal {
  private Decimal() {}

  static long parse(String what, String text) {
    boolean form =
        !text.isEmpty()
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && (text.length() == 1 || text.charAt(0) != '0');
    try {
      if (form) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Falls through: longer than any number that is allowed.
    }
    throw new Malformed(what + " is no decimal number from 0 to 2^63-1: " + text);
  }
}
