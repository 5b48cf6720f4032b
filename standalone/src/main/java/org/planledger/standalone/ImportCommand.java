package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a file of commands, or what was changed in a Word document. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Carries out commands, one a line, in their order.",
      "Of a Word document (.docx) that was downloaded from here and worked on, shows each change as"
          + " the amendment that it would be, and with --send proposes them."
    },
    footer = {
      "",
      "A line is {\"command\":\"OpenPlan\",\"id\":\"any-unique-string\",\"actor\":\"a"
          + " name\",\"body\":{...}}.",
      "An import that was interrupted is simply run again: what was done is not done twice.",
      "A line that is refused stops it; what came before stays. Of a Word document, all is"
          + " proposed or nothing.",
      "",
      "Exit codes: 0 all carried out or shown, 1 a line or the document was refused, 2 the file"
          + " or the server could not be read or reached."
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "file of commands, - is the standard input; or a Word document")
  private Path file = Path.of("-");

  @Option(names = "--dry-run", description = "checks every line as if carried out; writes nothing")
  private boolean dryRun;

  @Option(names = "--send", description = "of a Word document: proposes what is changed in it")
  private boolean send;

  @Option(
      names = "--proposer",
      paramLabel = "NAME",
      description = "of a Word document: who proposes it, by name or id")
  private @Nullable String proposer;

  @Option(
      names = "--contribution",
      paramLabel = "ID",
      description = "of a Word document: the contribution that it comes in")
  private @Nullable String contribution;

  @Option(
      names = "--on",
      paramLabel = "DAY",
      description = "of a Word document: the day of it; else that of the last change in it")
  private @Nullable String on;

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  ImportCommand() {}

  @Override
  public Integer call() throws IOException {
    requireSense();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (store.isInUse()) {
      return run(new Client("http://127.0.0.1:" + store.port), out, err);
    }
    try (Server server = Server.start(store.data, 0)) {
      return run(new Client(server.url()), out, err);
    }
  }

  private boolean isWord() {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".docx");
  }

  private void requireSense() {
    if (isWord() && proposer == null) {
      throw mistake("A Word document needs --proposer, who proposes what is changed in it.");
    }
    if (send && dryRun) {
      throw mistake("--send and --dry-run exclude each other.");
    }
    if (!isWord() && (send || proposer != null || contribution != null || on != null)) {
      throw mistake(
          "--send, --proposer, --contribution and --on are of Word documents, and %s does not end in .docx."
              .formatted(file));
    }
  }

  private ParameterException mistake(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private int run(Client client, PrintWriter out, PrintWriter err) throws IOException {
    if (proposer != null) {
      return new WordImport(client, Files.readAllBytes(file), proposer, contribution, on)
          .run(send, out, err);
    }
    boolean standardInput = file.toString().equals("-");
    long size = standardInput ? -1 : Files.size(file);
    Import running;
    JsonNode refusal;
    try (InputStream in = standardInput ? System.in : Files.newInputStream(file);
        ProgressBar bar = Progress.bar("importing", size)) {
      running = new Import(client, new BufferedInputStream(in), bar::stepTo);
      refusal = dryRun ? running.dryRun() : running.run();
    }
    if (refusal != null) {
      err.println(running.refusal(refusal));
      return 1;
    }
    out.println(running.summary(dryRun));
    return 0;
  }
}
