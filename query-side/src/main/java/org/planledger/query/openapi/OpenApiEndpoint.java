package org.planledger.query.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers the OpenAPI document of the whole interface, commands included: {@code
 * docs/openapi.json}.
 */
@RestController
public final class OpenApiEndpoint {
  private final byte[] document;

  /** Answers the document that this version was built with. */
  public OpenApiEndpoint() {
    try (InputStream file =
        Objects.requireNonNull(OpenApiEndpoint.class.getResourceAsStream("openapi.json"))) {
      document = file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GetMapping("/api/openapi.json")
  ResponseEntity<byte[]> document() {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noCache())
        .body(document);
  }
}
