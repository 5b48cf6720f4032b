package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir private Path folder;

  /** Files that tell how they were opened. */
  public static final class Told extends FilePathWrapper {
    static final List<String> MODES = new ArrayList<>();

    /** For H2, which makes one for each path. */
    public Told() {}

    @Override
    public String getScheme() {
      return "told";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      MODES.add(mode);
      return super.open(mode);
    }
  }

  @Test
  void filesToWriteToAreOpenedForOrderedWritesAndOthersAsTheyWere() throws IOException {
    FilePath.register(new Told());
    FilePath.register(new DurableFiles());
    FilePath file = FilePath.get("durable:told:" + folder.resolve("file"));

    try (FileChannel channel = file.open("rw")) {
      channel.write(ByteBuffer.wrap(new byte[] {7}));
    }
    try (FileChannel channel = file.open("r")) {
      assertThat(channel.size()).isEqualTo(1);
    }

    assertThat(Told.MODES).containsExactly("rwd", "r");
  }
}
