package org.planledger.query.ledger;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Evidence;
import org.planledger.ledger.LoggedEvent;
import org.planledger.people.People;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Origins;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Evidence of a text: a file for the verifier, and a page for those who have to rely on it. */
@RestController
@Reads({Histories.GROUP, LedgerConfiguration.GROUP})
final class EvidenceEndpoint {
  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
  private static final Template PAGE = template();

  private final Origins origins;
  private final StoredEvents events;
  private final LedgerTables tables;
  private final Proofs proofs;
  private final LedgerSettings settings;
  private final People people;
  private final int most;

  /**
   * Evidence from the log and its ledger.
   *
   * @param most bytes of a file that a verifier reads
   */
  EvidenceEndpoint(
      Origins origins,
      StoredEvents events,
      LedgerTables tables,
      Proofs proofs,
      LedgerSettings settings,
      People people,
      int most) {
    this.origins = origins;
    this.events = events;
    this.tables = tables;
    this.proofs = proofs;
    this.settings = settings;
    this.people = people;
    this.most = most;
  }

  @GetMapping("/api/ledger/evidence/plans/{plan}/provisions/{id}")
  ResponseEntity<byte[]> evidence(
      @PathVariable String plan,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String lang,
      @RequestParam(required = false) @Nullable String format,
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept) {
    boolean page = isPage(format, accept);
    Origins.Found found = origins.of(plan, id, at, lang);
    Map<Long, StoredEvent> needed = needed(plan, found);
    Evidence evidence = evidence(plan, id, found, needed);
    byte[] file = evidence.bytes();
    if (file.length > most) {
      throw new Refused(
          ProblemType.TOO_LARGE,
          "The events that made this text come to %d bytes of evidence, and no verifier reads more than %d. The bundle of the whole log, /api/ledger/bundle, proves it."
              .formatted(file.length, most));
    }
    if (page) {
      return ResponseEntity.ok()
          .contentType(HTML)
          .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
          .body(page(found, evidence, file).getBytes(StandardCharsets.UTF_8));
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(file(evidence)).build().toString())
        .body(file);
  }

