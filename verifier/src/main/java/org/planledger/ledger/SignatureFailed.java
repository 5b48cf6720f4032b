package org.planledger.ledger;

/** A signature that claims to be of a known key and is not. */
public final class SignatureFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SignatureFailed(VerifierKey key) {
    super("the signature of %s does not fit the text".formatted(key.name()));
  }
}
