package org.planledger.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.standalone.CommandLineRun;
import org.planledger.standalone.OldVersion;
import org.planledger.store.Schema;
import org.planledger.store.SchemaPart;
import org.planledger.store.TestDatabases;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Backups that are whole, and such that are not. */
class BackupIT {
  private static final Watcher NOBODY = (step, done, total) -> {};

  /** What makes itself anew, or is of one store alone. */
  private static final Set<String> NOT_CARRIED =
      Set.of(
          "amendment",
          "amendment_beside",
          "dead_letter",
          "ledger_audit",
          "log_entry",
          "log_entry_beside",
          "projection",
          "publication_due",
          "publication_log",
          "publication_withdrawn",
          "read_only",
          "rebuild",
          "schedule",
          "schedule_log",
          "scheduled_draft",
          "snapshot",
          "tracking_token");

  @TempDir private static Path folder;
  private static Path whole;
  private static String store;

  @TempDir private Path here;

  @BeforeAll
  static void backUp() throws IOException {
    store = Stores.file(OldVersion.in(folder.resolve("old")).data());
    whole = folder.resolve("whole.zip");
    try (Database database = Database.open(store, null, null);
        Snapshot snapshot = Snapshot.of(database);
        Backup backup = Backup.write(whole, out -> Backup.write(snapshot, out, NOBODY))) {
      assertThat(backup.point().events()).isEqualTo(179);
      assertThat(backup.point().recordedAt()).startsWith("2026-");
    }
  }

  /** Every part of the schema that any application has. */
  private static Database present(Path folder) throws IOException, SQLException {
    Database database =
        Database.open(Stores.file(OldVersion.in(folder.resolve("present")).data()), null, null);
    List<SchemaPart> parts = new ArrayList<>();
    for (Resource first :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:db/migration/*/V1__*.sql")) {
      String name = first.getURL().getPath().replaceFirst(".*/db/migration/([^/]+)/.*", "$1");
      // That one is of a test.
      if (!name.equals("notes")) {
        parts.add(new SchemaPart(name));
      }
    }
    assertThat(parts).hasSizeGreaterThan(5);
    new Schema(parts).migrate(database.connections());
    return database;
  }

  @Test
  void everyTableIsCarriedOrKnownNotToBe() throws Exception {
    try (Database database = present(here)) {
      Set<String> tables =
          new TreeSet<>(
              JdbcClient.create(database.connections())
                  .sql(
                      "SELECT lower(table_name) FROM information_schema.tables WHERE table_schema ="
                          + " current_schema")
                  .query(String.class)
                  .list());
      for (Table table : Table.values()) {
        assertThat(tables.remove(table.title())).as(table.title()).isTrue();
      }
      tables.removeIf(table -> table.endsWith("_schema_history"));
      assertThat(tables).containsExactlyInAnyOrderElementsOf(NOT_CARRIED);
    }
  }

