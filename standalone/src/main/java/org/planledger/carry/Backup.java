package org.planledger.carry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.planledger.query.ledger.LedgerCheck;

/**
 * A log in a file: a zip file that holds the rows of each table that cannot be made anew, and last
 * a manifest that says what there is, with the hash of each. Private keys are not in it.
 */
public final class Backup implements Source, AutoCloseable {
  private static final String FORMAT = "planledger-backup/v1";
  private static final String MANIFEST = "manifest.json";
  private static final String ROWS = ".ndjson";
  private static final int LARGEST_MANIFEST = 1 << 20;
  private static final int BUFFER = 8192;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private final Path file;
  private final ZipFile zip;
  private final String id;
  private final Manifest manifest;
  private final Contents contents;

  private Backup(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    byte[] bytes = manifestBytes();
    this.id = HexFormat.of().formatHex(Rows.sha256().digest(bytes));
    try {
      this.manifest = JSON.readValue(bytes, Manifest.class);
      if (!manifest.format().equals(FORMAT)) {
        throw new CannotCarry(
            "%s is of the format %s, and this version of Planledger reads %s"
                .formatted(file, manifest.format(), FORMAT));
      }
      this.contents = manifest.contents();
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw damaged(MANIFEST + " is no manifest of a backup", e);
    }
  }

  /**
   * What is in a backup.
   *
   * @param takenAt when
   * @param versions of the tables, by part of the schema
   */
  private record Manifest(
      String format,
      String takenAt,
      Point point,
      LedgerCheck.Extent ledger,
      Map<String, String> versions,
      List<Part> tables) {

    Contents contents() {
      Map<Table, List<Column>> columns = new EnumMap<>(Table.class);
      Map<Table, Long> rows = new EnumMap<>(Table.class);
      for (Part part : tables) {
        Table table =
            Arrays.stream(Table.values())
                .filter(known -> known.title().equals(part.table()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No table " + part.table()));
        columns.put(table, Objects.requireNonNull(part.columns()));
        rows.put(table, part.rows());
      }
      if (!columns.keySet().containsAll(Table.of(versions))) {
        throw new IllegalArgumentException("Tables are missing");
      }
      return new Contents(
          Objects.requireNonNull(point),
          Objects.requireNonNull(ledger),
          Objects.requireNonNull(versions),
          columns,
          rows);
    }
  }

  /**
   * A table of a backup, in the file of its name.
   *
   * @param sha256 of the file, in hexadecimal
   */
  private record Part(String table, List<Column> columns, long rows, String sha256) {}

  /**
   * Writes a backup into a file that is there only once it is whole and was read again.
   *
   * @param content what writes it
   * @throws FileAlreadyExistsException where there is a file already; it is left as it is
   */
  public static Backup write(Path file, Content content) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file + " exists already; name another file");
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        content.writeTo(out);
      }
      try (Backup written = open(part)) {
        written.verify();
      }
      force(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        force(folder);
      }
      return open(file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes a backup. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream stays open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes what a store holds; the stream stays open. */
  public static void write(Snapshot snapshot, OutputStream out, Watcher watcher)
      throws IOException {
    Contents contents = snapshot.contents();
    List<Part> parts = new ArrayList<>();
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED);
    long[] done = {0};
    for (Table table : contents.tables()) {
      List<Column> columns = Objects.requireNonNull(contents.columns().get(table));
      zip.putNextEntry(new ZipEntry(table.title() + ROWS));
      Rows.Writer rows = new Rows.Writer(columns, new LeftOpen(zip));
      snapshot.rows(
          table,
          Long.MIN_VALUE,
          values -> {
            rows.row(values);
            watcher.reached(table.title(), ++done[0], contents.allRows());
          });
      Rows.Digest digest = rows.digest();
      zip.closeEntry();
      parts.add(new Part(table.title(), columns, digest.rows(), digest.sha256()));
    }
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(
        JSON.writeValueAsBytes(
            new Manifest(
                FORMAT,
                Instant.now().toString(),
                contents.point(),
                contents.ledger(),
                contents.versions(),
                parts)));
    zip.closeEntry();
    zip.finish();
  }

  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }

  /**
   * Opens a backup.
   *
   * @throws CannotCarry where the file is none, is cut off, or is of another format
   */
  public static Backup open(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new CannotCarry("There is no " + file);
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new CannotCarry("%s is no whole backup: %s".formatted(file, e.getMessage()), e);
    }
    try {
      return new Backup(file, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private byte[] manifestBytes() throws IOException {
    ZipEntry entry = entry(MANIFEST);
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes(LARGEST_MANIFEST);
    } catch (IOException e) {
      throw damaged("%s cannot be read: %s".formatted(MANIFEST, e.getMessage()), e);
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    if (sum.getValue() != entry.getCrc()) {
      throw damaged(
          "%s has the sum %08x, and was written with %08x"
              .formatted(MANIFEST, sum.getValue(), entry.getCrc()),
          null);
    }
    return bytes;
  }

  private ZipEntry entry(String name) throws CannotCarry {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw damaged(name + " is missing", null);
    }
    return entry;
  }

  private CannotCarry damaged(String sentence, @org.jspecify.annotations.Nullable Throwable cause) {
    return new CannotCarry("%s is damaged: %s".formatted(file, sentence), cause);
  }

  /**
   * Checks that everything is as it was written.
   *
   * @throws CannotCarry naming the part that is not, with its sum
   */
  public void verify() throws IOException {
    for (Part part : manifest.tables()) {
      String name = part.table() + ROWS;
      MessageDigest sha256 = Rows.sha256();
      try (InputStream in = zip.getInputStream(entry(name))) {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          sha256.update(buffer, 0, read);
        }
      } catch (CannotCarry missing) {
        throw missing;
      } catch (IOException e) {
        throw damaged(
            "%s cannot be read, and was written with the SHA-256 %s: %s"
                .formatted(name, part.sha256(), e.getMessage()),
            e);
      }
      String sum = HexFormat.of().formatHex(sha256.digest());
      if (!sum.equals(part.sha256())) {
        throw damaged(
            "%s has the SHA-256 %s, and was written with %s".formatted(name, sum, part.sha256()),
            null);
      }
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return file.toString();
  }

  @Override
  public Contents contents() {
    return contents;
  }

  /** How far the log goes that is in it. */
  public Point point() {
    return contents.point();
  }

  @Override
  public void rows(Table table, long after, Rows.Taker taker) throws IOException {
    List<Column> columns = Objects.requireNonNull(contents.columns().get(table));
    int key = columns.stream().map(Column::name).toList().indexOf(table.order(true));
    try (InputStream in =
        new BufferedInputStream(zip.getInputStream(entry(table.title() + ROWS)))) {
      Rows.read(
          in,
          columns,
          values -> {
            if (!table.grows() || (Long) Objects.requireNonNull(values[key]) > after) {
              taker.row(values);
            }
          });
    }
  }

  @Override
  public Rows.Digest digest(Table table) {
    Part part =
        manifest.tables().stream()
            .filter(one -> one.table().equals(table.title()))
            .findFirst()
            .orElseThrow();
    return new Rows.Digest(part.rows(), part.sha256());
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
