package org.planledger.query.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.entry.Person;
import org.planledger.query.export.Link;
import org.planledger.query.publication.PublicationTables.Due;
import org.planledger.query.publication.PublicationTables.Publication;
import org.planledger.query.publication.PublicationTables.Withdrawn;
import org.planledger.query.reading.Reads;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers snapshots of issued drafts, byte for byte as they were published. */
@RestController
@Reads(Publications.GROUP)
final class PublicationsEndpoint {
  private static final Duration KEPT = Duration.ofDays(365);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  static final MediaType ZIP = MediaType.parseMediaType("application/zip");
  private static final Logger LOG = LoggerFactory.getLogger(PublicationsEndpoint.class);

  private final StoredEvents log;
  private final PublicationTables tables;
  private final People people;

  PublicationsEndpoint(StoredEvents log, PublicationTables tables, People people) {
    this.log = log;
    this.tables = tables;
    this.people = people;
  }

  /** The publications of a plan, in the order in which they were issued. */
  record All(String plan, List<One> publications) {}

  /** What a manifest says is in a publication. */
  record Listed(List<String> languages, List<Manifest.File> files) {}

  /** How a publication is. */
  enum State {
    /** It waits for a checkpoint, or is being made. */
    WAITING,
    /** It could not be made, and is tried again. */
    FAILED,
    PUBLISHED,
    WITHDRAWN
  }

  /**
   * A publication.
   *
   * @param revision of the event that issued it
   * @param sha256 of its manifest; null: there is none yet
   * @param href of its manifest, which says all else
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record One(
      String document,
      long revision,
      State state,
      @Nullable String sha256,
      String href,
      @Nullable Withdrawal withdrawn,
      @Nullable String failure) {}

  /**
   * Who took it back, when and why.
   *
   * @param revision of the event
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Withdrawal(
      long revision, LocalDate on, Instant recordedAt, @Nullable Person by, String reason) {}

  @GetMapping("/api/plans/{plan}/publications")
  All all(@PathVariable String plan) {
    if (log.ofStream("plan:" + plan, 0, 1).isEmpty()) {
      throw Refused.notFound("plan", plan);
    }
    Map<String, Withdrawal> withdrawn =
        tables.withdrawn(plan).stream()
            .collect(Collectors.toMap(Withdrawn::document, this::withdrawal));
    Map<Long, One> all = new TreeMap<>();
    for (Due due : tables.ofPlan(plan)) {
      all.put(
          due.position(),
          one(
              due.document(),
              due.revision(),
              due.failure() == null ? State.WAITING : State.FAILED,
              null,
              withdrawn,
              due.failure()));
    }
    for (Publication made : tables.publications(plan)) {
      all.put(
          made.position(),
          one(made.document(), made.revision(), State.PUBLISHED, made.sha256(), withdrawn, null));
    }
    return new All(plan, List.copyOf(all.values()));
  }

  private static One one(
      String document,
      long revision,
      State state,
      @Nullable String sha256,
      Map<String, Withdrawal> withdrawn,
      @Nullable String failure) {
    Withdrawal withdrawal = withdrawn.get(document);
    return new One(
        document,
        revision,
        withdrawal == null ? state : State.WITHDRAWN,
        sha256,
        Link.publication(document) + (withdrawal == null ? "" : "?withdrawn=true"),
        withdrawal,
        failure);
  }

  private Withdrawal withdrawal(Withdrawn row) {
    String actor = row.actor();
    return new Withdrawal(
        row.revision(),
        row.on(),
        row.recordedAt(),
        actor == null ? null : new Person(actor, people.names(List.of(actor)).get(actor)),
        row.reason());
  }

  /**
   * The manifest.
   *
   * @param withdrawn whether it is wanted though it was taken back
   */
  @GetMapping("/api/plans/{plan}/publications/{document}")
  ResponseEntity<byte[]> manifest(
      @PathVariable String plan,
      @PathVariable String document,
      @RequestParam(defaultValue = "false") boolean withdrawn) {
    return manifest(required(plan, document, withdrawn), "../", withdrawn);
  }

