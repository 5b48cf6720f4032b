package org.planledger.standalone;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.planledger.carry.Backup;
import org.planledger.carry.Database;
import org.planledger.carry.Snapshot;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.StoredEvents;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives a backup to the command on this machine that asks for it: a store in a file is open to this
 * process alone.
 */
@RestController
final class BackupEndpoint {
  static final String PATH = "/api/backup";

  /** The header that names the folder of the server. */
  static final String DATA = "Planledger-Data";

  private final DataSource store;
  private final StoredEvents log;
  private final boolean embedded;
  private final Path data;

  BackupEndpoint(
      DataSource store,
      StoredEvents log,
      @Value("${spring.datasource.url}") String url,
      @Value("${planledger.data}") Path data) {
    this.store = store;
    this.log = log;
    this.embedded = Database.isEmbedded(url);
    this.data = data;
  }

  /** In the thread of the request: an answer of another thread is cut off after a time. */
  @GetMapping(PATH)
  void backup(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()) {
      throw new Refused(
          ProblemType.NOT_FOUND, "A backup has all names in it; ask from the same machine.");
    }
    response.setHeader(DATA, Client.folder(data.toRealPath()));
    try (Snapshot snapshot = Snapshot.of(store, log, embedded)) {
      response.setContentType("application/zip");
      Backup.write(snapshot, response.getOutputStream(), (step, done, total) -> {});
    }
  }
}
