package org.planledger.query.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.planledger.plan.Draft;
import org.planledger.query.texts.Papers;
import org.planledger.web.JsonAnswers;

/** What writes drafts as JSON: two builds that may write one draft otherwise differ. */
final class Build {
  /** One of each library that says what is written or writes it. */
  private static final List<Class<?>> PARTS =
      List.of(
          Papers.class,
          Draft.class,
          JsonAnswers.class,
          ObjectMapper.class,
          JsonGenerator.class,
          JsonInclude.class,
          JavaTimeModule.class,
          Jdk8Module.class);

  private Build() {}

  /** What names this build: a hash of the names and checksums of what is in each library. */
  static byte[] id() {
    MessageDigest hash = Answer.sha256();
    add(hash, Runtime.version().toString());
    try {
      for (Class<?> part : PARTS) {
        add(hash, part.getProtectionDomain().getCodeSource().getLocation());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return hash.digest();
  }

  private static void add(MessageDigest hash, URL library) throws IOException, URISyntaxException {
    if (library.openConnection() instanceof JarURLConnection nested) {
      // It belongs to the loader of classes, which goes on with it.
      add(hash, nested.getJarFile());
      return;
    }
    Path path = Path.of(library.toURI());
    if (Files.isDirectory(path)) {
      addFolder(hash, path);
    } else {
      try (JarFile jar = new JarFile(path.toFile())) {
        add(hash, jar);
      }
    }
  }

  private static void add(MessageDigest hash, JarFile jar) {
    jar.stream().forEach(entry -> add(hash, entry.getName() + " " + entry.getCrc()));
  }

  private static void addFolder(MessageDigest hash, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(hash, folder.relativize(file).toString().replace(File.separatorChar, '/'));
        hash.update(Files.readAllBytes(file));
      }
    }
  }

  private static void add(MessageDigest hash, String name) {
    hash.update((name + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
