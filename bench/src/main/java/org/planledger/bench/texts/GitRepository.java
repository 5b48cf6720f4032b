package org.planledger.bench.texts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** A commit for each revision, a file for each element with a word a line, and an index by day. */
final class GitRepository {
  private final Path folder;
  private long[] days = new long[0];
  private ObjectId[] commits = new ObjectId[0];

  GitRepository(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Files are listed in the order of their ranks. */
  static String path(long rank) {
    long place = rank >>> Integer.SIZE;
    return "%03d/%04d.%08x".formatted(place / 18, place, rank & 0xffff_ffffL);
  }

  /** Imports the workload, unless that is done. */
  void load(Log log) throws IOException, InterruptedException {
    if (Files.exists(index())) {
      return;
    }
    run("init", "--quiet", "--bare", "--initial-branch=main", ".");
    List<Long> dates = new ArrayList<>();
    Map<Integer, Long> paths = new HashMap<>();
    Process process =
        git("fast-import", "--quiet").redirectInput(ProcessBuilder.Redirect.PIPE).start();
    try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16)) {
      log.eachVersion(
          (element, revision, at, rank, words) -> {
            try {
              commit(out, paths.get(element), rank, at, words);
              paths.put(element, rank);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            dates.add(Log.day(at).toEpochDay());
          });
    }
    end(process);
    run("commit-graph", "write", "--reachable", "--changed-paths");
    Process list = git("rev-list", "--reverse", "main").start();
    List<String> hashes =
        new String(list.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .toList();
    end(list);
    List<String> lines = new ArrayList<>(hashes.size());
    for (int i = 0; i < hashes.size(); i++) {
      lines.add(dates.get(i) + " " + hashes.get(i));
    }
    Files.write(index(), lines);
  }

  private Path index() {
    return folder.resolve("index-by-day");
  }

  /** Reads the index by day. */
  void open() throws IOException {
    List<String> lines = Files.readAllLines(index());
    days = new long[lines.size()];
    commits = new ObjectId[days.length];
    for (int i = 0; i < days.length; i++) {
      int space = lines.get(i).indexOf(' ');
      days[i] = Long.parseLong(lines.get(i), 0, space, 10);
      commits[i] = ObjectId.fromString(lines.get(i).substring(space + 1));
    }
  }

  private static void commit(
      OutputStream out, @Nullable Long before, long rank, Instant at, @Nullable List<String> words)
      throws IOException {
    write(
        out,
        "commit refs/heads/main\ncommitter W <w@example.org> %d +0000\ndata 0\n"
            .formatted(at.getEpochSecond()));
    if (before != null && (words == null || before != rank)) {
      write(out, "D %s\n".formatted(path(before)));
    }
    if (words != null) {
      byte[] text = String.join("\n", words).getBytes(StandardCharsets.UTF_8);
      write(out, "M 100644 inline %s\ndata %d\n".formatted(path(rank), text.length + 1));
      out.write(text);
      write(out, "\n");
    }
    write(out, "\n");
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.US_ASCII));
  }

  /** The last commit of a day or before. */
  ObjectId at(LocalDate day) {
    int place = Arrays.binarySearch(days, day.toEpochDay());
    if (place < 0) {
      return commits[-place - 2];
    }
    while (place + 1 < days.length && days[place + 1] == days[place]) {
      place++;
    }
    return commits[place];
  }

  /** A word of a file, and the day on which it came. */
  record Blamed(String word, LocalDate day) {}

  /** Asks {@code git blame} about every line, that is word, of a file. */
  List<Blamed> blame(String path) throws IOException, InterruptedException {
    Process process = git("blame", "--line-porcelain", "main", "--", path).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    end(process);
    List<Blamed> words = new ArrayList<>();
    LocalDate day = LocalDate.EPOCH;
    String time = "committer-time ";
    for (String line : lines) {
      if (line.startsWith(time)) {
        day = Log.day(Instant.ofEpochSecond(Long.parseLong(line.substring(time.length()))));
      } else if (line.startsWith("\t")) {
        words.add(new Blamed(line.substring(1), day));
      }
    }
    return words;
  }

  ProcessBuilder git(String... arguments) throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    end(git(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  private static void end(Process process) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException("git failed; see above");
    }
  }
}