  @Test
  void whatIsOfEveryTableIsRestoredInAStoreOfTheOtherKindAndBack() throws Exception {
    Path file = here.resolve("every.zip");
    Path again = here.resolve("again.zip");
    Map<String, String> settings = TestDatabases.postgres();
    try (Database database = present(here)) {
      JdbcClient webhooks = JdbcClient.create(database.connections());
      webhooks
          .sql("UPDATE axonserver_copy SET next_token = 170, shift = 10, different = 'in this'")
          .update();
      webhooks.sql("UPDATE webhook_log SET position = 170").update();
      webhooks
          .sql(
              """
              INSERT INTO webhook (webhook_id, url, types, plan_id, subscribed_at, position, delivered)
              VALUES ('Site', 'https://site.example/', 'plan.opened', NULL, 3, 160, TIMESTAMP WITH TIME ZONE '2026-11-01 10:00:00.123456+00'),
                ('site/2', 'https://site.example/2', '', 'itu-2020', 4, 4, NULL)\
              """)
          .update();
      webhooks
          .sql(
              """
              INSERT INTO webhook_held VALUES ('Site', 'plan:itu-2020', 3, 5, 2,
                TIMESTAMP WITH TIME ZONE '2026-11-01 10:00:00+00', TIMESTAMP WITH TIME ZONE '2026-11-01 11:00:00+00', 'answered 500')\
              """)
          .update();
      webhooks
          .sql(
              """
              INSERT INTO webhook_secret VALUES ('Site', 3, 'whsec_AAAA', TRUE, TIMESTAMP WITH TIME ZONE '2026-11-02 10:00:00+00'),
                ('Site', 9, 'whsec_BBBB', FALSE, NULL)\
              """)
          .update();
      try (Snapshot snapshot = Snapshot.of(database)) {
        Backup.write(file, out -> Backup.write(snapshot, out, NOBODY)).close();
      }
    }
    try (Backup backup = Backup.open(file);
        Database server = Database.open(settings.get("spring.datasource.url"), "postgres", null)) {
      assertThat(backup.contents().tables()).containsExactly(Table.values());
      assertThat(backup.digest(Table.WEBHOOK_SECRETS).rows()).isEqualTo(2);
      Carrying.restore(backup, server, false, NOBODY);
      try (Snapshot snapshot = Snapshot.of(server);
          Backup second = Backup.write(again, out -> Backup.write(snapshot, out, NOBODY));
          Database back = Database.open(Stores.file(here.resolve("back")), null, null)) {
        for (Table table : Table.values()) {
          assertThat(second.digest(table)).as(table.title()).isEqualTo(backup.digest(table));
        }
        Carrying.restore(second, back, false, NOBODY);
      }
    }
    // It is as much a copy of the log in Axon Server as what was backed up.
    CommandLineRun serving =
        CommandLineRun.of("serve", "--data", here.resolve("back").toString(), "--port", "0");
    assertThat(serving.exit()).isEqualTo(2);
    assertThat(serving.said())
        .contains("copy of a log in Axon Server", "SPRING_PROFILES_ACTIVE=axonserver");
  }

  @Test
  void whatIsRestoredIsBackedUpAsTheSame() throws IOException {
    Path again = here.resolve("again.zip");
    try (Backup backup = Backup.open(whole);
        Database database = Database.open(Stores.file(here.resolve("store")), null, null)) {
      Carrying.Outcome outcome = Carrying.restore(backup, database, false, NOBODY);
      assertThat(outcome.point()).isEqualTo(backup.point());
      assertThat(outcome.ledger()).isEqualTo(backup.contents().ledger());
      assertThat(outcome.findings()).isEmpty();
      try (Snapshot snapshot = Snapshot.of(database);
          Backup second = Backup.write(again, out -> Backup.write(snapshot, out, NOBODY))) {
        for (Table table : backup.contents().tables()) {
          assertThat(second.digest(table)).as(table.title()).isEqualTo(backup.digest(table));
        }
      }
      refuses(whole, database, "holds a log already");
    }
  }

