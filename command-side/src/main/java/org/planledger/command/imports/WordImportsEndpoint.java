package org.planledger.command.imports;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.word.WordAmendments;
import org.planledger.paper.word.WordDocument;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes a Word document that was downloaded here and has been worked on. */
@RestController
public final class WordImportsEndpoint {
  private final WordImports imports;

  /** Hands the document to an importer. */
  public WordImportsEndpoint(WordImports imports) {
    this.imports = imports;
  }

  @PostMapping(
      path = "/api/imports/word/{plan}",
      consumes = WordDocument.MEDIA_TYPE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  WordImports.Report take(
      @PathVariable String plan,
      @RequestParam String proposer,
      @RequestParam(required = false) @Nullable String contributionId,
      @RequestParam(required = false) @Nullable String on,
      @RequestParam(defaultValue = "false") boolean dryRun,
      HttpServletRequest http)
      throws IOException {
    // One byte more than it may have, so that what is too long is seen to be.
    byte[] docx = http.getInputStream().readNBytes(WordAmendments.limit() + 1);
    WordImports.Wanted wanted = new WordImports.Wanted(plan, proposer, contributionId, on);
    return dryRun ? imports.dryRun(docx, wanted) : imports.run(docx, wanted);
  }
}
