package org.planledger.query.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Signer;
import org.planledger.ledger.VerifierKey;
import org.planledger.query.ledger.LedgerTables.LogKey;

/**
 * The private keys of this node: files {@code *.key} in a folder outside the database. Which of
 * them sign is said by the log: the first one, and those that rotations have named.
 */
final class LedgerKeys {
  /** The one that a first start makes by itself. */
  static final String GENERATED = "generated.key";

  private final Path folder;
  private final String origin;
  private final LedgerTables tables;
  private final boolean production;

  LedgerKeys(Path folder, String origin, LedgerTables tables, boolean production) {
    this.folder = folder;
    this.origin = origin;
    this.tables = tables;
    this.production = production;
  }

  /**
   * Finds the key of the log; at the first start one is made, unless this is production.
   *
   * @throws IllegalStateException where the start has to be refused, saying what to do
   */
  void open() throws IOException {
    Files.createDirectories(folder);
    Map<Path, Signer> files = files();
    List<LogKey> known = tables.keys();
    if (known.isEmpty()) {
      tables.addKey(first(files).verifier(), 0);
    } else if (!known.getFirst().key().name().equals(origin)) {
      throw new IllegalStateException(
          "planledger.ledger.origin is %s, but this log is %s; its name never changes"
              .formatted(origin, known.getFirst().key().name()));
    }
    if (production) {
      refuseGenerated(files);
    }
  }

  private Signer first(Map<Path, Signer> files) throws IOException {
    if (files.size() > 1) {
      throw new IllegalStateException(
          "%s holds %d keys of the log %s; leave the one that is to sign first"
              .formatted(folder, files.size(), origin));
    }
    if (files.size() == 1) {
      return files.values().iterator().next();
    }
    if (production) {
      throw new IllegalStateException(
          "%s holds no key of the log %s. Make one with: java -jar verifier.jar keygen log %s %s"
              .formatted(folder, origin, origin, folder.resolve("ledger.key")));
    }
    Signer generated = Signer.generate(origin, KeyKind.LOG);
    generated.write(folder.resolve(GENERATED));
    return generated;
  }

  private void refuseGenerated(Map<Path, Signer> files) {
    Signer generated = files.get(folder.resolve(GENERATED));
    if (generated != null
        && tables.keys().stream()
            .anyMatch(
                key -> key.key().equals(generated.verifier()) && key.signsAt(Instant.now()))) {
      throw new IllegalStateException(
          "%s was made by itself at a first start and is no key for production. Make another with java -jar verifier.jar keygen log, start without the profile prod, send RotateLedgerKey, and take the old file away"
              .formatted(folder.resolve(GENERATED)));
    }
  }

  /** The private keys of this log, by file. They are read again each time: one may be added. */
  private Map<Path, Signer> files() throws IOException {
    Map<Path, Signer> signers = new LinkedHashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.key")) {
      List<Path> sorted = new ArrayList<>();
      files.forEach(sorted::add);
      sorted.sort(null);
      for (Path file : sorted) {
        Signer signer = read(file);
        if (signer.verifier().kind() == KeyKind.LOG && signer.verifier().name().equals(origin)) {
          signers.put(file, signer);
        }
      }
    }
    return signers;
  }

  private static Signer read(Path file) throws IOException {
    try {
      return Signer.read(file);
    } catch (Malformed malformed) {
      throw new IllegalStateException(
          "%s is no key: %s".formatted(file, malformed.getMessage()), malformed);
    } catch (AccessDeniedException denied) {
      throw new IllegalStateException(
          "%s cannot be read; it has to belong to the user of the server".formatted(file), denied);
    }
  }

  /**
   * The keys that sign a checkpoint now.
   *
   * @throws IllegalStateException where none of them is here, saying which are needed
   */
  List<Signer> signing(long size, Instant now) throws IOException {
    List<VerifierKey> inForce = inForce(size, now);
    Map<VerifierKey, Signer> here = here();
    List<Signer> signers = inForce.stream().map(here::get).filter(Objects::nonNull).toList();
    if (signers.isEmpty()) {
      throw new IllegalStateException(
          "Nothing is signed: %s holds the private key of none of %s".formatted(folder, inForce));
    }
    return signers;
  }

  /** The keys that have to sign now, and of which the private ones are not here. */
  List<VerifierKey> missing(long size, Instant now) throws IOException {
    Set<VerifierKey> here = here().keySet();
    return inForce(size, now).stream().filter(key -> !here.contains(key)).toList();
  }

  private List<VerifierKey> inForce(long size, Instant now) {
    return tables.keys().stream()
        .filter(key -> key.from() <= size && key.signsAt(now))
        .map(LogKey::key)
        .toList();
  }

  /** The keys of which the private ones are here, in force or not. */
  Set<VerifierKey> held() throws IOException {
    return here().keySet();
  }

  private Map<VerifierKey, Signer> here() throws IOException {
    return files().values().stream()
        .collect(Collectors.toMap(Signer::verifier, signer -> signer, (one, same) -> one));
  }
}