  @Test
  void aNameThatTheLogSaysIsErasedIsErasedAgain() throws IOException {
    String names = Stores.file(OldVersion.in(here.resolve("old")).data());
    Path behind = here.resolve("behind.zip");
    try (Database database = Database.open(names, null, null)) {
      JdbcClient.create(database.connections())
          .sql("UPDATE person SET name = 'Ms Forgotten' WHERE name IS NULL")
          .update();
      try (Snapshot snapshot = Snapshot.of(database)) {
        Backup.write(behind, out -> Backup.write(snapshot, out, NOBODY)).close();
      }
    }
    try (Backup backup = Backup.open(behind);
        Database database = Database.open(Stores.file(here.resolve("store")), null, null)) {
      assertThat(Carrying.restore(backup, database, false, NOBODY).erasedAgain()).isEqualTo(1);
      assertThat(
              JdbcClient.create(database.connections())
                  .sql("SELECT count(*) FROM person WHERE name = 'Ms Forgotten'")
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }

  @Test
  void aLogThatIsNotWhatWasSignedIsRestoredAndToldSo() throws IOException {
    String changed = Stores.file(OldVersion.in(here.resolve("old")).data());
    Path file = here.resolve("changed.zip");
    try (Database database = Database.open(changed, null, null)) {
      JdbcClient.create(database.connections())
          .sql(
              "UPDATE domain_event SET recorded_at = '2020-01-01T00:00:00Z' WHERE global_index = 7")
          .update();
      try (Snapshot snapshot = Snapshot.of(database)) {
        Backup.write(file, out -> Backup.write(snapshot, out, NOBODY)).close();
      }
    }
    try (Backup backup = Backup.open(file);
        Database database = Database.open(Stores.file(here.resolve("store")), null, null)) {
      assertThat(Carrying.restore(backup, database, false, NOBODY).findings())
          .first(InstanceOfAssertFactories.STRING)
          .startsWith("LEAF_MISMATCH");
    }
  }

  @Test
  void aDamagedBackupIsRefusedNamingTheFileAndItsSum() throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    ZipEntry entry;
    try (ZipFile zip = new ZipFile(whole.toFile())) {
      entry = zip.getEntry("domain_event.ndjson");
    }
    // Nothing is written of one that is refused: the store is empty at the end as at the beginning.
    try (Database target = Database.open(Stores.file(here.resolve("store")), null, null);
        Backup backup = Backup.open(whole)) {
      byte[] flipped = bytes.clone();
      flipped[(int) entry.getCompressedSize() / 2] ^= 4;
      refuses(
          Files.write(here.resolve("flipped.zip"), flipped),
          target,
          "domain_event.ndjson",
          "SHA-256");
      refuses(
          Files.write(here.resolve("cut.zip"), java.util.Arrays.copyOf(bytes, bytes.length / 2)),
          target,
          "no whole backup");
      refuses(
          rewritten("person.ndjson", content -> content.replaceFirst("p-", "q-")),
          target,
          "person.ndjson has the SHA-256 ",
          "and was written with ");
      refuses(
          rewritten("ledger_leaf.ndjson", content -> null),
          target,
          "ledger_leaf.ndjson is missing");
      refuses(rewritten("manifest.json", content -> null), target, "manifest.json is missing");
      refuses(
          rewritten("manifest.json", content -> content.replace("ledger_key", "x")),
          target,
          "manifest.json is no manifest");
      refuses(
          rewritten("manifest.json", content -> content.replace("backup/v1", "backup/v2")),
          target,
          "planledger-backup/v2");
      refuses(
          rewritten(
              "manifest.json",
              content -> content.replace("\"store\" : \"1\"", "\"store\" : \"9\"")),
          target,
          "newer version");
      refuses(here.resolve("none.zip"), target, "There is no");
      assertThat(Carrying.restore(backup, target, false, NOBODY).findings()).isEmpty();
    }
  }

  private static void refuses(Path file, Database database, String... sentence) {
    assertThatThrownBy(
            () -> {
              try (Backup backup = Backup.open(file)) {
                Carrying.restore(backup, database, false, NOBODY);
              }
            })
        .isInstanceOf(CannotCarry.class)
        .message()
        .contains(sentence);
  }

  private interface Change {
    String of(String content);
  }

  private Path rewritten(String name, Change change) throws IOException {
    Path file = here.resolve(Integer.toHexString(here.toFile().list().length) + "-" + name);
    try (ZipFile zip = new ZipFile(whole.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals(name)) {
          String changed = change.of(new String(content, StandardCharsets.UTF_8));
          if (changed == null) {
            continue;
          }
          content = changed.getBytes(StandardCharsets.UTF_8);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(content);
        out.closeEntry();
      }
    }
    return file;
  }

  @Test
  void aBackupThatCannotBeWrittenToItsEndIsNoFile() throws IOException {
    Path file = here.resolve("full.zip");
    Files.createSymbolicLink(here.resolve("full.zip.part"), Path.of("/dev/full"));
    try (Database database = Database.open(store, null, null);
        Snapshot snapshot = Snapshot.of(database)) {
      assertThatThrownBy(() -> Backup.write(file, out -> Backup.write(snapshot, out, NOBODY)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
    assertThat(here).isEmptyDirectory();
    assertThatThrownBy(
            () -> Backup.write(file, out -> out.write("cut off".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("no whole backup");
    assertThat(here).isEmptyDirectory();
    byte[] before = Files.readAllBytes(whole);
    assertThatThrownBy(() -> Backup.write(whole, OutputStream::flush))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(whole).hasBinaryContent(before);
  }
}
