package org.planledger.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

@AnalyzeClasses(packages = "org.planledger.ledger", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] JAVA = {
    "java.io..",
    "java.lang..",
    "java.math..",
    "java.nio..",
    "java.security..",
    "java.time..",
    "java.util..",
    "org.jspecify.."
  };

  @ArchTest
  static final ArchRule theFormatsNeedJavaOnly =
      classes()
          .that()
          .resideInAPackage("org.planledger.ledger")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with("org.planledger.ledger"));

  @ArchTest
  static final ArchRule theVerifierHasNoNetwork =
      classes()
          .that()
          .resideInAnyPackage("org.planledger.ledger.bundle", "org.planledger.ledger.verifier")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              with(
                  "org.planledger.ledger",
                  "org.planledger.ledger.bundle",
                  "org.planledger.ledger.verifier"));

  private static String[] with(String... packages) {
    String[] all = Arrays.copyOf(JAVA, JAVA.length + packages.length);
    System.arraycopy(packages, 0, all, JAVA.length, packages.length);
    return all;
  }
}
