package org.planledger.standalone;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import me.tongfei.progressbar.ProgressBar;
import org.planledger.carry.Watcher;

/** Shows how far a log has been carried. */
final class Bar implements Watcher, AutoCloseable {
  private final ProgressBar bar;
  private String step = "";

  Bar(String task) {
    bar = Progress.bar(task, -1);
  }

  @Override
  public void reached(String now, long done, long total) {
    if (!now.equals(step)) {
      step = now;
      bar.maxHint(total);
      bar.setExtraMessage(" " + now);
    }
    bar.stepTo(done);
  }

  /** A stream whose bytes it shows. */
  OutputStream counting(OutputStream to) {
    return new FilterOutputStream(to) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        bar.stepBy(length);
      }

      @Override
      public void write(int octet) throws IOException {
        out.write(octet);
        bar.step();
      }
    };
  }

  @Override
  public void close() {
    bar.close();
  }
}
