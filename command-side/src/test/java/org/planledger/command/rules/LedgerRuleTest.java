package org.planledger.command.rules;

import java.time.LocalDate;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Signer;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.SubjectErased;

/** How keys are rotated and names erased. */
class LedgerRuleTest {
  private static final LocalDate TODAY = LocalDate.parse("2018-03-01");
  private static final String KEY =
      Signer.generate(Situation.ORIGIN, KeyKind.LOG).verifier().toString();
  private static final String ROTATE =
      "RotateLedgerKey {'key':'%s','overlap':'P30D'}".formatted(KEY);
  private static final String ERASE = "ErasePerson {'person':'p-aaaaaaaaaaaaaaaa'}";

  @Test
  void aKeyIsRotatedToOnce() {
    Situation.after().when(ROTATE).makes(new KeyRotated(KEY, Period.ofDays(30), null, TODAY));
    Situation.after(ROTATE).when(ROTATE).breaksRule("make a new one");
  }

  @Test
  void withoutAnOverlapTheOldKeyStopsAtOnce() {
    Situation.after()
        .when("RotateLedgerKey {'key':'%s','reason':'stolen'}".formatted(KEY))
        .makes(new KeyRotated(KEY, Period.ZERO, "stolen", TODAY));
  }

  @Test
  void aKeyIsAVerifierKeyOfALog() {
    Situation.after().when("RotateLedgerKey {'key':'secret'}").isWrongAt("/key");
    Situation.after()
        .when("RotateLedgerKey {'key':'%s'}".formatted(KEY.replaceFirst("\\+.", "+z")))
        .isWrongAt("/key");
    Situation.after()
        .when(
            "RotateLedgerKey {'key':'%s'}"
                .formatted(Signer.generate("witness.example/w", KeyKind.WITNESS).verifier()))
        .isWrongAt("/key");
  }

  @Test
  void aKeyBearsTheNameOfTheLog() {
    Situation.after()
        .when(
            "RotateLedgerKey {'key':'%s'}"
                .formatted(Signer.generate("other.example/log", KeyKind.LOG).verifier()))
        .isWrongAt("/key", "is a key of the log other.example/log", "keygen log plans.example/log");
  }

  @Test
  void aPersonIsErasedOnce() {
    Situation.after().when(ERASE).makes(new SubjectErased("p-aaaaaaaaaaaaaaaa", TODAY));
    Situation.after(ERASE).when(ERASE).breaksRule("erased already");
  }
}
