package org.planledger.query.ledger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.bundle.Bundle;
import org.planledger.ledger.bundle.BundleWriter;
import org.planledger.operation.event.BundleExported;
import org.planledger.people.Caller;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Kept;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.reading.Reads;
import org.planledger.store.OperationLog;
import org.planledger.store.ReadOnly;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The whole log with its proofs, as far as the latest checkpoint. It shows the store as it is: an
 * event that was taken away or slipped in is missing or there.
 */
@RestController
@Reads(LedgerConfiguration.GROUP)
final class BundleEndpoint {
  private static final int PAGE = 500;

  private final LedgerTables tables;
  private final StoredEvents events;
  private final Proofs proofs;
  private final OperationLog operations;
  private final ReadOnly readOnly;
  private final Caller caller;
  private final Clock clock;

  BundleEndpoint(
      LedgerTables tables,
      StoredEvents events,
      Proofs proofs,
      OperationLog operations,
      ReadOnly readOnly,
      Caller caller,
      Clock clock) {
    this.tables = tables;
    this.events = events;
    this.proofs = proofs;
    this.operations = operations;
    this.readOnly = readOnly;
    this.caller = caller;
    this.clock = clock;
  }

  /** In the thread of the request: an answer of another thread is cut off after a time. */
  @GetMapping("/api/ledger/bundle")
  void bundle(
      @RequestParam(required = false) @Nullable Long size,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Signed signed = size == null ? proofs.latest() : signedOver(size);
    Bundle bundle = upTo(signed);
    response.setContentType("application/zip");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename("ledger-%d.zip".formatted(signed.size()))
            .build()
            .toString());
    if (request.getMethod().equals(HttpMethod.HEAD.name())) {
      return;
    }
    String reader = caller.id();
    BundleWriter.writeZip(bundle, response.getOutputStream());
    // Whoever is gone by now has not got it.
    response.flushBuffer();
    if (readOnly.isOn()) {
      return;
    }
    operations.recordOrTell(
        UUID.randomUUID().toString(),
        new BundleExported(
            signed.size(), signed.checkpoint().root().base64(), LocalDate.now(clock)),
        reader,
        null);
  }

  private Signed signedOver(long size) {
    return tables
        .checkpoint(size)
        .orElseThrow(
            () ->
                new Refused(
                    ProblemType.NOT_FOUND,
                    "No checkpoint over %d events was signed; leave size out for the latest."
                        .formatted(size)));
  }

  /** What a bundle under a checkpoint is written from: it does not depend on what came later. */
  Bundle upTo(Signed signed) {
    long size = signed.size();
    return new Bundle(
        signed.note(),
        () -> tables.kept(size).map(Kept::text).iterator(),
        tables.keys().stream()
            .filter(key -> key.from() <= size)
            .map(
                key ->
                    new Bundle.Key(
                        key.key(),
                        key.from(),
                        key.to() == null || key.to() >= size ? null : key.to()))
            .toList(),
        erasures(size),
        () -> new Logged(size),
        tables);
  }

  private List<Bundle.Erasure> erasures(long size) {
    return events.ofType("SubjectErased").stream()
        .filter(event -> tables.leafOf(event.eventId()).filter(l -> l.index() < size).isPresent())
        .map(event -> new Bundle.Erasure(person(event), event.eventId()))
        .toList();
  }

  /** Whose name was erased; empty: the row is damaged. */
  private static String person(StoredEvent event) {
    try {
      return CanonicalJson.parse(event.payload()) instanceof Map<?, ?> payload
          ? String.valueOf(payload.get("person"))
          : "";
    } catch (Malformed damaged) {
      return "";
    }
  }

  /**
   * Of a row that cannot be read any more, the envelope that was logged shows it. Empty: neither
   * can be read, and for whoever reads the bundle the event is missing.
   */
  private Optional<Envelope> envelope(StoredEvent event, Map<String, Long> logged) {
    try {
      return Optional.of(
          Leaves.envelope(event, logged.getOrDefault(event.eventId(), event.position())));
    } catch (Malformed changed) {
      return tables.leafOf(event.eventId()).flatMap(Leaves::read);
    }
  }

  /**
   * The rows of the store up to the last leaf of a checkpoint, with the envelopes that they have
   * now: whether these are the leaves is what the reader checks.
   */
  private final class Logged implements Iterator<LoggedEvent> {
    private final long upTo;
    private final Deque<LoggedEvent> page = new ArrayDeque<>();
    private long position;

    Logged(long size) {
      this.upTo = size == 0 ? 0 : lastPosition(size - 1);
    }

    /** Of the event of a leaf; where the leaf is gone, of the last before what came after it. */
    private long lastPosition(long leaf) {
      return tables.leaves(leaf, 1).stream()
          .findFirst()
          .map(found -> found.index() == leaf ? found.position() : found.position() - 1)
          .orElseGet(() -> tables.state().position());
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && position < upTo) {
        List<StoredEvent> rows = events.after(position, upTo, PAGE);
        Map<String, Long> logged =
            tables.positions(rows.stream().map(StoredEvent::eventId).toList());
        for (StoredEvent row : rows) {
          envelope(row, logged)
              .ifPresent(envelope -> page.add(new LoggedEvent(envelope, row.payload())));
        }
        position = rows.isEmpty() ? upTo : rows.getLast().position();
      }
      return !page.isEmpty();
    }

    @Override
    public LoggedEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.removeFirst();
    }
  }
}
