package org.planledger.ledger;

/** What an Ed25519 key signs. The number is part of the key's id (C2SP signed-note). */
public enum KeyKind {
  /** The text of a note: the key of a log. */
  LOG(1),
  /** The text of a note with the time at which it was seen (C2SP tlog-cosignature): a witness. */
  WITNESS(4);

  private final byte number;

  KeyKind(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }

  static KeyKind of(byte number) {
    for (KeyKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new Malformed("no kind of key that is known here: " + number);
  }
}
