package org.planledger.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, so that it can be killed. */
final class ServerProcess {
  private ServerProcess() {}

  /** Starts one on a folder; the first line it prints ends in its URL. */
  static Process start(Path data, String... properties) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
    command.add("-Daxoniq.update-checker.disabled=true");
    command.addAll(List.of(properties));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Planledger.class.getName(),
            "serve",
            "--data",
            data.toString(),
            "--port",
            "0"));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
