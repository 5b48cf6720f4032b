package org.planledger.command.imports;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes many commands, one a line (NDJSON). */
@RestController
public final class ImportsEndpoint {
  private final Importer importer;

  /** Hands the lines to an importer. */
  public ImportsEndpoint(Importer importer) {
    this.importer = importer;
  }

  @PostMapping(
      path = "/api/imports",
      consumes = "application/x-ndjson",
      produces = MediaType.APPLICATION_JSON_VALUE)
  Importer.Result take(
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      HttpServletRequest http)
      throws IOException {
    return dryRun ? importer.dryRun(http.getInputStream()) : importer.run(http.getInputStream());
  }
}
