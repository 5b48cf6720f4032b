package org.planledger.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files of H2 whose writes reach the disk one after the other, each before it returns: {@code
 * jdbc:h2:durable:FOLDER/NAME}.
 *
 * <p>H2 itself leaves writes to the operating system, which may carry them out in any order. After
 * a loss of power its file can then lack commits, or refer to space that was already written over.
 */
public final class DurableFiles extends FilePathWrapper {

  /** For H2, which makes one for each path. */
  public DurableFiles() {}

  /** Makes the scheme known to H2. */
  public static void register() {
    FilePath.register(new DurableFiles());
  }

  @Override
  public String getScheme() {
    return "durable";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return super.open(mode.equals("rw") ? "rwd" : mode);
  }
}
