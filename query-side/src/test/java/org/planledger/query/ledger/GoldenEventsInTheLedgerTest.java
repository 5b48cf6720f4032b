package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.CanonicalJson;

/** What is stored has to be what the ledger takes up: JSON without a second way to read it. */
class GoldenEventsInTheLedgerTest {
  private static final Path FOLDER = Path.of("../platform/src/test/resources/golden");

  @Test
  void theStoredFormOfEveryEventCanBeTakenUp() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(file -> file.toString().endsWith(".jsonl")).toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        assertThatCode(() -> CanonicalJson.parse(line))
            .as("%s: %s", file, line)
            .doesNotThrowAnyException();
      }
    }
  }
}