  private static boolean isPage(@Nullable String format, String accept) {
    if (format != null && !format.equals("html") && !format.equals("json")) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST, "format is \"%s\"; give html or json.".formatted(format));
    }
    if (format != null) {
      return format.equals("html");
    }
    try {
      return MediaType.parseMediaTypes(accept).stream()
          .findFirst()
          .filter(MediaType.TEXT_HTML::equalsTypeAndSubtype)
          .isPresent();
    } catch (InvalidMediaTypeException e) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "Accept is \"%s\"; give application/json or text/html.".formatted(accept));
    }
  }

  private static String file(Evidence evidence) {
    return "%s-%s.evidence.json"
        .formatted(evidence.plan(), evidence.provision())
        .replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** The events that made the text, by revision. */
  private Map<Long, StoredEvent> needed(String plan, Origins.Found found) {
    SortedSet<Long> revisions = new TreeSet<>(found.revisions());
    revisions.addAll(found.proposals());
    Map<Long, StoredEvent> needed = new TreeMap<>();
    events
        .ofStream("plan:" + plan, revisions)
        .forEach(event -> needed.put(event.sequence(), event));
    return needed;
  }

  private Evidence evidence(
      String plan, String provision, Origins.Found found, Map<Long, StoredEvent> needed) {
    Map<Long, Leaf> leaves = new LinkedHashMap<>();
    needed.forEach((revision, event) -> leaves.put(revision, proofs.leaf(event.eventId())));
    Signed checkpoint =
        proofs.checkpoint(leaves.values().stream().mapToLong(Leaf::index).max().orElse(0) + 1);
    List<Evidence.Proved> proved = new ArrayList<>();
    leaves.forEach(
        (revision, leaf) ->
            proved.add(
                new Evidence.Proved(
                    new LoggedEvent(
                        Envelope.read(leaf.bytes()),
                        Objects.requireNonNull(needed.get(revision)).payload()),
                    leaf.index(),
                    proofs.path(leaf, checkpoint))));
    Map<String, Evidence.Text> texts = new TreeMap<>();
    for (Origins.Text text : found.texts()) {
      texts.put(
          text.language(),
          new Evidence.Text(
              text.text(),
              place(text.place(), needed),
              text.parts().stream()
                  .map(part -> new Evidence.Run(part.text(), place(part.place(), needed)))
                  .toList()));
    }
    return new Evidence(plan, provision, found.point(), texts, proved, checkpoint.note());
  }

  private static Evidence.Place place(Origins.Place place, Map<Long, StoredEvent> events) {
    return new Evidence.Place(
        Objects.requireNonNull(events.get(place.revision())).eventId(), place.pointer());
  }

  /**
   * What the page says of an event.
   *
   * @param where it was decided, and on which day, as corrected
   * @param corrects what it says of another event; empty: nothing
   * @param first where, as it was recorded at first
   */
  record Shown(
      long number,
      String id,
      String what,
      long revision,
      String recorded,
      String where,
      String actor,
      boolean brought,
      String corrects,
      List<Correction> corrections,
      String first) {}

  /** What the page says of the correction of an event, at that event. */
  record Correction(boolean annuls, long number, String recorded, String actor, String reason) {}

  /** A text on the page. */
  record Words(String language, String text) {}

  /** The page. */
  record Page(
      String plan,
      String provision,
      String point,
      String status,
      String effectiveStatus,
      List<Words> texts,
      List<Shown> events,
      String origin,
      long size,
      String root,
      List<String> witnesses,
      boolean unwitnessed,
      String checkpoint,
      List<String> keys,
      String file,
      String data) {}

  private String page(Origins.Found found, Evidence evidence, byte[] bytes) {
    Checkpoint signed = Checkpoint.parse(evidence.checkpoint().text());
    List<String> witnesses =
        evidence.checkpoint().verify(settings.witnessKeys()).stream()
            .map(
                verified ->
                    "%s, which saw it at %s"
                        .formatted(
                            verified.key().name(),
                            Objects.requireNonNullElse(verified.time(), Instant.EPOCH)))
            .toList();
    List<String> ids =
        evidence.events().stream().map(proved -> who(proved.event().envelope())).toList();
    Map<String, String> names = new HashMap<>();
    people.names(ids).forEach((id, name) -> names.put(id, "%s (%s)".formatted(name, id)));
    people.erased(ids).forEach(id -> names.put(id, id + ", whose name was erased"));
    return PAGE.execute(
        new Page(
            evidence.plan(),
            evidence.provision(),
            evidence.point(),
            said(found.status()),
            said(found.effectiveStatus()),
            found.texts().stream().map(text -> new Words(text.language(), text.text())).toList(),
            evidence.events().stream()
                .map(proved -> shown(proved, evidence, found, names))
                .toList(),
            settings.origin(),
            signed.size(),
            signed.root().toString(),
            witnesses,
            witnesses.isEmpty(),
            evidence.checkpoint().toString(),
            tables.keys().stream().map(key -> key.key().toString()).toList(),
            file(evidence),
            Base64.getEncoder().encodeToString(bytes)));
  }

  /** Applies the corrections in the file to an event of it, as docs/ledger.md says. */
  private static Shown shown(
      Evidence.Proved proved, Evidence evidence, Origins.Found found, Map<String, String> names) {
    Envelope envelope = proved.event().envelope();
    Map<?, ?> payload = payload(proved);
    Map<String, String> decided = new HashMap<>();
    decided.put("on", text(payload, "on"));
    if (payload.get("minute") instanceof Map<?, ?> minute) {
      for (String name : List.of("meetingId", "agendaItem", "paragraph")) {
        decided.put(name, text(minute, name));
      }
    }
    String first = where(decided);
    List<Correction> corrections = new ArrayList<>();
    for (Evidence.Proved other : evidence.events()) {
      if (!isCorrection(other)) {
        continue;
      }
      Map<?, ?> correction = payload(other);
      if (!Long.valueOf(envelope.sequence()).equals(correction.get("revision"))) {
        continue;
      }
      decided.replaceAll((name, value) -> Objects.requireNonNullElse(set(correction, name), value));
      Envelope by = other.event().envelope();
      corrections.add(
          new Correction(
              annuls(correction),
              other.index(),
              by.timestamp().toString(),
              names.getOrDefault(who(by), who(by)),
              text(correction, "reason")));
    }
    return new Shown(
        proved.index(),
        envelope.eventId(),
        said(envelope.payloadType().replaceAll("(?<=[a-z])(?=[A-Z])", " ")),
        envelope.sequence(),
        envelope.timestamp().toString(),
        where(decided),
        names.getOrDefault(who(envelope), who(envelope)),
        found.revisions().contains(envelope.sequence()),
        isCorrection(proved)
            ? "It %s revision %s of the plan."
                .formatted(annuls(payload) ? "annuls" : "corrects", payload.get("revision"))
            : "",
        corrections,
        where(decided).equals(first) ? "" : first);
  }

  private static Map<?, ?> payload(Evidence.Proved proved) {
    return CanonicalJson.parse(proved.event().payload()) instanceof Map<?, ?> members
        ? members
        : Map.of();
  }

  private static boolean isCorrection(Evidence.Proved proved) {
    return proved.event().envelope().payloadType().equals("RecordCorrected");
  }

  private static boolean annuls(Map<?, ?> correction) {
    return Boolean.TRUE.equals(correction.get("annul"));
  }

  private static @Nullable String set(Map<?, ?> correction, String name) {
    return correction.get("set") instanceof Map<?, ?> set && set.get(name) instanceof String value
        ? value
        : null;
  }

  /** Where and on which day something was decided, in words. */
  private static String where(Map<String, String> decided) {
    String meeting = decided.get("meetingId");
    if (meeting == null) {
      return "Dated %s.".formatted(decided.get("on"));
    }
    String paragraph = decided.getOrDefault("paragraph", "");
    return "Decided at meeting %s, item %s%s, on %s."
        .formatted(
            meeting,
            decided.get("agendaItem"),
            paragraph.isEmpty() ? "" : ", paragraph " + paragraph,
            decided.get("on"));
  }

  private static String who(Envelope envelope) {
    return Objects.requireNonNullElse(envelope.actor().onBehalfOf(), envelope.actor().id());
  }

  private static String text(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private static String said(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Template template() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(EvidenceEndpoint.class.getResourceAsStream("evidence.html")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().emptyStringIsFalse(true).compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
