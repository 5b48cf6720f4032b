package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Signer;
import org.planledger.ledger.VerifierKey;
import org.planledger.query.ledger.LedgerSettings.Witness;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

class LedgerKeysTest {
  private static final String ORIGIN = "plans.example/log";

  @TempDir private Path folder;
  private LedgerTables tables;

  @BeforeEach
  void makeTables() {
    JdbcDataSource database = new JdbcDataSource();
    database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    new ResourceDatabasePopulator(new ClassPathResource("db/migration/ledger/V1__ledger.sql"))
        .execute(database);
    tables = new LedgerTables(JdbcClient.create(database), new JdbcTemplate(database));
  }

  private LedgerKeys keys(boolean production) {
    return new LedgerKeys(folder, ORIGIN, tables, production);
  }

  @Test
  void theFirstStartMakesAKeyThatOnlyItsOwnerCanRead() throws IOException {
    keys(false).open();
    Path file = folder.resolve(LedgerKeys.GENERATED);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(keys(false).signing(0, Instant.now()))
        .extracting(Signer::verifier)
        .containsExactly(tables.keys().getFirst().key());
  }

  @Test
  void productionMakesNoKeyAndTakesNoneThatMadeItself() throws IOException {
    assertThatThrownBy(() -> keys(true).open())
        .hasMessageContaining("holds no key of the log " + ORIGIN)
        .hasMessageContaining("keygen log " + ORIGIN);
    keys(false).open();
    assertThatThrownBy(() -> keys(true).open())
        .hasMessageContaining("is no key for production")
        .hasMessageContaining("RotateLedgerKey");
  }

  @Test
  void productionTakesAKeyThatWasMadeForIt() throws IOException {
    Signer signer = Signer.generate(ORIGIN, KeyKind.LOG);
    signer.write(folder.resolve("ledger.key"));
    keys(true).open();
    assertThat(tables.keys()).extracting(key -> key.key()).containsExactly(signer.verifier());
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws IOException {
    keys(false).open();
    Path file = folder.resolve(LedgerKeys.GENERATED);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> keys(false).signing(0, Instant.now()))
        .hasMessageContaining("may be used by others")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void ofAnOverlapEachKeyIsMissedThatIsNotHereAndTheOldOneNoLongerOnceItIsOver()
      throws IOException {
    keys(false).open();
    Instant now = Instant.parse("2018-01-10T12:00:00Z");
    VerifierKey old = tables.keys().getFirst().key();
    Signer next = Signer.generate(ORIGIN, KeyKind.LOG);
    tables.addKey(next.verifier(), 5);
    tables.retireAllBut(next.verifier(), now.plusSeconds(60));
    assertThat(keys(false).missing(4, now)).isEmpty();
    assertThat(keys(false).missing(5, now)).containsExactly(next.verifier());
    next.write(folder.resolve("next.key"));
    assertThat(keys(false).missing(5, now)).isEmpty();
    Files.delete(folder.resolve(LedgerKeys.GENERATED));
    assertThat(keys(false).missing(5, now)).containsExactly(old);
    assertThat(keys(false).missing(5, now.plusSeconds(60))).isEmpty();
  }

  @Test
  void settingsThatCannotBeKeptAreRefused() {
    Witness witness =
        new Witness(
            URI.create("http://127.0.0.1:1"),
            Signer.generate("witness.example/w1", KeyKind.WITNESS).verifier().toString());
    assertThat(settings("50s", List.of(witness), 1).quorum()).isEqualTo(1);
    assertThatThrownBy(() -> settings("50001ms", List.of(), 0))
        .hasMessageContaining("planledger.ledger.interval is PT50.001S, and may be PT50S at most");
    assertThatThrownBy(() -> settings("0s", List.of(), 0))
        .hasMessageContaining("planledger.ledger.interval is PT0S");
    assertThatThrownBy(() -> settings("1s", List.of(witness), 2))
        .hasMessageContaining("planledger.ledger.quorum is 2, and there are 1 witnesses");
    assertThatThrownBy(() -> settings("1s", List.of(witness, witness), 1))
        .hasMessageContaining("given twice");
  }

  private LedgerSettings settings(String interval, List<Witness> witnesses, int quorum) {
    return new LedgerSettings(
        ORIGIN,
        folder,
        DurationStyle.detectAndParse(interval),
        Duration.ofHours(1),
        witnesses,
        quorum);
  }

  @Test
  void whatIsNoKeyIsNamed() throws IOException {
    Path file = folder.resolve("ledger.key");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "secret");
    assertThatThrownBy(() -> keys(false).open())
        .hasMessageContaining(file + " is no key")
        .hasMessageNotContaining("secret");
  }

  @Test
  void theFirstOfTwoKeysIsNotGuessed() throws IOException {
    Signer.generate(ORIGIN, KeyKind.LOG).write(folder.resolve("one.key"));
    Signer.generate(ORIGIN, KeyKind.LOG).write(folder.resolve("two.key"));
    assertThatThrownBy(() -> keys(false).open()).hasMessageContaining("holds 2 keys");
  }

  @Test
  void nothingIsSignedWithoutAKeyThatIsInForce() throws IOException {
    keys(false).open();
    Files.delete(folder.resolve(LedgerKeys.GENERATED));
    assertThatThrownBy(() -> keys(false).signing(0, Instant.now()))
        .hasMessageContaining("Nothing is signed")
        .hasMessageContaining(tables.keys().getFirst().key().toString());
    assertThatThrownBy(() -> new LedgerKeys(folder, "other/log", tables, false).open())
        .hasMessageContaining("its name never changes");
  }
}
