package org.planledger.ledger.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Tile;

/**
 * Writes bundles: the same contents give the same bytes. Everything is read twice, first for hashes
 * and lengths; nothing is held but those. Only the published checkpoints are read once, into a file
 * of their own for that time. Files in a zip are stored, not compressed, because what a compressor
 * makes of them depends on its version.
 */
public final class BundleWriter {
  /** Not the first day that a zip file can name: Java would add the time in its own zone. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private BundleWriter() {}

  /** Writes the bytes of a file. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Takes the files of a bundle. */
  @FunctionalInterface
  private interface Sink {
    void file(String path, Content content) throws IOException;
  }

  private record Summary(long size, long crc, Hash hash) {
    static Summary of(Content content) throws IOException {
      MessageDigest sha256 = Hash.sha256();
      CRC32 crc = new CRC32();
      long[] size = {0};
      try (OutputStream out =
          new BufferedOutputStream(
              new OutputStream() {
                @Override
                public void write(int b) {
                  write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                  sha256.update(bytes, offset, length);
                  crc.update(bytes, offset, length);
                  size[0] += length;
                }
              })) {
        content.writeTo(out);
      }
      return new Summary(size[0], crc.getValue(), Hash.copyOf(sha256.digest()));
    }
  }

  /**
   * Writes a zip file; the stream stays open.
   *
   * @throws IOException where it cannot be written, or the contents change meanwhile
   */
  public static void writeZip(Bundle bundle, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    write(
        bundle,
        (path, summary, content) -> {
          ZipEntry entry = new ZipEntry(path);
          entry.setTimeLocal(NO_TIME);
          entry.setSize(summary.size());
          entry.setCrc(summary.crc());
          zip.putNextEntry(entry);
          content.writeTo(zip);
          zip.closeEntry();
        });
    zip.finish();
  }

  /**
   * Writes a folder.
   *
   * @param folder is made; its parent exists
   * @throws IOException where it exists already or cannot be written
   */
  public static void writeFolder(Bundle bundle, Path folder) throws IOException {
    Files.createDirectory(folder);
    write(
        bundle,
        (path, summary, content) -> {
          Path file = folder.resolve(path);
          Files.createDirectories(file.getParent());
          try (OutputStream out =
              new BufferedOutputStream(
                  Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
            content.writeTo(out);
          }
        });
  }

  /** Takes the files of a bundle with what is known of them. */
  @FunctionalInterface
  private interface SummarySink {
    void file(String path, Summary summary, Content content) throws IOException;
  }

  private static void write(Bundle bundle, SummarySink sink) throws IOException {
    Path published = Files.createTempFile("checkpoints", ".ndjson");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(published))) {
        for (String note : bundle.published()) {
          out.write(CanonicalJson.write(note));
          out.write('\n');
        }
      }
      write(bundle, published, sink);
    } finally {
      Files.delete(published);
    }
  }

  private static void write(Bundle bundle, Path published, SummarySink sink) throws IOException {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    files(bundle, published, (path, content) -> summaries.put(path, Summary.of(content)));
    Map<String, Object> hashes = new LinkedHashMap<>();
    summaries.forEach((path, summary) -> hashes.put(path, summary.hash().toString()));
    byte[] manifest = CanonicalJson.write(Map.of("format", Bundle.FORMAT, "files", hashes));
    Content content = out -> out.write(manifest);
    sink.file(Bundle.MANIFEST, Summary.of(content), content);
    files(
        bundle,
        published,
        (path, file) -> {
          Summary summary = summaries.get(path);
          if (summary == null) {
            throw new IOException(path + " came to be while the bundle was written");
          }
          sink.file(path, summary, file);
        });
  }

  private static void files(Bundle bundle, Path published, Sink sink) throws IOException {
    sink.file(Bundle.README, out -> out.write(Bundle.readme()));
    sink.file(Bundle.CHECKPOINT, out -> out.write(bundle.checkpoint().bytes()));
    sink.file(Bundle.CHECKPOINTS, out -> Files.copy(published, out));
    sink.file(Bundle.KEYS, out -> out.write(bundle.keysJson()));
    sink.file(Bundle.ERASURES, out -> out.write(bundle.erasuresJson()));
    sink.file(
        Bundle.EVENTS,
        out -> {
          for (LoggedEvent event : bundle.events()) {
            out.write(event.line());
            out.write('\n');
          }
        });
    long size = Checkpoint.parse(bundle.checkpoint().text()).size();
    Iterator<Tile> tiles = Tile.ofTree(size).iterator();
    while (tiles.hasNext()) {
      Tile tile = tiles.next();
      byte[] hashes;
      try {
        hashes = bundle.tiles().read(tile);
      } catch (NoSuchElementException lost) {
        continue; // Whoever checks the bundle finds it missing.
      }
      sink.file(tile.path(), out -> out.write(hashes));
    }
  }
}
