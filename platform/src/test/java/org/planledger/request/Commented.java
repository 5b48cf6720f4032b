package org.planledger.request;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the source of a record says of it and of its components.
 *
 * @param sentence of the whole
 * @param components sentences by component
 */
record Commented(String sentence, Map<String, String> components) {
  private static final Path SOURCES = Path.of("..");
  private static final String ANNOTATIONS = "(?:@\\w+(?:\\((?:[^()]|\\([^()]*\\))*\\))?\\s*)*";
  private static final Pattern TAG = Pattern.compile("\\s@(param|return|throws) ");
  private static final Pattern INLINE = Pattern.compile("\\{@\\w+ #?([^}]*)}");

  /** Reads the comment before a type; one without has none. */
  static Commented of(Class<?> type) {
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    Matcher comment =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*"
                    + ANNOTATIONS
                    + "(?:\\w+ )*(?:record|interface|enum) "
                    + type.getSimpleName()
                    + "\\b",
                Pattern.DOTALL)
            .matcher(source(top));
    return comment.find() ? parsed(comment.group(1)) : new Commented("", Map.of());
  }

  private static String source(Class<?> top) {
    String file = top.getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(SOURCES)) {
      Path found =
          modules
              .map(module -> module.resolve("src/main/java").resolve(file))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      return Files.readString(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Commented parsed(String comment) {
    String text = INLINE.matcher(comment.replaceAll("\\n\\s*\\*", " ")).replaceAll("$1");
    String[] parts = TAG.split(text.replaceAll("\\s+", " "), -1);
    Map<String, String> components = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] named = parts[i].strip().split(" ", 2);
      if (named.length == 2) {
        components.put(named[0], sentence(named[1]));
      }
    }
    return new Commented(sentence(parts[0].replace("<p>", "")), components);
  }

  private static String sentence(String words) {
    String text = words.strip();
    return text.isEmpty() || text.endsWith(".")
        ? text
        : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