  @GetMapping("/api/plans/{plan}/publications/{document}/{name}")
  ResponseEntity<byte[]> file(
      @PathVariable String plan,
      @PathVariable String document,
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean withdrawn) {
    Publication publication = required(plan, document, withdrawn);
    if (name.equals(Snapshot.MANIFEST)) {
      return manifest(publication, "../../", withdrawn);
    }
    Listed listed = listed(publication);
    Links links = new Links(publication, listed, "../../", withdrawn);
    if (name.equals(Snapshot.ZIP)) {
      Map<String, byte[]> files = new LinkedHashMap<>();
      listed.files().forEach(file -> files.put(file.name(), verified(publication, file)));
      return answer(publication, name, ZIP)
          .eTag(tag(publication.sha256() + ".zip"))
          .header(HttpHeaders.LINK, links.toManifest())
          .body(new Snapshot(publication.manifest(), files).zip());
    }
    Manifest.File file =
        listed.files().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        ProblemType.NOT_FOUND,
                        "Publication %s has no %s; it has %s."
                            .formatted(
                                document,
                                name,
                                listed.files().stream()
                                    .map(Manifest.File::name)
                                    .collect(Collectors.joining(", ")))));
    MediaType type = MediaType.parseMediaType(file.mediaType());
    ResponseEntity.BodyBuilder answer =
        answer(publication, name, type)
            .eTag(tag(file.sha256()))
            .header(HttpHeaders.LINK, links.ofFile(file));
    if (type.isCompatibleWith(MediaType.TEXT_HTML)) {
      answer.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }
    return answer.body(verified(publication, file));
  }

  /** Asked for again each time, since it may be withdrawn; its bytes stay the same. */
  private ResponseEntity<byte[]> manifest(Publication publication, String plan, boolean withdrawn) {
    byte[] bytes = publication.manifest().getBytes(UTF_8);
    Links links = new Links(publication, listed(publication), plan, withdrawn);
    return answer(publication, Snapshot.MANIFEST, MediaType.APPLICATION_JSON)
        .eTag(tag(publication.sha256()))
        .cacheControl(CacheControl.noCache())
        .header(HttpHeaders.LINK, links.ofManifest(tables.standing(publication.planId())))
        .body(bytes);
  }

  private static ResponseEntity.BodyBuilder answer(
      Publication publication, String name, MediaType type) {
    String file =
        "%s-%s-%s"
            .formatted(publication.planId(), publication.document(), name)
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceFirst("^[.-]+", "");
    return ResponseEntity.ok()
        .contentType(type)
        .cacheControl(CacheControl.maxAge(KEPT).immutable())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.inline().filename(file).build().toString())
        .header("X-Content-Type-Options", "nosniff");
  }

  private static String tag(String hash) {
    return "\"%s\"".formatted(hash);
  }

  private byte[] verified(Publication publication, Manifest.File file) {
    byte[] bytes = tables.file(publication, file.name());
    requireHash(publication, file.name(), file.sha256(), bytes);
    return bytes;
  }

  /** What is stored is never answered as what it is not. */
  private static void requireHash(
      Publication publication, String name, String sha256, byte[] bytes) {
    String found = Snapshot.sha256(bytes);
    if (!found.equals(sha256)) {
      String sentence =
          "%s of publication %s is damaged: it has the SHA-256 %s, and was published with %s. Restore a backup."
              .formatted(name, publication.document(), found, sha256);
      LOG.error("{}", sentence);
      throw new Refused(ProblemType.INTERNAL, sentence);
    }
  }

  private static Listed listed(Publication publication) {
    requireHash(
        publication,
        Snapshot.MANIFEST,
        publication.sha256(),
        publication.manifest().getBytes(UTF_8));
    try {
      JsonNode manifest = JSON.readTree(publication.manifest());
      List<Manifest.File> files = new ArrayList<>();
      for (JsonNode file : manifest.get("files")) {
        files.add(
            new Manifest.File(
                file.get("name").asText(),
                file.get("mediaType").asText(),
                file.get("size").asLong(),
                file.get("sha256").asText()));
      }
      List<String> languages = new ArrayList<>();
      manifest.get("languages").forEach(language -> languages.add(language.asText()));
      return new Listed(languages, files);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest cannot be read", e);
    }
  }

  private Publication required(String plan, String document, boolean evenWithdrawn) {
    Optional<Withdrawn> withdrawn =
        tables.withdrawn(plan).stream().filter(row -> row.document().equals(document)).findFirst();
    if (withdrawn.isPresent() && !evenWithdrawn) {
      throw new Refused(
          ProblemType.WITHDRAWN,
          "Draft %s was withdrawn on %s: %s What was published can still be seen with withdrawn=true."
              .formatted(document, withdrawn.get().on(), sentence(withdrawn.get().reason())),
          Map.of("withdrawn", withdrawal(withdrawn.get())));
    }
    return tables
        .find(plan, document)
        .orElseThrow(
            () ->
                tables.ofPlan(plan).stream()
                    .filter(due -> due.document().equals(document))
                    .findFirst()
                    .map(PublicationsEndpoint::waiting)
                    .orElseGet(
                        () ->
                            new Refused(
                                ProblemType.NOT_FOUND,
                                "No draft of plan %s was issued as %s."
                                    .formatted(plan, document))));
  }

  private static Refused waiting(Due due) {
    return new Refused(
        ProblemType.UNAVAILABLE,
        due.failure() == null
            ? "Draft %s is issued, and is published once a checkpoint covers that, within a minute. Ask again in a moment."
                .formatted(due.document())
            : "Draft %s is issued, and is not published: %s. It is tried again each minute."
                .formatted(due.document(), due.failure()));
  }

  private static String sentence(String reason) {
    return reason.matches("(?s).*[.!?]") ? reason : reason + ".";
  }
}
