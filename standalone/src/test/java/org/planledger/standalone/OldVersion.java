package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What version 0.1.0 left behind of the reference case: its folder of data, with an erased name in
 * it, the last checkpoint, and what it answered.
 */
public final class OldVersion {
  /** What it answered, by path. */
  private static final Map<String, String> ANSWERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("/api/plans", "plans"),
              Map.entry("/api/plans/itu-2020/draft?lang=en", "plans_itu-2020_draft_lang_en"),
              Map.entry(
                  "/api/plans/itu-2020/draft?at=date:2017-09-01",
                  "plans_itu-2020_draft_at_date_2017-09-01"),
              Map.entry(
                  "/api/plans/itu-2020/timeline?order=log", "plans_itu-2020_timeline_order_log"),
              Map.entry("/api/plans/itu-2020/amendments", "plans_itu-2020_amendments"),
              Map.entry("/api/plans/itu-2020/deadlines", "plans_itu-2020_deadlines"),
              Map.entry(
                  "/api/plans/itu-2020/provisions/purpose/history",
                  "plans_itu-2020_provisions_purpose_history"),
              Map.entry(
                  "/api/plans/itu-2020/provisions/purpose/provenance?lang=en",
                  "plans_itu-2020_provisions_purpose_provenance_lang_en"),
              Map.entry("/api/meetings/CWG-SFP-2", "meetings_CWG-SFP-2"),
              Map.entry("/api/meetings/CWG-SFP-3", "meetings_CWG-SFP-3"),
              Map.entry("/api/actions", "actions"),
              Map.entry("/api/consultations", "consultations"),
              Map.entry("/api/contributions/erased-1", "contributions_erased-1")));

  private final Path folder;

  private OldVersion(Path folder) {
    this.folder = folder;
  }

  /** A copy of it, in a folder that is empty or not there yet. */
  public static OldVersion in(Path folder) throws IOException {
    try (InputStream resource = OldVersion.class.getResourceAsStream("version-0.1.0.zip");
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
    try (Stream<Path> keys = Files.list(folder.resolve("data/keys"))) {
      for (Path key : keys.filter(file -> file.toString().endsWith(".key")).toList()) {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      }
    }
    return new OldVersion(folder);
  }

  /** Its folder of data. */
  public Path data() {
    return folder.resolve("data");
  }

  /** The last checkpoint that it signed. */
  Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  /** A server says the same of its log, but until when it is known. */
  void isToldBy(Running server, long position) throws IOException {
    for (Map.Entry<String, String> answer : ANSWERS.entrySet()) {
      String path = answer.getKey();
      JsonNode now =
          server.get(path + (path.contains("?") ? "&" : "?") + "minPosition=" + position).body();
      String then =
          Files.readString(folder.resolve("answers/%s.json".formatted(answer.getValue())));
      assertThat(comparable(now)).as(path).isEqualTo(comparable(Running.json(then)));
    }
  }

  private static String comparable(JsonNode answer) {
    return answer.toPrettyString().replaceAll("\"knownAt\" : \"[^\"]*\"", "\"knownAt\" : \"now\"");
  }
}
