package org.planledger.ledger.verifier;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.planledger.ledger.Arguments;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.SignatureFailed;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Trust.LogKey;
import org.planledger.ledger.Untrusted;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;

/** Checks what a log gives to others. Main class of the jar for auditors. */
public final class Verifier {
  private static final String USAGE =
      """
      Usage: java -jar verifier.jar COMMAND

        verify BUNDLE --vkey KEY ...      checks a whole log (a zip file or a folder)
            --since CHECKPOINT            a checkpoint kept before: nothing up to it is withheld
        verify-proof FILE --vkey KEY ...  checks the proof of one event, or the evidence of a text
            --event LINE                  a file with the event, as a line of events.ndjson
        explain EVENT BUNDLE              who, when, at which meeting; EVENT is an id or an index
        keygen log|witness NAME FILE      makes a private key and prints its verifier key

        --vkey KEY[:FROM-TO]              a key of the log, perhaps for certain sizes only
        --witness KEY ... --quorum NUMBER keys of witnesses, and how many have to have signed
        --json                            the report as JSON

      Options may be repeated. Keys come from somebody else than what is checked.
      Exit codes: 0 proven, 1 tampered, 2 malformed or not understood, 3 not enough evidence.
      """;

  private static final Set<String> WITH_VALUE =
      Set.of("--vkey", "--witness", "--quorum", "--since", "--event");
  private static final int MAX_BYTES = 16 << 20;

  private final Arguments arguments;
  private final PrintStream out;

  private Verifier(Arguments arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] line) {
    System.exit(run(line, System.out, System.err));
  }

  /** Runs one command and gives its exit code. */
  public static int run(String[] line, PrintStream out, PrintStream err) {
    if (line.length == 0 || Set.of("--help", "help").contains(line[0])) {
      (line.length == 0 ? err : out).print(USAGE);
      return line.length == 0 ? Verdict.MALFORMED.exitCode() : 0;
    }
    try {
      List<String> rest = Arrays.asList(line).subList(1, line.length);
      Verifier verifier = new Verifier(new Arguments(rest, WITH_VALUE, Set.of("--json")), out);
      return switch (line[0]) {
        case "verify" -> verifier.verify();
        case "verify-proof" -> verifier.verifyProof();
        case "explain" -> verifier.explain();
        case "keygen" -> verifier.generateKey();
        default -> throw new Malformed("unknown command " + line[0] + "; try --help");
      };
    } catch (NoSuchFileException absent) {
      err.println("verifier: there is no file " + absent.getFile());
    } catch (Malformed | Untrusted | SignatureFailed | IOException failed) {
      err.println("verifier: " + failed.getMessage());
    } catch (RuntimeException | Error failed) {
      // Whatever it is: the process must not end as if something had been found.
      err.println("verifier: nothing was found out, since the check broke off: " + failed);
    }
    return Verdict.MALFORMED.exitCode();
  }

  private int verify() throws IOException {
    Path bundle = Path.of(arguments.words("BUNDLE").getFirst());
    return print(BundleVerifier.verify(bundle, trust(), since()));
  }

  private int verifyProof() throws IOException {
    byte[] proof = read(arguments.words("FILE").getFirst());
    String file = arguments.one("--event");
    LoggedEvent event = file == null ? null : LoggedEvent.read(firstLine(read(file)));
    return print(ProofVerifier.verify(proof, event, trust()));
  }

  private int explain() throws IOException {
    List<String> words = arguments.words("EVENT", "BUNDLE");
    String wanted = words.getFirst();
    Path bundle = Path.of(words.get(1));
    Map<Long, LoggedEvent> explained = new TreeMap<>();
    Set<String> erased = new HashSet<>();
    BundleVerifier.read(
        bundle,
        (index, event) -> {
          if (wanted.equals(event.envelope().eventId()) || wanted.equals(Long.toString(index))) {
            explained.put(index, event);
          }
          event.erased().ifPresent(erased::add);
        });
    if (explained.isEmpty()) {
      throw new Malformed("the bundle has no event " + wanted);
    }
    explained.forEach((index, event) -> out.print(explain(index, event, erased)));
    if (arguments.all("--vkey").isEmpty()) {
      out.println("Not verified: give the log's key with --vkey.");
      return Verdict.NOT_ENOUGH_EVIDENCE.exitCode();
    }
    return print(BundleVerifier.verify(bundle, trust(), since()));
  }

  private static String explain(long index, LoggedEvent event, Set<String> erased) {
    Envelope envelope = event.envelope();
    Envelope.Actor actor = envelope.actor();
    return """
    Event %d: %s
      id            %s
      who           %s as %s%s
      when          %s
      meeting       %s
      about         %s %s, its event %d
      text hash     %s%s
      leaf hash     %s
      text          %s
    """
        .formatted(
            index,
            envelope.payloadType(),
            envelope.eventId(),
            who(actor.id(), erased),
            actor.role(),
            actor.onBehalfOf() == null ? "" : " for " + who(actor.onBehalfOf(), erased),
            envelope.timestamp(),
            envelope.meeting() == null ? "none" : envelope.meeting(),
            envelope.aggregateType(),
            envelope.aggregateId(),
            envelope.sequence(),
            envelope.payloadHash(),
            event.isIntact() ? "" : " (which is not that of the text below)",
            Merkle.leaf(envelope.leaf()),
            event.payload());
  }

  private static String who(String id, Set<String> erased) {
    return erased.contains(id) ? id + " (name erased)" : id;
  }

  private int generateKey() throws IOException {
    List<String> words = arguments.words("log|witness", "NAME", "FILE");
    KeyKind kind =
        switch (words.getFirst()) {
          case "log" -> KeyKind.LOG;
          case "witness" -> KeyKind.WITNESS;
          default -> throw new Malformed("a key is for a log or a witness: " + words.getFirst());
        };
    Signer signer = Signer.generate(words.get(1), kind);
    signer.write(Path.of(words.get(2)));
    out.println(signer.verifier());
    return 0;
  }

  private Trust trust() {
    Set<LogKey> logs = new HashSet<>();
    arguments.all("--vkey").forEach(key -> logs.add(LogKey.parse(key)));
    if (logs.isEmpty()) {
      throw new Malformed("give the log's key with --vkey; keys in a bundle prove nothing");
    }
    Set<VerifierKey> witnesses = new HashSet<>();
    arguments.all("--witness").forEach(key -> witnesses.add(VerifierKey.parse(key)));
    return new Trust(logs, witnesses, arguments.number("--quorum", witnesses.size()));
  }

  private List<Trust.Signed> since() throws IOException {
    List<Trust.Signed> since = new ArrayList<>();
    for (String file : arguments.all("--since")) {
      since.add(trust().open(Note.parse(read(file))));
    }
    return since;
  }

  private int print(Report report) {
    if (arguments.has("--json")) {
      out.write(report.json(), 0, report.json().length);
      out.println();
    } else {
      out.print(report.text());
    }
    return report.verdict().exitCode();
  }

  private static byte[] read(String file) throws IOException {
    Path path = Path.of(file);
    if (Files.size(path) > MAX_BYTES) {
      throw new Malformed(file + " is too large for what it should be");
    }
    return Files.readAllBytes(path);
  }

  private static byte[] firstLine(byte[] bytes) {
    int end = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
    return Arrays.copyOf(bytes, end);
  }
}
