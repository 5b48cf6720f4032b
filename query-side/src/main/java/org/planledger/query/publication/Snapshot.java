package org.planledger.query.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.query.export.Format;
import org.planledger.query.ledger.FirstCheckpoints;
import org.planledger.query.publication.PublicationTables.Due;
import org.planledger.query.texts.IssuedDrafts;
import org.planledger.query.texts.Papers.Seen;
import org.planledger.web.JsonAnswers;

/**
 * The bytes of a snapshot.
 *
 * @param files by name, in the order of the manifest
 */
record Snapshot(String manifest, Map<String, byte[]> files) {
  static final String MANIFEST = "manifest.json";
  static final String ZIP = "publication.zip";
  private static final String PROOF = "issued.tlog-proof";

  /** The earliest that a zip file can say. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /**
   * Of an issued draft, in every format. It depends on nothing but the log up to the first
   * checkpoint over the event, and on how this version of the software writes.
   *
   * @param actor id of who issued it
   */
  static Snapshot of(
      Due due, IssuedDrafts.Issued issued, @Nullable String actor, FirstCheckpoints.First first) {
    Seen<DraftPaper> draft = issued.draft();
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Manifest.File> listed = new ArrayList<>();
    for (Format format : Format.values()) {
      String name = "draft." + format.suffix();
      files.put(name, format.ofDraft(draft.found()));
      listed.add(file(name, format.type().toString(), files.get(name)));
    }
    files.put(PROOF, first.proof().getBytes(UTF_8));
    listed.add(file(PROOF, "text/plain;charset=UTF-8", files.get(PROOF)));
    IssuedDrafts.Due when = issued.due();
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            due.planId(),
            issued.title(),
            due.document(),
            draft.revision(),
            new Manifest.Issued(
                due.eventId(), due.revision(), issued.recordedAt(), issued.on(), actor),
            when == null
                ? null
                : new Manifest.Due(
                    when.deadlineId(), when.meetingId(), when.when().day(), when.when().at()),
            draft.found().paper().get().languages(),
            new Manifest.Proof(first.index(), first.checkpoint()),
            listed);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try {
      JsonAnswers.write(manifest, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Snapshot(json.toString(UTF_8), files);
  }

  private static Manifest.File file(String name, String mediaType, byte[] bytes) {
    return new Manifest.File(name, mediaType, bytes.length, sha256(bytes));
  }

  /** Of the manifest. */
  String sha256() {
    return sha256(manifest.getBytes(UTF_8));
  }

  /** In hexadecimal. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The manifest and the files in one, not compressed: how well that is done differs from one
   * version of Java to the next, and the bytes must not.
   */
  byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, MANIFEST, manifest.getBytes(UTF_8));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(zip, file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
