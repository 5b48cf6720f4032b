package org.planledger.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.planledger", importOptions = ArchitectureTest.OnlyMain.class)
class ArchitectureTest {
  private static final String[] KERNEL = {
    "org.planledger",
    "org.planledger.log..",
    "org.planledger.form..",
    "org.planledger.problem..",
    "org.planledger.page..",
    "org.planledger.text..",
    "org.planledger.plan..",
    "org.planledger.meeting..",
    "org.planledger.contribution..",
    "org.planledger.consultation..",
    "org.planledger.document..",
    "org.planledger.operation..",
    "org.planledger.feed..",
    "org.planledger.webhook..",
    "org.planledger.ledger.command..",
    "org.planledger.ledger.event.."
  };

  private static final String[] VERIFIER = {
    "org.planledger.ledger",
    "org.planledger.ledger.bundle..",
    "org.planledger.ledger.verifier..",
    "org.planledger.ledger.witness.."
  };

  /** Leaves the tests of all modules out. */
  static final class OnlyMain implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule theWriteSideDoesNotSeeTheReadSide =
      noClasses()
          .that()
          .resideInAPackage("org.planledger.command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.planledger.query..");

  @ArchTest
  static final ArchRule theReadSideDoesNotSeeTheWriteSide =
      noClasses()
          .that()
          .resideInAPackage("org.planledger.query..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.planledger.command..");

  @ArchTest
  static final ArchRule theKernelIsFreeOfFrameworks =
      classes()
          .that()
          .resideInAnyPackage(KERNEL)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              concat(
                  "java..",
                  "org.jspecify..",
                  "com.fasterxml.jackson.annotation..",
                  "org.pcollections.."));

  /** What proves the log must be checkable without the rest of the product. */
  @ArchTest
  static final ArchRule theVerifierStandsAlone =
      classes()
          .that()
          .resideInAnyPackage(VERIFIER)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              concatenated(
                  VERIFIER,
                  "java..",
                  "org.jspecify..",
                  "com.fasterxml.jackson..",
                  "com.sun.net.httpserver.."));

  @ArchTest
  static final ArchRule onlyWhoRecordsAndWhoKeepsTheLedgerSeesTheVerifier =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              concatenated(
                  VERIFIER,
                  "org.planledger.query.ledger..",
                  "org.planledger.command.ledger..",
                  "org.planledger.command.decision.."))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(VERIFIER);

  @ArchTest
  static final ArchRule textsKnowNothingButWords =
      classes()
          .that()
          .resideInAPackage("org.planledger.text..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.fasterxml.jackson.annotation..",
              "org.planledger.page..",
              "org.planledger.text..");

  @ArchTest
  static final ArchRule decisionsAreMadeWithoutSpring =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.planledger.command.plan..",
              "org.planledger.command.meeting..",
              "org.planledger.command.contribution..",
              "org.planledger.command.consultation..",
              "org.planledger.command.document..",
              "org.planledger.command.ledger..",
              "org.planledger.command.operation..",
              "org.planledger.command.webhook..",
              "org.planledger.command.decision..",
              "org.planledger.command.form..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "jakarta..");

  /** Papers are written the same wherever they are written. */
  @ArchTest
  static final ArchRule papersAreWrittenWithoutTheServer =
      noClasses()
          .that()
          .resideInAPackage("org.planledger.paper..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "org.axonframework..",
              "jakarta.servlet..",
              "org.planledger.command..",
              "org.planledger.people..",
              "org.planledger.query..",
              "org.planledger.request..",
              "org.planledger.store..",
              "org.planledger.web..");

  private static String[] concat(String... others) {
    return concatenated(KERNEL, others);
  }

  private static String[] concatenated(String[] some, String... others) {
    String[] all = java.util.Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }
}
