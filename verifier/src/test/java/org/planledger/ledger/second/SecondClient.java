package org.planledger.ledger.second;

import static org.planledger.ledger.second.Bytes.root;
import static org.planledger.ledger.second.Bytes.sha;
import static org.planledger.ledger.second.Wrong.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.planledger.ledger.second.SignedNotes.Checkpoint;

/**
 * A client of tlog-tiles (C2SP), sharing no code with the ledger: it makes the tree of a log anew
 * from the entries that are answered, and compares it with the checkpoint and all tiles. Paths are
 * those of up to 1000 tiles on a level.
 */
public final class SecondClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI log;

  private SecondClient(URI log) {
    this.log = log;
  }

  /**
   * Gives the size of the log.
   *
   * @param log its prefix, with a slash at the end
   * @param vkeys of the log
   */
  public static long read(URI log, List<String> vkeys) throws Exception {
    return new SecondClient(log).read(new SignedNotes(vkeys));
  }

  private long read(SignedNotes notes) throws Exception {
    Checkpoint checkpoint = notes.open(get("checkpoint"));
    List<byte[]> leaves = new ArrayList<>();
    while (leaves.size() < checkpoint.size()) {
      int width = (int) Math.min(256, checkpoint.size() - leaves.size());
      addEntries("tile/entries/" + SecondVerifier.tile(leaves.size() / 256, width), width, leaves);
    }
    check(root(leaves).equals(checkpoint.root()), 1);
    for (Map.Entry<String, byte[]> tile : SecondVerifier.tiles(leaves).entrySet()) {
      check(Arrays.equals(get(tile.getKey()), tile.getValue()), 1);
    }
    return checkpoint.size();
  }

  /** Each entry stands after its length, 16 bits, high byte first. */
  private void addEntries(String path, int width, List<byte[]> leaves) throws Exception {
    ByteBuffer entries = ByteBuffer.wrap(get(path));
    for (int i = 0; i < width; i++) {
      byte[] entry = new byte[Short.toUnsignedInt(entries.getShort())];
      entries.get(entry);
      leaves.add(sha(new byte[] {0}, entry));
    }
    check(!entries.hasRemaining(), 2);
  }

  private byte[] get(String path) throws IOException, InterruptedException, Wrong {
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(log.resolve(path)).build(), BodyHandlers.ofByteArray());
    check(answer.statusCode() == 200, 2);
    return answer.body();
  }
}
