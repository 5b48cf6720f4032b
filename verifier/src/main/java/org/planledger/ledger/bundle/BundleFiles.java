package org.planledger.ledger.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.planledger.ledger.Malformed;

/**
 * The files of a bundle, in a zip file or a folder. Nothing is unpacked: names are looked up, never
 * used as paths of their own, and only those that a bundle can have are taken.
 */
public abstract sealed class BundleFiles implements AutoCloseable {
  private static final Pattern NAME =
      Pattern.compile(
          "README|manifest\\.json|checkpoint|keys\\.json|erasures\\.json|events\\.ndjson"
              + "|checkpoints\\.ndjson"
              + "|tile/[0-7]/(?:x\\d{3}/){0,6}\\d{3}(?:\\.p/\\d{1,3})?");
  private static final Pattern FOLDER =
      Pattern.compile("tile/(?:[0-7]/(?:x\\d{3}/){0,6}(?:\\d{3}\\.p/)?)?");
  private static final int MAX_FILES = 1_000_000;

  private BundleFiles() {}

  /**
   * Opens a bundle.
   *
   * @throws IOException where it cannot be read
   * @throws Malformed where it has a file that no bundle has, or one twice
   */
  public static BundleFiles open(Path bundle) throws IOException {
    if (Files.isDirectory(bundle)) {
      return new Folder(bundle);
    }
    try {
      return new Zip(bundle);
    } catch (ZipException notAZip) {
      throw new Malformed("%s is no zip file: %s".formatted(bundle, notAZip.getMessage()));
    }
  }

  /** The paths, sorted. */
  public abstract Set<String> names();

  /** The bytes of a file, as a stream that {@link Malformed} ends where it unpacks to too much. */
  public abstract InputStream stream(String name) throws IOException;

  /**
   * The bytes of a file.
   *
   * @throws Malformed where there is none, or it has more bytes than allowed
   */
  public byte[] read(String name, int max) throws IOException {
    if (!names().contains(name)) {
      throw new Malformed(name + " is missing");
    }
    try (InputStream in = stream(name)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new Malformed("%s has more than %d bytes".formatted(name, max));
      }
      return bytes;
    } catch (ZipException damaged) {
      throw new Malformed("%s cannot be unpacked: %s".formatted(name, damaged.getMessage()));
    }
  }

  @Override
  public abstract void close() throws IOException;

  private static void check(String name, int files) {
    if (!NAME.matcher(name).matches()) {
      throw new Malformed("no bundle has a file of this name: " + name);
    }
    if (files > MAX_FILES) {
      throw new Malformed("no bundle has more than " + MAX_FILES + " files");
    }
  }

  private static final class Folder extends BundleFiles {
    private final Path folder;
    private final Set<String> names = new TreeSet<>();

    Folder(Path folder) throws IOException {
      this.folder = folder;
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = folder.relativize(file).toString().replace('\\', '/');
              if (!attributes.isRegularFile()) {
                throw new Malformed(name + " is no plain file");
              }
              names.add(name);
              check(name, names.size());
              return FileVisitResult.CONTINUE;
            }
          });
    }

    @Override
    public Set<String> names() {
      return names;
    }

    @Override
    public InputStream stream(String name) throws IOException {
      if (!names.contains(name)) {
        throw new Malformed(name + " is missing");
      }
      return Files.newInputStream(folder.resolve(name));
    }

    @Override
    public void close() {}
  }

  private static final class Zip extends BundleFiles {
    private static final long FREE_BYTES = 1 << 20;
    private static final long MAX_RATIO = 200;

    private final ZipFile zip;
    private final TreeMap<String, ZipEntry> entries = new TreeMap<>();

    Zip(Path file) throws IOException {
      zip = new ZipFile(file.toFile());
      try {
        Enumeration<? extends ZipEntry> all = zip.entries();
        while (all.hasMoreElements()) {
          ZipEntry entry = all.nextElement();
          if (FOLDER.matcher(entry.getName()).matches()) {
            continue;
          }
          check(entry.getName(), entries.size());
          if (entries.put(entry.getName(), entry) != null) {
            throw new Malformed(entry.getName() + " is there twice");
          }
        }
      } catch (Malformed refused) {
        zip.close();
        throw refused;
      }
    }

    @Override
    public Set<String> names() {
      return entries.navigableKeySet();
    }

    @Override
    public InputStream stream(String name) throws IOException {
      ZipEntry entry = entries.get(name);
      if (entry == null) {
        throw new Malformed(name + " is missing");
      }
      long max = Math.max(FREE_BYTES, MAX_RATIO * entry.getCompressedSize());
      return new FilterInputStream(zip.getInputStream(entry)) {
        private long left = max;

        @Override
        public int read() throws IOException {
          int read = super.read();
          count(read < 0 ? 0 : 1);
          return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int read = super.read(bytes, offset, length);
          count(read);
          return read;
        }

        private void count(int read) {
          left -= Math.max(read, 0);
          if (left < 0) {
            throw new Malformed("%s unpacks to more than %d bytes".formatted(name, max));
          }
        }
      };
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
