package org.planledger.bench.texts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** One git process that stays, asked for every file of the commit that the index by day gives. */
final class GitCatFile implements Engine {
  private final GitRepository git;
  private @Nullable Process process;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();

  GitCatFile(GitRepository git) {
    this.git = git;
  }

  @Override
  public String name() {
    return Prepared.CAT_FILE;
  }

  @Override
  public void load(Log log) throws IOException, InterruptedException {
    git.load(log);
  }

  @Override
  public void open(Log log) throws IOException {
    git.open();
    process = git.git("cat-file", "--batch-command", "--buffer").start();
    in = new BufferedInputStream(process.getInputStream(), 1 << 18);
    out = process.getOutputStream();
  }

  @Override
  public int draft(LocalDate day, byte[] to) throws IOException {
    String commit = git.at(day).name();
    StringBuilder commands = new StringBuilder();
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      commands
          .append("contents ")
          .append(commit)
          .append(':')
          .append(GitRepository.path(Log.rank(element)));
      commands.append('\n');
    }
    out.write(commands.append("flush\n").toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
    int end = 0;
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      int size = size();
      end += in.readNBytes(to, end, size);
      in.skipNBytes(1);
    }
    return end;
  }

  /** Reads {@code <object> blob <size>}. */
  private int size() throws IOException {
    int size = 0;
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        throw new IOException("git cat-file ended");
      }
      size = next == ' ' ? 0 : size * 10 + next - '0';
      next = in.read();
    }
    return size;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }
}
