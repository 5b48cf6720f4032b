package org.planledger.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands between an application and a server, and lets through what it is told to. */
public final class FaultyWire implements AutoCloseable {
  private final ServerSocket listening;
  private final int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;
  private volatile boolean isSilent;
  private volatile Duration delay = Duration.ZERO;
  private volatile @Nullable String lastWords;
  private volatile boolean afterThem;

  /**
   * Leads to a server on this machine.
   *
   * @param server its port
   */
  public FaultyWire(int server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it is to be reached. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Ends every connection, and each new one at once. */
  public void cut() {
    isCut = true;
    open.forEach(FaultyWire::close);
  }

  /** Takes what comes and passes nothing on: nobody is told that the other end is away. */
  void silence() {
    isSilent = true;
  }

  /** Holds everything back for a while. */
  void delay(Duration each) {
    delay = each;
  }

  /** Lets everything through again, and what was held back. */
  public synchronized void mend() {
    isCut = false;
    isSilent = false;
    lastWords = null;
    delay = Duration.ZERO;
    notifyAll();
  }

  private synchronized void awaitPassage() throws InterruptedException {
    while (isSilent) {
      wait();
    }
  }

  /**
   * Is cut once: when words have come to the server.
   *
   * @param after whether the server still gets them and answers, but the answer does not come back
   */
  void cutAt(String words, boolean after) {
    afterThem = after;
    lastWords = words;
  }

  /** Whether it was cut at the last words it was told. */
  boolean hasCut() {
    return lastWords == null && isCut;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (isCut) {
          client.close();
          continue;
        }
        open.add(client);
        // Where there is no server, the client hears nothing, as from many a proxy.
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(upstream);
        if (isCut) {
          close(client);
          close(upstream);
        }
        Wire wire = new Wire(client, upstream);
        Thread.ofVirtual().start(() -> wire.carry(client, upstream, true));
        Thread.ofVirtual().start(() -> wire.carry(upstream, client, false));
      } catch (IOException closed) {
        // The loop ends if it is this end that was closed.
      }
    }
  }

  private final class Wire {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean answerIsLost;

    Wire(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void carry(Socket from, Socket to, boolean asks) {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        int count;
        while ((count = in.read(buffer)) >= 0) {
          if (asks && has(buffer, count)) {
            lastWords = null;
            if (!afterThem) {
              cut();
              return;
            }
            answerIsLost = true;
          } else if (!asks && answerIsLost) {
            cut();
            return;
          }
          Thread.sleep(delay);
          awaitPassage();
          out.write(buffer, 0, count);
          out.flush();
        }
      } catch (IOException | InterruptedException ended) {
        // So is the other direction.
      } finally {
        close(client);
        close(upstream);
        open.removeAll(Arrays.asList(client, upstream));
      }
    }

    private boolean has(byte[] buffer, int count) {
      String words = lastWords;
      return words != null
          && new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(words);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
