package org.planledger.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/** Files of H2 on a disk that is full, or takes no end of time, when it is told to. */
public final class FaultyDisk extends FilePathWrapper {
  private static final AtomicInteger WAITING = new AtomicInteger();
  private static volatile boolean full;
  private static volatile CountDownLatch ready = new CountDownLatch(0);

  /** For H2, which makes one for each path. */
  public FaultyDisk() {}

  /** Whether it is full from now on. */
  public static void isFull(boolean now) {
    full = now;
  }

  /** Whether what is written from now on waits until it is not any more. */
  static void isSlow(boolean now) {
    ready.countDown();
    ready = new CountDownLatch(now ? 1 : 0);
  }

  /** Whether something waits to be written. */
  static boolean isWaitedFor() {
    return WAITING.get() > 0;
  }

  private static void awaitDisk() throws IOException {
    WAITING.incrementAndGet();
    try {
      ready.await();
    } catch (InterruptedException stopping) {
      throw new InterruptedIOException();
    } finally {
      WAITING.decrementAndGet();
    }
    if (full) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public OutputStream newOutputStream(boolean append) throws IOException {
    awaitDisk();
    return super.newOutputStream(append);
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new OnDisk(super.open(mode));
  }

  private static final class OnDisk extends FileBase {
    private final FileChannel file;

    OnDisk(FileChannel file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return file.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      awaitDisk();
      return file.write(from);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
