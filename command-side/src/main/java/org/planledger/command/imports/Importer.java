package org.planledger.command.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.planledger.command.decision.Request;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.dispatch.DryRun;
import org.planledger.command.form.CommandReader;
import org.planledger.command.ledger.LogName;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.operation.event.ImportEnded;
import org.planledger.outbound.Destinations;
import org.planledger.people.Caller;
import org.planledger.people.People;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.OperationLog;
import org.planledger.store.ReadOnly;
import org.planledger.store.Written;

/**
 * Carries out commands in the order of their lines. What is done is done: an import that was
 * interrupted is sent again and goes on where it ended, since the id of a line is the idempotency
 * key of its command. That it ended is recorded; of one that was broken off there is no record but
 * its commands. What one document asks for is proposed in one commit instead.
 */
public final class Importer {
  private final CommandReader reader;
  private final Commands commands;
  private final EventStorageEngine log;
  private final LogName name;
  private final Destinations destinations;
  private final Caller caller;
  private final People people;
  private final OperationLog operations;
  private final Written written;
  private final ReadOnly readOnly;
  private final Clock clock;

  /** Imports as the caller. */
  public Importer(
      CommandReader reader,
      Commands commands,
      EventStorageEngine log,
      LogName name,
      Destinations destinations,
      Caller caller,
      People people,
      OperationLog operations,
      Written written,
      ReadOnly readOnly,
      Clock clock) {
    this.reader = reader;
    this.commands = commands;
    this.log = log;
    this.name = name;
    this.destinations = destinations;
    this.caller = caller;
    this.people = people;
    this.operations = operations;
    this.written = written;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  /**
   * What an import did.
   *
   * @param repeated commands that had been carried out before
   * @param position of the last event
   */
  public record Result(long lines, long applied, long repeated, long position) {}

  /**
   * Carries out every line.
   *
   * @throws Refused at the first line that is refused, telling its number, {@code applied} and
   *     {@code repeated}; what came before stays
   */
  public Result run(InputStream lines) throws IOException {
    readOnly.refuse();
    return run(lines, commands, readOnly::refuse, people::idOf, this::record);
  }

  /** The same without writing anything. */
  public Result dryRun(InputStream lines) throws IOException {
    try (DryRun dryRun = trial()) {
      return run(lines, dryRun.commands(), () -> {}, people.onTrial(), (ended, callerId) -> {});
    }
  }

  /**
   * Proposes in one commit what lines ask for, all of them amendments to one plan.
   *
   * @throws Refused when one is refused, telling its number in {@code line}; nothing is recorded
   *     then
   */
  Result propose(InputStream in) throws IOException {
    readOnly.refuse();
    String callerId = caller.id();
    List<ProposeTogether.Requested> proposals = proposals(in, callerId, people::idOf);
    long repeated = repeated(together(proposals, commands));
    long applied = proposals.size() - repeated;
    MessageDigest carriedOut = Request.newSha256();
    proposals.forEach(each -> add(carriedOut, each.request()));
    record(new ImportEnded(digest(carriedOut), applied, repeated, null, null, today()), callerId);
    return new Result(proposals.size(), applied, repeated, written.head());
  }

  /** How many had been carried out before. */
  static long repeated(List<Commands.Carried> carried) {
    return carried.stream().filter(each -> each.committed().repeated()).count();
  }

  /** The same as {@link #propose} without writing anything: what would come of each line. */
  List<Commands.Carried> tryProposing(InputStream in) throws IOException {
    try (DryRun dryRun = trial()) {
      return together(proposals(in, caller.id(), people.onTrial()), dryRun.commands());
    }
  }

  /** A document may ask for nothing. */
  private static List<Commands.Carried> together(
      List<ProposeTogether.Requested> proposals, Commands to) {
    return proposals.isEmpty() ? List.of() : to.carryOut(new ProposeTogether(proposals));
  }

  private List<ProposeTogether.Requested> proposals(
      InputStream in, String callerId, UnaryOperator<String> ids) throws IOException {
    Lines lines = new Lines(in);
    List<ProposeTogether.Requested> proposals = new ArrayList<>();
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        CommandReader.Line read = reader.readLine(line.get(), ids);
        proposals.add(
            new ProposeTogether.Requested(
                (ProposeAmendment) read.read().command(), request(read, callerId)));
      }
    } catch (Refused refused) {
      throw ProposeTogether.refused(lines.number(), refused.problem());
    }
    return proposals;
  }

  private DryRun trial() {
    return new DryRun(log, name, destinations);
  }

  private Result run(
      InputStream in,
      Commands to,
      Runnable allowed,
      UnaryOperator<String> ids,
      BiConsumer<ImportEnded, String> ended)
      throws IOException {
    Lines lines = new Lines(in);
    String callerId = caller.id();
    MessageDigest carriedOut = Request.newSha256();
    long applied = 0;
    long repeated = 0;
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        allowed.run();
        CommandReader.Line read = reader.readLine(line.get(), ids);
        Request request = request(read, callerId);
        Commands.Carried carried = to.carryOut(read.read().command(), request);
        add(carriedOut, request);
        if (carried.committed().repeated()) {
          repeated++;
        } else {
          applied++;
        }
      }
    } catch (Refused refused) {
      Problem problem = refused.problem();
      if (problem.type() != ProblemType.READ_ONLY) {
        ended.accept(
            new ImportEnded(
                digest(carriedOut),
                applied,
                repeated,
                lines.number(),
                problem.type().slug(),
                today()),
            callerId);
      }
      throw at(lines.number(), applied, repeated, problem);
    }
    ended.accept(
        new ImportEnded(digest(carriedOut), applied, repeated, null, null, today()), callerId);
    return new Result(applied + repeated, applied, repeated, written.head());
  }

  private void record(ImportEnded ended, String callerId) {
    operations.record(ended, callerId);
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }

  /** With ids in the place of names, which nobody can guess from it. */
  private static void add(MessageDigest carriedOut, Request request) {
    carriedOut.update(
        "%s %s %s\n"
            .formatted(
                request.key(),
                Objects.requireNonNullElse(request.onBehalfOf(), "-"),
                request.digest())
            .getBytes(StandardCharsets.US_ASCII));
  }

  private static String digest(MessageDigest carriedOut) {
    return HexFormat.of().formatHex(carriedOut.digest());
  }

  private static Request request(CommandReader.Line line, String callerId) {
    return new Request(
        callerId, line.actor(), Request.scoped(callerId, line.id()), line.read().digest(), null);
  }

  private static Refused at(long line, long applied, long repeated, Problem problem) {
    Map<String, Object> members = new HashMap<>(problem.members());
    members.put("line", line);
    members.put("applied", applied);
    members.put("repeated", repeated);
    return new Refused(problem.type(), "Line %d: %s".formatted(line, problem.detail()), members);
  }
}
