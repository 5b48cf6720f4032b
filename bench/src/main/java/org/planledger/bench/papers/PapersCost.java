package org.planledger.bench.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planledger.bench.Measured;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What it takes to write a long plan, beside LibreOffice. */
@Command(
    name = "papers",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a plan of many provisions as PDF and DOCX, and a redline of it as DOCX, and has",
      "LibreOffice convert the HTML page of the same, each in a process of its own, in turns.",
      "Seconds are of the whole process, of ours with a heap of 1 GB, megabytes the most that it"
          + " had",
      "in memory."
    })
public final class PapersCost implements Callable<Integer> {
  private static final Path OFFICE = Path.of("/usr/bin/soffice");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");
  private static final int LOOK_EACH_MILLIS = 20;

  @Option(names = "--provisions", split = ",", description = "default: ${DEFAULT-VALUE}")
  private int[] provisions = {1_000, 3_000};

  @Mixin private Measured measured = new Measured();

  /** For the command line. */
  public PapersCost() {}

  /** What a process took. */
  private record Taken(double seconds, double megabytes) {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("planledger-bench");
    for (int n : provisions) {
      for (Work work : Work.values()) {
        Path page = folder.resolve("%s-%d.html".formatted(work, n));
        work.writePage(n, page);
        List<Taken> ours = new ArrayList<>();
        List<Taken> theirs = new ArrayList<>();
        for (int round = -1; round < measured.rounds(); round++) {
          Taken mine = run(java(work, n, folder.resolve("%s-%d".formatted(work, n))));
          Path converted = Files.createTempDirectory(folder, "office");
          Taken other = run(office(work, page, folder, converted));
          requireFile(converted);
          if (round >= 0) {
            ours.add(mine);
            theirs.add(other);
          }
        }
        tell(work, n, "s", Taken::seconds, ours, theirs);
        tell(work, n, "MB", Taken::megabytes, ours, theirs);
        Path file = folder.resolve("running-%s-%d".formatted(work, n));
        measured.inTurns(
            work.title() + ", in a running process",
            n,
            1,
            new Measured.Contenders().with("planledger", (round, i) -> work.write(n, file)));
      }
    }
    measured.finish();
    return 0;
  }

  private void tell(
      Work work,
      int n,
      String unit,
      ToDoubleFunction<Taken> figure,
      List<Taken> ours,
      List<Taken> theirs) {
    measured.add(work.title(), n, "planledger", unit, all(figure, ours));
    measured.add(work.title(), n, "LibreOffice", unit, all(figure, theirs));
  }

  private static double[] all(ToDoubleFunction<Taken> figure, List<Taken> rounds) {
    return rounds.stream().mapToDouble(figure).toArray();
  }

  private static List<String> java(Work work, int n, Path file) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-cp",
        System.getProperty("java.class.path"),
        WritePaper.class.getName(),
        work.name(),
        String.valueOf(n),
        file.toString());
  }

  /** It ends well too where it has converted nothing. */
  private static void requireFile(Path converted) throws IOException {
    try (Stream<Path> files = Files.list(converted)) {
      if (files.noneMatch(file -> file.toFile().length() > 0)) {
        throw new IllegalStateException("LibreOffice has converted nothing into " + converted);
      }
    }
  }

  private static List<String> office(Work work, Path page, Path folder, Path converted) {
    List<String> command =
        new ArrayList<>(
            List.of(
                OFFICE.toString(),
                "--headless",
                "--norestore",
                "-env:UserInstallation=" + folder.resolve("profile").toUri()));
    command.addAll(work.conversion());
    command.addAll(List.of("--outdir", converted.toString(), page.toString()));
    return command;
  }

  private static Taken run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("planledger-bench", ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long peak = 0;
    boolean ended = false;
    while (!ended) {
      ended = process.waitFor(LOOK_EACH_MILLIS, TimeUnit.MILLISECONDS);
      // Of the largest: a script that starts LibreOffice takes nothing beside it.
      long now =
          Stream.concat(Stream.of(process.toHandle()), process.descendants())
              .mapToLong(PapersCost::peak)
              .max()
              .orElse(0);
      peak = Math.max(peak, now);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "%s ended with %d: %s"
              .formatted(command.getFirst(), process.exitValue(), Files.readString(log)));
    }
    return new Taken(seconds, peak / 1024.0);
  }

  /** In kilobytes; 0: it has ended. */
  private static long peak(ProcessHandle process) {
    try {
      Matcher found =
          PEAK.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
